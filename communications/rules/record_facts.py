"""What the record says about a case, as far as a letter may speak of it. The words are held against it."""

import dataclasses
import datetime as dt

from cases.rules.vocabulary import Vocabulary
from communications.rules.letter_words import Block


class Pronoun(Vocabulary):
    """How a letter speaks of the victim to somebody else."""

    SHE = "SHE"
    HE = "HE"
    THEY = "THEY"
    UNKNOWN = "UNKNOWN"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """People, days, courts and offences of one case. What is not here is not in the record, and is asked about."""

    #: Everyone whom the letter may name besides reader, victim and defendants: officer, relatives, who hands it over.
    people: tuple[str, ...] = ()
    #: London dates: of the offences, the charges, the decision, the hearings, and those that our letters promise.
    days: frozenset[dt.date] = frozenset()
    #: Other relatives of the family, in the own letter of one of them: what is theirs is not told to the others.
    never_named: tuple[str, ...] = ()
    courts: tuple[str, ...] = ()
    #: What the charges are called, by the court and in the words that somebody chose for the letter.
    offences: tuple[str, ...] = ()
    categories: frozenset[str] = frozenset()
    #: The reader is not the victim: a parent, a bereaved relative, a spokesperson, a business.
    is_about_someone_else: bool = False
    #: Who the victim is to the reader: ``your daughter``; empty for the victim themselves.
    victim_relation: str = ""
    pronoun: Pronoun = Pronoun.UNKNOWN
    #: Names of support services that are not for this crime, person or place.
    unfit_services: tuple[str, ...] = ()
    #: What an earlier letter said wrongly: this letter repeats it to put it right.
    said_wrongly: str = ""
    #: The open parts as the template and the record give them, before anybody wrote in them.
    standard: tuple[Block, ...] = ()


_SHE = frozenset(
    {
        "daughter",
        "wife",
        "mother",
        "sister",
        "girlfriend",
        "aunt",
        "niece",
        "grandmother",
        "granddaughter",
        "stepdaughter",
        "mum",
    }
)
_HE = frozenset(
    {"son", "husband", "father", "brother", "boyfriend", "uncle", "nephew", "grandfather", "grandson", "stepson", "dad"}
)


def pronoun_of(*, relation: str) -> Pronoun:
    """Say which pronoun a recorded relation implies: ``your daughter`` is she. Nothing is guessed from a name."""
    words = set(relation.lower().split())
    if words & _SHE:
        return Pronoun.SHE
    return Pronoun.HE if words & _HE else Pronoun.UNKNOWN
