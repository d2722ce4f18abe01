"""Use cases of communications. Each owns its transaction, its permission check and its audit entry."""
