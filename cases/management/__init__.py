"""Commands about cases and reference data."""
