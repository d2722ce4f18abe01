"""What processes that live long and begin as copies of one do about garbage, web server and workers alike."""

import gc


def leave_what_is_loaded() -> None:
    """Leave all that is in memory now out of every later search for garbage; called before the copies are made.

    It stays for good, and there is much of it: to go through it all again held up one request in a hundred by a fifth
    of a second (P9, V2), and was half of what garbage cost a letter (P1). Called before the processes part, so that
    they go on sharing the memory that holds it. How often is searched stays as Python has it: to search a seventh as
    often gains a letter one or two milliseconds in a hundred, and leaves more of it lying.
    """
    gc.collect()
    gc.freeze()
