"""Codes that people type to come into the portal: how they look, how they are read back, how long they live (PORT-1).

Letters and digits that cannot be taken for one another on paper (no B beside 8, no G beside 6, no Z beside 2), no
vowels (so that no word arises by chance), in groups of four. What somebody types is read generously: blanks, dashes,
small letters and a letter taken for the digit it looks like make no difference.
Source: reliability bar 3.1 (ASVS 6.4.1, 6.5, 6.6), peers.md V1.
"""

import datetime as dt

from cases.rules.vocabulary import Language

#: 8 digits and 15 letters: 23 signs, 4.5 bits each.
ALPHABET = "23456789CDFHJKMNPQRTVWX"
#: What looks like one of our digits and is never in a code is read as that digit.
_LOOK_ALIKES = str.maketrans("BGSZ", "8652")
#: An invitation code: 72 bits, tried a few times an hour at most.
INVITATION_LENGTH = 16
#: What a person types when they come back; only the first of two things they must have.
SIGN_IN_LENGTH = 12
#: Digits of a one-time code.
ONE_TIME_LENGTH = 6
#: Signs that stand together when a code is printed.
GROUP = 4

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
    """Write a code as it is printed: ``K7Q2-9MXD-4TPH-RWC3``."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def as_typed(*, text: str) -> str:
    """Read a code as a person typed it: capitals, without blanks and dashes of any kind, look-alikes as digits."""
    return "".join(sign for sign in text.upper() if sign.isalnum())[:40].translate(_LOOK_ALIKES)


def aloud(*, code: str, language: Language) -> str:
    """Write a code as it is read aloud, group by group: ``Kilo seven Quebec two, nine Mike X-ray Delta``.

    For whoever has the letter read to them. Letters by the names that telephone operators and the police use.
    """
    digits = _WELSH_DIGITS if language is Language.CY else _ENGLISH_DIGITS
    names = _LETTER_NAMES | digits
    groups = [code[start : start + GROUP] for start in range(0, len(code), GROUP)]
    return ", ".join(" ".join(names[sign] for sign in group) for group in groups)


_LETTER_NAMES = {
    "C": "Charlie", "D": "Delta", "F": "Foxtrot", "H": "Hotel", "J": "Juliet", "K": "Kilo", "M": "Mike",
    "N": "November", "P": "Papa", "Q": "Quebec", "R": "Romeo", "T": "Tango", "V": "Victor", "W": "Whisky", "X": "X-ray",
}  # fmt: skip
_ENGLISH_DIGITS = dict(zip("23456789", ["two", "three", "four", "five", "six", "seven", "eight", "nine"], strict=True))
_WELSH_DIGITS = dict(zip("23456789", ["dau", "tri", "pedwar", "pump", "chwech", "saith", "wyth", "naw"], strict=True))
