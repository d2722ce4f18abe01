"""Staff: work list, case page, drafting, approvals, reviews."""
