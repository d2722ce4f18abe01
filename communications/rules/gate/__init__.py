"""The letter gate: what a letter's words are held against before they may be approved. Pure: frozen values in and out.

`check.check` is the one door. Each module beside it knows one kind of fault; `findings` is what they all return.
"""
