"""Use cases that change the facts of cases. Each owns its transaction, its permission check and its audit entry."""
