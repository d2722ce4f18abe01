"""Which CPS Area a police force belongs to (domain.md 6.1): a hint for where a new case goes, never a fact about it."""

#: Force code (domain.md 6.3) to Area code. Two forces are left out because they lie in two Areas: the Metropolitan
#: Police and the City of London Police; a person or the import's own setting says where their cases go.
AREA_OF_FORCE: dict[str, str] = {
    "03": "NORTH_WEST",
    "04": "NORTH_WEST",
    "05": "MERSEY_CHESHIRE",
    "06": "NORTH_WEST",
    "07": "MERSEY_CHESHIRE",
    "10": "NORTH_EAST",
    "11": "NORTH_EAST",
    "12": "YORKSHIRE_AND_HUMBERSIDE",
    "13": "YORKSHIRE_AND_HUMBERSIDE",
    "14": "YORKSHIRE_AND_HUMBERSIDE",
    "16": "YORKSHIRE_AND_HUMBERSIDE",
    "17": "NORTH_EAST",
    "20": "WEST_MIDLANDS",
    "21": "WEST_MIDLANDS",
    "22": "WEST_MIDLANDS",
    "23": "WEST_MIDLANDS",
    "30": "EAST_MIDLANDS",
    "31": "EAST_MIDLANDS",
    "32": "EAST_MIDLANDS",
    "33": "EAST_MIDLANDS",
    "34": "EAST_MIDLANDS",
    "35": "EAST_OF_ENGLAND",
    "36": "EAST_OF_ENGLAND",
    "37": "EAST_OF_ENGLAND",
    "40": "THAMES_AND_CHILTERN",
    "41": "THAMES_AND_CHILTERN",
    "42": "EAST_OF_ENGLAND",
    "43": "THAMES_AND_CHILTERN",
    "44": "WESSEX",
    "45": "SOUTH_EAST",
    "46": "SOUTH_EAST",
    "47": "SOUTH_EAST",
    "50": "SOUTH_WEST",
    "52": "SOUTH_WEST",
    "53": "SOUTH_WEST",
    "54": "WESSEX",
    "55": "WESSEX",
    "60": "CYMRU_WALES",
    "61": "CYMRU_WALES",
    "62": "CYMRU_WALES",
    "63": "CYMRU_WALES",
}


def area_of_force(*, force: str) -> str | None:
    """Return the Area code of a police force, or None where the force is unknown or lies in two Areas."""
    return AREA_OF_FORCE.get(force)
