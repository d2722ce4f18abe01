"""Forms of the staff workspace: they read and check the shape of answers; services decide."""
