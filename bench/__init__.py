"""Measures the service against yardsticks timed in the same run; prints ratios, never absolute promises (4.6, 4.7)."""
