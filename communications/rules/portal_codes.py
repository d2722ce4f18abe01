"""Codes that people type to come into the portal: how they look, how they are read back, how long they live (PORT-1).

Letters and digits that cannot be taken for one another, no vowels (so that no word arises by chance), in groups of
four. What somebody types is read generously: blanks, dashes and small letters make no difference.
Source: reliability bar 3.1 (ASVS 6.4.1, 6.5, 6.6), peers.md V1.
"""

import datetime as dt

#: 26 signs: 4.7 bits each.
ALPHABET = "23456789BCDFGHJKMNPQRTVWXZ"
#: An invitation code: 75 bits, tried a few times an hour at most.
INVITATION_LENGTH = 16
#: What a person types when they come back; only the first of two things they must have.
SIGN_IN_LENGTH = 12
#: Digits of a one-time code.
ONE_TIME_LENGTH = 6
_GROUP = 4

#: An invitation must survive the post and a few days on a kitchen table.
INVITATION_LIFE = dt.timedelta(days=14)
ONE_TIME_LIFE = dt.timedelta(minutes=10)
ONE_TIME_TRIES = 5

#: A session of the portal ends after this long without a request, and after this long whatever happens.
SESSION_IDLE = dt.timedelta(minutes=15)
SESSION_LIFE = dt.timedelta(hours=2)


def from_bytes(*, secret: bytes, length: int) -> str:
    """Write ``length`` signs of the alphabet, each as likely as any other, from enough random bytes."""
    number = int.from_bytes(secret, "big")
    signs = []
    for _ in range(length):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def digits_from_bytes(*, secret: bytes) -> str:
    """Write a one-time code from enough random bytes; leading noughts are kept."""
    return f"{int.from_bytes(secret, 'big') % 10**ONE_TIME_LENGTH:0{ONE_TIME_LENGTH}d}"


def in_groups(*, code: str) -> str:
    """Write a code as it is printed: ``K7Q2-9MXD-4TPH``."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def as_typed(*, text: str) -> str:
    """Read a code as a person typed it: capitals, without blanks and dashes of any kind."""
    return "".join(sign for sign in text.upper() if sign.isalnum())[:40]
