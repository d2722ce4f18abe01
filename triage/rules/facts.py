"""The only facts on which a triage tier may rest, each of them known or openly unknown.

Enhanced rights (a time limit), the service tier (a staffing offer) and the triage tier (how carefully we work) are
three different facts. Neither of the first two is a field here, and nothing here is ever derived from them (domain
reference, pitfall 5). Tier keys have a type of their own for the same reason.
"""

import dataclasses
import enum
from typing import NewType

from cases.rules.vocabulary import HateStrand, OffenceCategory, RiskLevel, Vocabulary

#: The key of a triage tier, as the rule set in force names it. Not a `ServiceTier`: that is another fact.
TierKey = NewType("TierKey", str)


class Answer(Vocabulary):
    """A fact that may be known either way or not known yet. Unknown is said, never guessed."""

    YES = "YES"
    NO = "NO"
    UNKNOWN = "UNKNOWN"


class OwnView(Vocabulary):
    """What the victim says about the contact and support they need. It can raise a tier, never lower one (TRI-3)."""

    MORE_SUPPORT = "MORE_SUPPORT"
    ABOUT_RIGHT = "ABOUT_RIGHT"
    LESS_CONTACT = "LESS_CONTACT"
    UNKNOWN = "UNKNOWN"


class FactKind(enum.Enum):
    """How a fact is written, which settles the operators and values that a condition may use."""

    ANSWER = "ANSWER"
    RISK = "RISK"
    OWN_VIEW = "OWN_VIEW"
    OFFENCES = "OFFENCES"
    STRANDS = "STRANDS"
    AREA = "AREA"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TriageFacts:
    """What is known about one victim in one case at one moment. Every default is "not known"."""

    #: Under 18 on the date of the offence, from the date of birth and the offence date.
    under_18_at_offence: Answer = Answer.UNKNOWN
    #: Under 18 on the day of the assessment. The RASSO tier is for adults.
    under_18_now: Answer = Answer.UNKNOWN
    #: Evidence likely to be affected by mental disorder, impairment or disability.
    vulnerable: Answer = Answer.UNKNOWN
    #: Evidence likely to be affected by fear or distress about testifying.
    intimidated: Answer = Answer.UNKNOWN
    #: Targeted more than once over time, stalking and harassment included.
    persistently_targeted: Answer = Answer.UNKNOWN
    #: A close relative of someone who died.
    bereaved_close_relative: Answer = Answer.UNKNOWN
    #: Flagged by the police or the CPS as rape or a serious sexual offence.
    rasso: Answer = Answer.UNKNOWN
    #: Lives in one home with a suspect or defendant, or shares an address, phone or e-mail with one.
    shares_home_with_suspect: Answer = Answer.UNKNOWN
    #: Needs an interpreter, an intermediary, another format, or to have letters read out.
    communication_need: Answer = Answer.UNKNOWN
    #: The file has reached the CPS, for a decision or after a police charge.
    case_reached_cps: Answer = Answer.UNKNOWN
    #: An organisation that has not named anybody to write to.
    business_without_contact: Answer = Answer.UNKNOWN
    #: Domestic abuse risk as the police and the CPS record it.
    domestic_abuse_risk: RiskLevel = RiskLevel.UNKNOWN
    #: The victim's own view of what they need.
    own_view: OwnView = OwnView.UNKNOWN
    #: Offence groups of every allegation this victim has made in the case; None when not recorded yet.
    offence_categories: frozenset[OffenceCategory] | None = None
    #: Monitored strands of hate crime; None when nobody has asked.
    hate_strands: frozenset[HateStrand] | None = None
    #: CPS Area code, for rule sets that run a pilot in some Areas only; None when not known.
    area: str | None = None
    #: Where each fact came from, as (field, words), for example ("vulnerable", "police witness marker L").
    sources: tuple[tuple[str, str], ...] = ()

    def source_of(self, field: str) -> str:
        """Say where a fact came from, in words; the case record when nothing more is known."""
        return dict(self.sources).get(field, "case record")

    def is_known(self, field: str) -> bool:
        """Say whether anything is known about a fact."""
        return getattr(self, field) not in {None, Answer.UNKNOWN}


#: Every field a condition may rest on, with its kind. `sources` describes facts and is not one.
FACT_KINDS: dict[str, FactKind] = {
    "under_18_at_offence": FactKind.ANSWER,
    "under_18_now": FactKind.ANSWER,
    "vulnerable": FactKind.ANSWER,
    "intimidated": FactKind.ANSWER,
    "persistently_targeted": FactKind.ANSWER,
    "bereaved_close_relative": FactKind.ANSWER,
    "rasso": FactKind.ANSWER,
    "shares_home_with_suspect": FactKind.ANSWER,
    "communication_need": FactKind.ANSWER,
    "case_reached_cps": FactKind.ANSWER,
    "business_without_contact": FactKind.ANSWER,
    "domestic_abuse_risk": FactKind.RISK,
    "own_view": FactKind.OWN_VIEW,
    "offence_categories": FactKind.OFFENCES,
    "hate_strands": FactKind.STRANDS,
    "area": FactKind.AREA,
}

#: Facts in the words that staff read on the triage card.
FACT_LABELS: dict[str, str] = {
    "under_18_at_offence": "Under 18 at the date of the offence",
    "under_18_now": "Under 18 today",
    "vulnerable": "Vulnerable",
    "intimidated": "Intimidated",
    "persistently_targeted": "Persistently targeted",
    "bereaved_close_relative": "Bereaved close relative",
    "rasso": "Flagged as rape or serious sexual offence",
    "shares_home_with_suspect": "Shares a home or contact details with a suspect or defendant",
    "communication_need": "Needs an interpreter, another format or help with reading",
    "case_reached_cps": "The case has reached the CPS",
    "business_without_contact": "Organisation without a named contact",
    "domestic_abuse_risk": "Domestic abuse risk",
    "own_view": "The victim's own view of what they need",
    "offence_categories": "Offence",
    "hate_strands": "Hate crime strand",
    "area": "CPS Area",
}

#: The values each kind of fact may be compared with. An Area is any code: Areas are reference data.
ALLOWED_VALUES: dict[FactKind, frozenset[str]] = {
    FactKind.ANSWER: frozenset({Answer.YES, Answer.NO}),
    FactKind.RISK: frozenset({RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.STANDARD}),
    FactKind.OWN_VIEW: frozenset({OwnView.MORE_SUPPORT, OwnView.ABOUT_RIGHT, OwnView.LESS_CONTACT}),
    FactKind.OFFENCES: frozenset(OffenceCategory),
    FactKind.STRANDS: frozenset(HateStrand),
}
