"""What was done, by whom and to what; and how every stored field is classed."""
