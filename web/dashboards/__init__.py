"""Managers: timeliness by Area, month and type."""
