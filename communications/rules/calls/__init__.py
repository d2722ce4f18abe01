"""Telephone calls to people: the steps of a series, what an outcome means, what to say. A person rings, never we."""
