"""Take in what other systems say: court messages one by one, our own formats in bulk.

Only facts are written here. What ends a charge is proposed to a person, and no address in a court message is ever one
to send to.
"""
