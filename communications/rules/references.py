"""The reference on a letter: what a recipient may quote to us. Says nothing about the person, the case or the order."""

import re
import secrets

#: No vowels, so that no word appears; no digit or letter that is mistaken for another when read aloud or by hand.
_ALPHABET = "2345679CDFGHJKMNPQRTVWXZ"
_GROUP = 4
#: Finds every reference of ours in a text.
REFERENCE = re.compile(r"(?<![A-Z0-9-])VCS-[A-Z0-9]{4}-?[A-Z0-9]{4}(?![A-Z0-9-])")
#: Finds every case reference (URN) in a text, as it would stand in a letter about another case (domain.md 6.3). The
#: unit has a letter here: eleven digits in a row are a telephone number.
CASE_REFERENCE = re.compile(r"(?<![A-Z0-9])\d{2}(?:[A-Z][A-Z0-9]|\d[A-Z])\d{7}(?![A-Z0-9])")


def new_reference() -> str:
    """Draw a reference from the system's generator, for example ``VCS-7K2M-9QXD``: 110 thousand million of them.

    Two letters with one reference are refused by the database; whoever draws draws again.
    """
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(2))
    return "VCS-" + "-".join(groups)


def references_in(text: str) -> frozenset[str]:
    """Find every reference in a text, ours and the courts'."""
    return frozenset({*REFERENCE.findall(text), *CASE_REFERENCE.findall(text)})
