"""Rows that are valid by default, one factory per model. People are synthetic: drama numbers, example domains."""
