"""Where the cases of the demo lie: the police forces of each Area, and invented courts, one town for each Area."""

from cases.rules.police_areas import AREA_OF_FORCE

#: The Metropolitan Police lie in both Areas of London, so that no force says which of them a case belongs to.
_OF_LONDON = ("01",)
#: Invented towns with a court, by Area. No two Areas share one, and only the Welsh one has a Welsh name.
COURT_TOWNS: dict[str, str] = {
    "CYMRU_WALES": "Llanenghraifft",
    "EAST_MIDLANDS": "Sampleford",
    "EAST_OF_ENGLAND": "Modelwich",
    "LONDON_NORTH": "Exampleton Green",
    "LONDON_SOUTH": "Samplehurst",
    "MERSEY_CHESHIRE": "Modelport",
    "NORTH_EAST": "Exampleshields",
    "NORTH_WEST": "Samplerigg",
    "SOUTH_EAST": "Demoham",
    "SOUTH_WEST": "Modelmouth",
    "THAMES_AND_CHILTERN": "Sampleford-on-Thames",
    "WESSEX": "Modelbury",
    "WEST_MIDLANDS": "Exampleton",
    "YORKSHIRE_AND_HUMBERSIDE": "Samplethorpe",
}


def forces_of(*, area: str) -> tuple[str, ...]:
    """List the codes of the police forces of an Area, as they begin the references of its cases."""
    return tuple(force for force, of in AREA_OF_FORCE.items() if of == area) or _OF_LONDON


def court(*, area: str, is_crown: bool) -> tuple[str, str]:
    """Name the court in which a case of an Area is heard, in English and in Welsh; no Welsh name outside Wales."""
    town = COURT_TOWNS[area]
    english, welsh = (
        (f"{town} Crown Court", f"Llys y Goron {town}")
        if is_crown
        else (f"{town} Magistrates' Court", f"Llys Ynadon {town}")
    )
    return english, welsh if area == "CYMRU_WALES" else ""
