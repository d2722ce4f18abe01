"""Read a case reference as received and derive the key for matching; warns about odd shapes and refuses none."""

import re
from dataclasses import dataclass

URN_RULE = "UR-1"

_SHAPE = re.compile(r"(?P<force>\d{2})(?P<unit>[A-Z0-9]{2})(?P<number>[A-Z0-9]{5})(?P<year>\d{2})")
_SPLIT = re.compile(r"(?P<key>.+?)/(?P<split>\d{1,2})")

#: Police force codes, for hints only (domain.md 6.3, to be confirmed).
FORCES = {
    "01": "Metropolitan",
    "03": "Cumbria",
    "04": "Lancashire",
    "05": "Merseyside",
    "06": "Greater Manchester",
    "07": "Cheshire",
    "10": "Northumbria",
    "11": "Durham",
    "12": "North Yorkshire",
    "13": "West Yorkshire",
    "14": "South Yorkshire",
    "16": "Humberside",
    "17": "Cleveland",
    "20": "West Midlands",
    "21": "Staffordshire",
    "22": "West Mercia",
    "23": "Warwickshire",
    "30": "Derbyshire",
    "31": "Nottinghamshire",
    "32": "Lincolnshire",
    "33": "Leicestershire",
    "34": "Northamptonshire",
    "35": "Cambridgeshire",
    "36": "Norfolk",
    "37": "Suffolk",
    "40": "Bedfordshire",
    "41": "Hertfordshire",
    "42": "Essex",
    "43": "Thames Valley",
    "44": "Hampshire",
    "45": "Surrey",
    "46": "Kent",
    "47": "Sussex",
    "48": "City of London",
    "50": "Devon and Cornwall",
    "52": "Avon and Somerset",
    "53": "Gloucestershire",
    "54": "Wiltshire",
    "55": "Dorset",
    "60": "North Wales",
    "61": "Gwent",
    "62": "South Wales",
    "63": "Dyfed-Powys",
}


class EmptyReference(ValueError):
    """A case reference consists of blanks only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalisedUrn:
    """A case reference: as received, and as used to find cases that may be the same."""

    #: Exactly as received, to the letter.
    received: str
    #: Upper case, no blanks, no split suffix. For matching only: two cases with one key are never merged for it.
    key: str
    #: The number after the slash of a split case, or the empty string.
    split: str
    #: The police force the reference points to, or None; a hint, never a fact.
    force_hint: str | None
    #: What is odd about it, in words. Never a reason to refuse.
    warnings: tuple[str, ...]
    rule_id: str = URN_RULE


def names_nothing(*, reference: str) -> bool:
    """Say whether a case reference holds nothing that could name a case: blanks, or the slash of a split alone."""
    # Nearly every reference begins with a letter or a digit, and then there is nothing to look for.
    return not reference[:1].isalnum() and not "".join(reference.split()).strip("/")


def matching_key(*, received: str) -> tuple[str, str]:
    """Return the key of a reference and the number of its split, or the empty string: all that matching needs (UR-1).

    Raises:
        EmptyReference: when nothing but blanks was received.
    """
    if names_nothing(reference=received):
        raise EmptyReference("A case reference must not be empty.")
    key = "".join(received.split()).upper()
    # Asked of the few that have a slash.
    match = _SPLIT.fullmatch(key) if "/" in key else None
    return (match["key"], match["split"]) if match else (key, "")


def normalise_urn(*, received: str) -> NormalisedUrn:
    """Read a case reference (UR-1; domain.md 6.3 and the CPS prototype document 5.2).

    The usual shape is two digits of the force, two characters of the unit, five of the number (letters occur) and two
    digits of the year, with ``/1`` for a split case. References of other prosecutors have other shapes and are
    accepted with a warning. The reference names a case, not a person.

    Raises:
        EmptyReference: when nothing but blanks was received.
    """
    key, split = matching_key(received=received)
    shape = _SHAPE.fullmatch(key)
    if shape is None:
        return NormalisedUrn(
            received=received,
            key=key,
            split=split,
            force_hint=None,
            warnings=("This is not the usual shape of a URN; it may be the reference of another prosecutor.",),
        )
    warnings = []
    force = FORCES.get(shape["force"])
    if force is None:
        warnings.append("No police force in England and Wales has this force code.")
    if not shape["unit"].isalpha():
        warnings.append("The unit is usually two letters.")
    if not shape["number"].isdigit():
        warnings.append("The number is usually five digits.")
    return NormalisedUrn(received=received, key=key, split=split, force_hint=force, warnings=tuple(warnings))
