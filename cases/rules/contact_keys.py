"""Write addresses, phone numbers and emails in one form, so that one shared by two parties of a case is found (SAFE-7).

Wrongly found costs a person a look; wrongly missed may send a letter to a suspect's home. So where a part is missing or
could be written another way, two addresses count as the same place. UPRNs are not available. Keys are as revealing as
what they are made from and are classed location-safe. Source: reliability and performance bar, 3.3, T7.
"""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers

from cases.rules.vocabulary import ContactPointKind

_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})\b")
#: "Flat 1", "Apt. 2B", "Unit 7", "Room 3": the door inside a building.
_DOOR = re.compile(
    r"\b(?:FLAT|FLT|APARTMENT|APT|APPARTMENT|UNIT|ROOM|RM|STUDIO|MAISONETTE)\.?\s*(?:NO\.?\s*)?([0-9]+\s?[A-Z]?|[A-Z])\b"
)
#: "1/12 High Street": door 1 of number 12.
_SLASH = re.compile(r"\b([0-9]+[A-Z]?)\s*/\s*([0-9]+)\s?([A-Z])?\b")
#: "12", "12A", "12 A High Street", "12-14": the house number, with the letter that may be a door.
_HOUSE = re.compile(r"\b([0-9]+)(?:\s*-\s*[0-9]+)?\s?([A-Z])?\b")
#: Floors are doors with a name.
_FLOOR = re.compile(
    r"\b(BASEMENT|GROUND|GARDEN|FIRST|SECOND|THIRD|TOP)\s+FLOOR(?:\s+FLAT)?\b|\b(BASEMENT|GARDEN|TOP)\s+FLAT\b"
)
_NOT_A_NAME = re.compile(r"[^A-Z ]+")
_STREET_WORDS = {
    "ST": "STREET", "RD": "ROAD", "AVE": "AVENUE", "AV": "AVENUE", "LN": "LANE", "DR": "DRIVE", "CT": "COURT",
    "CL": "CLOSE", "PL": "PLACE", "SQ": "SQUARE", "GDNS": "GARDENS", "CRES": "CRESCENT", "TERR": "TERRACE",
    "TER": "TERRACE", "HSE": "HOUSE", "THE": "",
}  # fmt: skip
_SEPARATOR = "|"
_SEPARATORS = 3
#: Long enough to tell homes apart, short enough for a column.
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressKey:
    """The parts of an address that tell one home from another. An empty part was not given."""

    #: Upper case without a blank, for example "SW1A1AA".
    postcode: str
    #: House number as digits.
    house: str
    #: Flat, floor or the letter behind a house number.
    door: str
    #: Name of the house and the street, for homes without a number.
    name: str

    def __str__(self) -> str:
        return _SEPARATOR.join((self.postcode, self.house, self.door, self.name))

    @classmethod
    def parse(cls, text: str) -> "AddressKey":
        """Read what ``str`` wrote.

        Raises:
            ValueError: the text is not an address key.

        """
        postcode, house, door, name = text.split(_SEPARATOR)
        return cls(postcode=postcode, house=house, door=door, name=name)


def email_key(*, value: str) -> str:
    """Return an email address in one form: no blanks around, no difference of case; dots and tags stay (SAFE-7)."""
    return unicodedata.normalize("NFKC", value).strip().casefold()


def phone_key(*, value: str) -> str:
    """Return a phone number as E.164, read as a UK number unless it says otherwise; digits only if it is not one."""
    try:
        number = phonenumbers.parse(value, "GB")
    except phonenumbers.NumberParseException:
        return re.sub(r"[^0-9]", "", value)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def address_key(*, value: str) -> str:
    """Return the key of a postal address given as lines or as one comma-separated line (SAFE-7).

    "Flat A, 12 High St" and "12A High Street" have one key; so have "1/12" and "Flat 1, 12".
    """
    return str(_address(value))


def key_for(*, kind: ContactPointKind, value: str) -> str:
    """Return the key of a contact point of any kind."""
    if kind is ContactPointKind.EMAIL:
        return email_key(value=value)
    if kind is ContactPointKind.POST:
        return address_key(value=value)
    return phone_key(value=value)


def is_same_contact(*, kind: ContactPointKind, key: str, other: str) -> bool:
    """Say whether two keys of one kind may lead to the same inbox, phone or home. Empty keys never match (SAFE-7)."""
    if not key or not other:
        return False
    if kind is ContactPointKind.POST:
        return _is_same_home(_read(key), _read(other))
    return key == other


def _read(text: str) -> AddressKey:
    """Read a stored key; one that is not in our form is read as the address it may be, never passed over."""
    return AddressKey.parse(text) if text.count(_SEPARATOR) == _SEPARATORS else _address(text)


def _address(value: str) -> AddressKey:
    text = unicodedata.normalize("NFKC", value).upper().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    postcode = ""
    if found := _POSTCODE.search(text):
        postcode = found.group(1) + found.group(2)
        text = text.replace(found.group(0), " ")
    text, door = _take_door(text)
    house = ""
    if number := _HOUSE.search(text):
        house = number.group(1).lstrip("0") or "0"
        door = door or (number.group(2) or "")
        text = text[: number.start()] + " " + text[number.end() :]
    words = _NOT_A_NAME.sub(" ", text.replace("'", "")).split()
    name = " ".join(word for word in (_STREET_WORDS.get(word, word) for word in words) if word)
    return AddressKey(postcode=postcode, house=house[:20], door=door[:20], name=name[:_LONGEST_NAME].strip())


def _take_door(text: str) -> tuple[str, str]:
    """Cut the door out of the text, so that its number is not taken for the house's."""
    if floor := _FLOOR.search(text):
        return text.replace(floor.group(0), " "), (floor.group(1) or floor.group(2)) + " FLOOR"
    if door := _DOOR.search(text):
        return text.replace(door.group(0), " "), door.group(1).replace(" ", "").lstrip("0")
    if slash := _SLASH.search(text):
        whole, letter = slash.group(0), slash.group(3) or ""
        return text.replace(whole, f"{slash.group(2)}{letter}"), slash.group(1).lstrip("0")
    return text, ""


def _is_same_home(one: AddressKey, other: AddressKey) -> bool:
    if one.postcode and other.postcode:
        if one.postcode != other.postcode:
            return False
    elif one.name != other.name:
        # Without a postcode the street must be written alike, or half the country would match.
        return False
    if one.house and other.house:
        return one.house == other.house and _may_be_one_door(one.door, other.door)
    if not one.house and not other.house and one.name and other.name:
        return _may_be_one_name(one.name, other.name) and _may_be_one_door(one.door, other.door)
    # One of the two gives no number: a named house may well have one.
    return True


def _may_be_one_door(one: str, other: str) -> bool:
    """Flats are told apart only where both are given: "1" and "1A" may be two ways to write one door."""
    if not one or not other or one == other:
        return True
    digits = re.sub(r"[^0-9]", "", one), re.sub(r"[^0-9]", "", other)
    return bool(digits[0]) and digits[0] == digits[1] and (one.isdigit() or other.isdigit())


def _may_be_one_name(one: str, other: str) -> bool:
    """Names of houses match when the first words do: towns and counties are often left out."""
    return one.startswith(other) or other.startswith(one) or one.split()[:2] == other.split()[:2]
