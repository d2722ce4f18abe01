"""The Welsh of names and set phrases that English records hold: Areas, roles, courts, opening hours, relations (CYM-2).

Each function gives None for what it does not know. Then the Welsh is asked of a person; English is never put in its
place. Proper names of people, streets and services that have no Welsh name of their own stay as they are.
"""

import re

_OFFICE = "Gwasanaeth Erlyn y Goron"
_AREAS: dict[str, str] = {
    "CYMRU_WALES": "Cymru",
    "EAST_MIDLANDS": "Dwyrain Canolbarth Lloegr",
    "EAST_OF_ENGLAND": "Dwyrain Lloegr",
    "LONDON_NORTH": "Gogledd Llundain",
    "LONDON_SOUTH": "De Llundain",
    "MERSEY_CHESHIRE": "Glannau Mersi a Swydd Gaer",
    "NORTH_EAST": "Gogledd Ddwyrain Lloegr",
    "NORTH_WEST": "Gogledd Orllewin Lloegr",
    "SOUTH_EAST": "De Ddwyrain Lloegr",
    "SOUTH_WEST": "De Orllewin Lloegr",
    "THAMES_AND_CHILTERN": "Tafwys a Chiltern",
    "WESSEX": "Wessex",
    "WEST_MIDLANDS": "Gorllewin Canolbarth Lloegr",
    "YORKSHIRE_AND_HUMBERSIDE": "Swydd Efrog a Humberside",
    "CPS_DIRECT": "CPS Direct",
}
#: What staff are called, in small letters.
_ROLES: dict[str, str] = {
    "victim liaison officer": "Swyddog Cyswllt Dioddefwyr",
    "senior victim liaison officer": "Uwch Swyddog Cyswllt Dioddefwyr",
    "victim liaison manager": "Rheolwr Cyswllt Dioddefwyr",
    "victim liaison unit": "Uned Cyswllt Dioddefwyr",
    "victim liaison unit manager": "Rheolwr yr Uned Cyswllt Dioddefwyr",
    "prosecutor": "Erlynydd",
    "crown prosecutor": "Erlynydd y Goron",
    "senior crown prosecutor": "Uwch Erlynydd y Goron",
    "district crown prosecutor": "Erlynydd Dosbarth y Goron",
    "senior district crown prosecutor": "Uwch Erlynydd Dosbarth y Goron",
    "specialist prosecutor": "Erlynydd Arbenigol",
    "paralegal officer": "Swyddog Paragyfreithiol",
    "witness care officer": "Swyddog Gofal Tystion",
}
#: What a team is called, as it follows the name of its Area.
_UNITS: dict[str, str] = {
    "victim liaison unit": "Uned Cyswllt Dioddefwyr",
    "victim liaison team": "Tîm Cyswllt Dioddefwyr",
    "crown court unit": "Uned Llys y Goron",
    "magistrates' court unit": "Uned y Llys Ynadon",
    "complex casework unit": "Uned Gwaith Achos Cymhleth",
    "complaints": "Cwynion",
    "crown prosecution service": _OFFICE,
}
#: Who somebody is to the reader.
_RELATIONS: dict[str, str] = {
    "your child": "eich plentyn",
    "your son": "eich mab",
    "your daughter": "eich merch",
    "your parent": "eich rhiant",
    "your mother": "eich mam",
    "your father": "eich tad",
    "your husband": "eich gŵr",
    "your wife": "eich gwraig",
    "your partner": "eich partner",
    "your brother": "eich brawd",
    "your sister": "eich chwaer",
}
#: Towns with a court whose Welsh name differs from the English one.
_TOWNS: dict[str, str] = {
    "aberdare": "Aberdâr",
    "barry": "Y Barri",
    "brecon": "Aberhonddu",
    "bridgend": "Pen-y-bont ar Ogwr",
    "cardiff": "Caerdydd",
    "cardigan": "Aberteifi",
    "carmarthen": "Caerfyrddin",
    "chester": "Caer",
    "cwmbran": "Cwmbrân",
    "haverfordwest": "Hwlffordd",
    "hereford": "Henffordd",
    "holyhead": "Caergybi",
    "liverpool": "Lerpwl",
    "merthyr tydfil": "Merthyr Tudful",
    "mold": "Yr Wyddgrug",
    "neath": "Castell-nedd",
    "newport": "Casnewydd",
    "newtown": "Y Drenewydd",
    "shrewsbury": "Amwythig",
    "swansea": "Abertawe",
    "welshpool": "Y Trallwng",
    "wrexham": "Wrecsam",
}
#: The post knows these by their English names.
_TOWNS_IN_ENGLAND = frozenset({"chester", "hereford", "liverpool", "shrewsbury"})
_PO_BOX = re.compile(r"^po box (?=\w)", re.IGNORECASE)
_AT_POSTCODE = re.compile(r"^(?P<town>.+?)(?P<code> [A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})?$")
_COURT_KINDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(?:the )?crown court (?:at|sitting at) (?P<town>.+)$", re.IGNORECASE), "Llys y Goron"),
    (re.compile(r"^(?P<town>.+?) crown court(?: centre)?$", re.IGNORECASE), "Llys y Goron"),
    (re.compile(r"^(?P<town>.+?) magistrates[’']? court$", re.IGNORECASE), "Llys Ynadon"),
    (re.compile(r"^(?P<town>.+?) (?:law courts|justice centre)$", re.IGNORECASE), "Canolfan Cyfiawnder"),
)
_DAYS = dict(
    zip(
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        ["Llun", "Mawrth", "Mercher", "Iau", "Gwener", "Sadwrn", "Sul"],
        strict=True,
    )
)
_DAY_NAMES = "|".join(_DAYS)
_SPAN = re.compile(
    rf"^(?P<first>{_DAY_NAMES})(?:s)?(?: (?P<between>to|and) (?P<last>{_DAY_NAMES})(?:s)?)?$", re.IGNORECASE
)
_CLOCK = re.compile(r"^(?P<since>[\d.:]+ ?(?:am|pm)|noon) to (?P<until>[\d.:]+ ?(?:am|pm)|noon)$", re.IGNORECASE)


def office(*, area_code: str) -> str | None:
    """Name the Area that writes, or None for an Area nobody has named in Welsh (CYM-2)."""
    area = _AREAS.get(area_code)
    if area is None:
        return None
    return f"{_OFFICE} {area}" if area_code == "CYMRU_WALES" else f"{_OFFICE}, {area}"


def unit(*, english: str, area_code: str, area_name: str) -> str | None:
    """Name a team of an Area: ``Cymru-Wales Victim Liaison Unit`` becomes ``Uned Cyswllt Dioddefwyr Cymru`` (CYM-2).

    None for a team that has another name.
    """
    kind = _UNITS.get(english.lower().removeprefix(area_name.lower()).strip())
    area = _AREAS.get(area_code)
    if kind is None or area is None:
        return None
    return f"{kind} {area}" if area_code == "CYMRU_WALES" else f"{kind}, {area}"


def address(*, english: str) -> str:
    """Write an address of ours, on one line: teams, towns in Wales and the words of the post in Welsh (CYM-2).

    Streets, numbers, postcodes and towns in England stay: the post must find it.
    """
    return ", ".join(_address_part(part) for part in english.split(", "))


def _address_part(english: str) -> str:
    if english.lower() in _UNITS:
        return _UNITS[english.lower()]
    found = _AT_POSTCODE.match(english)
    town = found["town"].lower() if found is not None else ""
    if found is not None and town in _TOWNS and town not in _TOWNS_IN_ENGLAND:
        return f"{_TOWNS[town]}{found['code'] or ''}"
    return _PO_BOX.sub("Blwch Post ", english)


def role(*, english: str) -> str | None:
    """Name what a member of staff does (CYM-2)."""
    return _ROLES.get(english.strip().lower())


def relation(*, english: str) -> str | None:
    """Say who the victim is to the reader: ``your daughter`` becomes ``eich merch`` (CYM-2)."""
    return _RELATIONS.get(english.strip().lower())


def court(*, english: str, welsh: str = "") -> str | None:
    """Name a court: the Welsh of the court feed, else the Crown Court or magistrates' court of a town (CYM-2)."""
    if welsh.strip():
        return welsh.strip()
    for pattern, kind in _COURT_KINDS:
        if (found := pattern.match(" ".join(english.split()))) is not None:
            town = found["town"].strip()
            return f"{kind} {_TOWNS.get(town.lower(), town)}"
    return None


def hours(*, english: str) -> str | None:
    """Say opening hours: ``Monday to Friday, 9am to 5pm`` becomes ``dydd Llun i ddydd Gwener, 9am i 5pm`` (CYM-2)."""
    if english.strip().lower() == "day and night":
        return "ddydd a nos"
    parts = [_hours_part(part.strip()) for part in english.split(",")]
    known = [part for part in parts if part is not None]
    return ", ".join(known) if english.strip() and len(known) == len(parts) else None


def _hours_part(english: str) -> str | None:
    if (clock := _CLOCK.match(english)) is not None:
        since, until = (clock[end].replace("noon", "12 canol dydd") for end in ("since", "until"))
        return f"{since} i {until}"
    span = _SPAN.match(english)
    if span is None:
        return None
    first = f"dydd {_DAYS[span['first'].lower()]}"
    if span["last"] is None:
        return first
    last = f"dydd {_DAYS[span['last'].lower()]}"
    return f"{first} i d{last}" if span["between"].lower() == "to" else f"{first} a {last}"
