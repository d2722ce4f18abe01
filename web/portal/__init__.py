"""Victims: their own session, their own pages."""
