"""Turns facts into words and words into pages. Knows no database and no network."""
