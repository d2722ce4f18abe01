"""The legal terms that a letter must explain, how each is recognised, and its plain words (domain reference 8.3).

Data, reviewed on `AS_AT`. Where the reference gives plain words they stand here; the others are in its manner.
"""

import datetime as dt

from communications.rules.gate.term import Term
from communications.rules.gate.terms_of_court import OF_COURT
from communications.rules.gate.terms_of_decisions import OF_DECISIONS
from communications.rules.gate.terms_of_people import OF_PEOPLE

AS_AT = dt.date(2026, 11, 21)

GLOSSARY: tuple[Term, ...] = (*OF_DECISIONS, *OF_COURT, *OF_PEOPLE)
