"""Who staff are, where they work and what they may do."""
