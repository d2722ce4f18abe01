"""A synthetic caseload for demonstrations and for looking at pages: invented people, drama numbers, example domains.

Built through the same services as real work, at times in the past, so that every figure on a page has its letters.
"""
