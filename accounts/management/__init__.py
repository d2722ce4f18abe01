"""Commands about staff and the declarations of the tables."""
