"""What a letter says for a specific reason that the prosecutor chose: one plain sentence each, blaming nobody (REAS-5).

The sentence stands before the prosecutor's own words about the case. A reason that is only "other" has none: the words
say it all. Source: domain reference 8.1 (plain words, no blame, no doubt in the person).
"""

import types
from collections.abc import Iterable, Mapping

from cases.rules.vocabulary import Addressee, SpecificReason

SENTENCE_RULE = "REAS-5"

SENTENCES: Mapping[SpecificReason, str] = types.MappingProxyType(
    {
        SpecificReason.WHO_NOT_SHOWN: "The evidence does not show clearly enough who did this.",
        SpecificReason.WHAT_HAPPENED_NOT_SHOWN: (
            "A court can only decide on what can be shown to it, and the evidence we have does not show enough of "
            "what happened."
        ),
        SpecificReason.EVIDENCE_CONFLICTS: (
            "Different parts of the evidence point in different directions, and nothing else we have settles which "
            "of them a court would follow. This is about the evidence as a whole and not about you."
        ),
        SpecificReason.FORENSIC_RESULT: "The scientific tests did not give a result that a court could rely on.",
        SpecificReason.RECORDING_NOT_THERE: (
            "There is no recording that shows what happened, or it is not clear enough for a court to rely on."
        ),
        SpecificReason.WITNESS_NOT_ABLE: (
            "Somebody whose evidence was needed is not able to give it in court, and without it too little is left."
        ),
        SpecificReason.LEGAL_ELEMENT: (
            "The law says exactly what must be shown before somebody can be found guilty of this, and the evidence we "
            "have does not show all of it."
        ),
        SpecificReason.EXPLANATION_NOT_DISPROVED: (
            "Another explanation was given, and the evidence we have does not rule it out. A court must be sure."
        ),
        SpecificReason.NOT_ALLOWED_IN_COURT: (
            "The law does not let a court hear part of the evidence, and too little is left without it."
        ),
        SpecificReason.NEW_EVIDENCE: "Something new came to light, and it changed what could be shown in court.",
        SpecificReason.TIME_LIMIT_PASSED: (
            "For this sort of offence the law sets a time within which a case must begin, and that time has passed."
        ),
        SpecificReason.VICTIM_VIEWS_WEIGHED: (
            "We thought carefully about what you told us you wanted, together with everything else."
        ),
        SpecificReason.SUSPECT_YOUNG: (
            "The law asks us to take great care before we take a child or a very young person to court."
        ),
        SpecificReason.SUSPECT_HEALTH: (
            "The health of the person who was suspected means that a trial could not fairly take place."
        ),
        SpecificReason.LONG_TIME_AGO: (
            "A long time has passed since this happened, and the law asks us to weigh that. It does not make what "
            "happened matter less."
        ),
        SpecificReason.OTHER_SENTENCE: (
            "The person has already been sentenced for something else, and a court would most likely not add to that "
            "sentence."
        ),
        SpecificReason.OTHER_OUTCOME: "The law offers another way of dealing with this, outside a court.",
        SpecificReason.PUT_RIGHT: "Steps have been taken to put right what was lost or damaged.",
        SpecificReason.NO_REASONABLE_GROUNDS: "There is too little evidence so far to take anybody to court now.",
        SpecificReason.FURTHER_EVIDENCE_NOT_EXPECTED: (
            "A case can go to court before all the evidence is there only if more is on its way, and that is not so "
            "here."
        ),
        SpecificReason.CAN_WAIT_FOR_EVIDENCE: (
            "A case can go to court before all the evidence is there only if it cannot wait. Here we can wait until "
            "the evidence is complete."
        ),
    }
)


_CONFLICTS_ABOUT = (
    "Different parts of the evidence point in different directions, and nothing else we have settles which of them a "
    "court would follow. This is about the evidence as a whole and not about {whom}."
)
_SPOKEN_FOR: Mapping[SpecificReason, str] = {
    SpecificReason.EVIDENCE_CONFLICTS: _CONFLICTS_ABOUT,
    SpecificReason.VICTIM_VIEWS_WEIGHED: (
        "We thought carefully about what we were told that {whom} wanted, together with everything else."
    ),
}
#: Where "you" is the victim and somebody else reads it; ``{whom}`` is the victim, or of a business its people. A
#: bereaved relative's views are their own.
FOR_ANOTHER_READER: Mapping[Addressee, Mapping[SpecificReason, str]] = types.MappingProxyType(
    {
        Addressee.PARENT_GUARDIAN: _SPOKEN_FOR,
        Addressee.SPOKESPERSON: _SPOKEN_FOR,
        Addressee.BEREAVED_FAMILY_VIA_FLO: {SpecificReason.EVIDENCE_CONFLICTS: _CONFLICTS_ABOUT},
        Addressee.BUSINESS_CONTACT: {SpecificReason.EVIDENCE_CONFLICTS: _CONFLICTS_ABOUT},
    }
)


def sentences(*, specific: Iterable[SpecificReason], addressee: Addressee, victim_name: str) -> tuple[str, ...]:
    """Give the sentences of the chosen reasons in their order, as they are said to this reader (REAS-5).

    A reason that only the free words say has none. ``victim_name``: as the reader would name the victim.
    """
    whom = "you or your colleagues" if addressee is Addressee.BUSINESS_CONTACT else victim_name
    said = {**SENTENCES, **FOR_ANOTHER_READER.get(addressee, {})}
    return tuple(said[reason].replace("{whom}", whom) for reason in specific if reason in said)
