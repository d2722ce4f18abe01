"""Pure triage rules: facts in, tier and every reason out."""
