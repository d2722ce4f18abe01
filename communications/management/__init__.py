"""Commands of the communications floor."""
