"""Views of the staff workspace: one service call each, and a page."""
