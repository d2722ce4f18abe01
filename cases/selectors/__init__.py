"""Reads of the cases app: one module per question. Lists for people take the viewer; facts for rules do not."""
