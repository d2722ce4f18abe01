"""Whether a name, title or address of ours tells what was done to somebody. Knows nothing of any database.

People read these on their pages and letters, and so may whoever looks over their shoulder or finds the letter. That a
team works on rape or on abuse at home is said inside the CPS, never in what it calls itself to them (domain.md 11.3).
"""

import re

#: Read alike by Python and by PostgreSQL, which holds the names and addresses of units against it.
REVEALING = (
    r"(^|[^a-z])"
    r"(rasso(unit|team|[^a-z]|$)|rape|sexual|abuse|domestic|violen|homicide|murder|stalking"
    r"|rhywiol|trais|treisio|cam-?drin)"
)
_REVEALING = re.compile(REVEALING, re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")


def tells_the_offence(*, text: str) -> bool:
    """Say whether words give away what was done to the person who reads them."""
    return _REVEALING.search(text) is not None


def title_for_the_public(*, title: str, otherwise: str) -> str:
    """Give a title as people outside may read it: ``Victim Liaison Officer (RASSO)`` loses what is in brackets.

    ``otherwise`` stands in where the title tells the offence even so, and where there is none.
    """
    if not tells_the_offence(text=title):
        return title or otherwise
    shorter = _IN_BRACKETS.sub("", title).strip()
    return otherwise if not shorter or tells_the_offence(text=shorter) else shorter
