"""The Welsh of what letters and pages draw on, kept apart from the English so that each can be read on its own."""
