"""What each column of the case decision tables means, and how a row's question is put to the rules.

Every table is the full product of its question columns. The answers were read and agreed row by row; a test puts each
question to the rules again, so a change of a rule shows as a changed row for policy staff to agree.
"""

import csv
import dataclasses
import datetime as dt
import itertools
import pathlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cases.rules.addressees import assess_addressee
from cases.rules.case_rules import CaseRules, PilotArea
from cases.rules.defaults import default_rules
from cases.rules.duties import assess_duty
from cases.rules.enhanced_rights import assess_enhanced_rights, is_under_18_at_offence
from cases.rules.facts import ChargeFacts, VictimFacts
from cases.rules.meeting_offer import MeetingOverride, assess_meeting_offer
from cases.rules.review_eligibility import assess_review_eligibility
from cases.rules.scope import propose_code
from cases.rules.vocabulary import (
    ChargingRoute,
    ConnectionKind,
    ContactMethod,
    DecisionCode,
    DecisionMaker,
    OffenceCategory,
    PilotScheme,
    TestFailed,
    VictimKind,
)
from tests.rules.cases.builders import a_charge, a_connection, a_decision, a_victim

FOLDER = pathlib.Path(__file__).parent
RULES = default_rules()
ON = dt.date(2026, 3, 26)
PILOT_AREA = "WEST_MIDLANDS"
NO_PILOT = "EAST_MIDLANDS"
CHILD_BORN_ON = dt.date(2012, 6, 1)

Question = Mapping[str, str]
Answer = dict[str, str]

CODES = tuple(DecisionCode)
MAKERS = tuple(DecisionMaker)
YES_NO = ("yes", "no")
YES_NO_UNKNOWN = ("yes", "no", "unknown")
TRI: dict[str, bool | None] = {"yes": True, "no": False, "unknown": None}


def say(value: bool) -> str:
    return "yes" if value else "no"


@dataclasses.dataclass(frozen=True)
class Table:
    """One decision table: the columns that ask, each with all its values, and the function that answers."""

    name: str
    questions: Mapping[str, tuple[str, ...]]
    answer: Callable[[Question], Answer]

    @property
    def path(self) -> pathlib.Path:
        return FOLDER / f"{self.name}.csv"

    def every_question(self) -> Iterator[Question]:
        for values in itertools.product(*self.questions.values()):
            yield dict(zip(self.questions, values, strict=True))

    def stored(self) -> list[dict[str, str]]:
        with self.path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def charges_leaving(continues: str, **facts: Any) -> list[ChargeFacts]:
    """The charge decided on, and what else stands: something for this victim, nothing, or something unlinked."""
    charges = [a_charge(**facts)]
    if continues == "yes":
        charges.append(a_charge("charge-2", defendant="defendant-2", **facts))
    if continues == "unknown":
        charges.append(a_charge("charge-2", defendant="defendant-2", **{**facts, "victims": frozenset()}))
    return charges


def who_is_owed_a_letter(row: Question) -> Answer:
    """Table A: an Area decision about this victim's only charge, an altered charge held to be substantial."""
    decision = a_decision(
        DecisionCode(row["decision"]),
        maker=DecisionMaker(row["made by"]),
        is_because_victim_withdrew=row["because the victim withdrew"] == "yes",
        is_substantial=True,
        area=PILOT_AREA if row["RASSO in a review pilot Area"] == "yes" else NO_PILOT,
    )
    charge = a_charge(category=OffenceCategory.RAPE_RASSO)
    duty = assess_duty(decision=decision, victim=a_victim(), charges=[charge], rules=RULES)
    return {
        "letter owed": say(duty.letter_owed),
        "sort of letter": duty.family,
        "told by": duty.teller,
        "ordinary letter blocked": say(duty.is_blocked),
    }


def altered_charges(row: Question) -> Answer:
    decision = a_decision(DecisionCode(row["decision"]), is_substantial=TRI[row["substantial for this victim"]])
    duty = assess_duty(decision=decision, victim=a_victim(), charges=[a_charge()], rules=RULES)
    return {
        "letter owed": say(duty.letter_owed),
        "sort of letter": duty.family,
        "a person must look": say(duty.needs_person),
    }


def with_universal_pilot() -> CaseRules:
    pilot = PilotArea(scheme=PilotScheme.UNIVERSAL_CHARGING_NEWS, area=PILOT_AREA, starts_on=ON, source="a test")
    return dataclasses.replace(RULES, pilots=(pilot,))


def charging_decisions(row: Question) -> Answer:
    area = PILOT_AREA if row["Area tells charging decisions"] == "yes" else NO_PILOT
    decision = a_decision(DecisionCode(row["decision"]), route=ChargingRoute(row["charging route"]), area=area)
    victim = a_victim(is_vulnerable=row["enhanced rights"] == "yes")
    duty = assess_duty(decision=decision, victim=victim, charges=[a_charge()], rules=with_universal_pilot())
    return {
        "letter owed": say(duty.letter_owed),
        "limit": duty.limit_kind or "",
        "told by": duty.teller,
        "exemption to approve": duty.exemption or "",
    }


def limits(row: Question) -> Answer:
    """Table B: one victim, known to be an adult, and one decision of each sort."""
    victim = a_victim(
        is_vulnerable=TRI[row["vulnerable"]],
        is_intimidated=TRI[row["intimidated"]],
        is_persistently_targeted=TRI[row["persistently targeted"]],
    )
    grave = OffenceCategory.RAPE_RASSO
    charges = [a_charge(category=grave if row["most serious crime"] == "yes" else OffenceCategory.BURGLARY)]
    if row["most serious crime"] == "unknown":
        charges.append(a_charge("charge-2", category=grave, victims=frozenset()))
    rights = assess_enhanced_rights(victim=victim, charges=charges, on=ON, rules=RULES)
    number = RULES.limits.in_force(kind=rights.limit_kind, on=ON).value
    return {"status": rights.status, "grounds": " ".join(rights.grounds), "working days": str(number)}


OFFENCE_DATES = {
    "before the 18th birthday": {"offence_from": dt.date(2026, 1, 9)},
    "on the 18th birthday": {"offence_from": dt.date(2026, 1, 10)},
    "from before to after it": {"offence_from": dt.date(2026, 1, 9), "offence_to": dt.date(2026, 2, 1)},
    "only the last day known, before it": {"offence_from": None, "offence_to": dt.date(2026, 1, 9)},
    "only the last day known, after it": {"offence_from": None, "offence_to": dt.date(2026, 1, 11)},
    "not known": {"offence_from": None},
}


def under_18(row: Question) -> Answer:
    born_on = {"yes": dt.date(2008, 1, 10), "no": None}[row["date of birth known"]]
    victim = a_victim(date_of_birth=born_on, is_marked_child=row["police mark for a child"] == "yes")
    charge = a_charge(**OFFENCE_DATES[row["offence"]])
    answer = is_under_18_at_offence(victim=victim, charge=charge)
    rights = assess_enhanced_rights(victim=victim, charges=[charge], on=ON, rules=RULES)
    return {
        "under 18 at the offence": {True: "yes", False: "no", None: "unknown"}[answer],
        "status": rights.status,
        "working days": str(RULES.limits.in_force(kind=rights.limit_kind, on=ON).value),
    }


def review_texts(row: Question) -> Answer:
    decision = a_decision(
        DecisionCode(row["decision"]),
        maker=DecisionMaker(row["made by"]),
        is_because_victim_withdrew=row["because the victim withdrew"] == "yes",
        area=PILOT_AREA if row["RASSO in a review pilot Area"] == "yes" else NO_PILOT,
    )
    charges = charges_leaving(row["something goes on for this victim"], category=OffenceCategory.RAPE_RASSO)
    answer = assess_review_eligibility(decision=decision, victim=a_victim(), charges=charges, rules=RULES)
    return {"review text": answer.text, "a person must look": say(answer.needs_person)}


def meeting_offers(row: Question) -> Answer:
    family = row["victim"] == "bereaved family"
    category = {
        "not on the list": OffenceCategory.BURGLARY,
        "on the list": OffenceCategory.SEXUAL_OTHER,
        "bereaved family": OffenceCategory.HOMICIDE,
    }[row["victim"]]
    decision = a_decision(
        DecisionCode(row["decision"]),
        maker=DecisionMaker(row["made by"]),
        is_because_victim_withdrew=row["because the victim withdrew"] == "yes",
    )
    override = {
        "no": None,
        "not appropriate": MeetingOverride(is_offered=False, reason="a reason"),
        "offer added": MeetingOverride(is_offered=True, reason="a reason"),
    }[row["decided otherwise"]]
    offer = assess_meeting_offer(
        decision=decision,
        victim=a_victim(is_deceased=family),
        charges=[a_charge(category=category)],
        rules=RULES,
        override=override,
    )
    return {"meeting": offer.need}


ALL_CONNECTIONS = (
    ConnectionKind.PARENT_GUARDIAN,
    ConnectionKind.SPOKESPERSON,
    ConnectionKind.BUSINESS_CONTACT,
    ConnectionKind.FLO,
    ConnectionKind.OIC,
    ConnectionKind.ISVA,
)


def addressed_victim(row: Question) -> tuple[VictimFacts, ChargeFacts]:
    connections = ()
    if row["that person"] != "not recorded":
        is_suspect = {"safe": False, "not checked": None, "suspect or lives with one": True}[row["that person"]]
        connections = tuple(a_connection(kind, is_suspect=is_suspect) for kind in ALL_CONNECTIONS)
    victim = a_victim(
        kind=VictimKind(row["victim"]),
        is_deceased=row["died"] != "no",
        date_of_birth={"under 18": CHILD_BORN_ON, "adult": dt.date(1990, 5, 17), "unknown": None}[row["age"]],
        lacks_capacity=row["lacks capacity"] == "yes",
        preferred_method=ContactMethod(row["chosen way"]) if row["chosen way"] != "direct" else None,
        connections=connections,
    )
    category = OffenceCategory.HOMICIDE if row["died"] == "yes, bereaved family case" else OffenceCategory.BURGLARY
    return victim, a_charge(category=category)


def addressees(row: Question) -> Answer:
    victim, charge = addressed_victim(row)
    answer = assess_addressee(victim=victim, charges=[charge], on=ON, rules=RULES)
    return {"addressee": answer.addressee, "a person must look": say(answer.needs_person)}


def exemptions(row: Question) -> Answer:
    is_business = row["victim"] != "person"
    victim = a_victim(
        kind=VictimKind.BUSINESS if is_business else VictimKind.PERSON,
        connections=(a_connection(ConnectionKind.BUSINESS_CONTACT),) if row["victim"] == "business, contact" else (),
        has_opted_out=row["opted out"] == "yes",
        has_withdrawn=row["withdrew"] == "yes",
        has_declined_contact=row["declined contact"] == "yes",
        wants_no_letter_after_explanation=row["told in person, wants no letter"] == "yes",
    )
    decision = a_decision(DecisionCode.NFA_EVIDENTIAL, route=ChargingRoute(row["charging route"]))
    duty = assess_duty(decision=decision, victim=victim, charges=[a_charge()], rules=RULES)
    return {"letter owed": say(duty.letter_owed), "exemption to approve": duty.exemption or ""}


def proposed_codes(row: Question) -> Answer:
    decision = a_decision(DecisionCode(row["decision"]), test_failed=TestFailed(row["test failed"]))
    charges = charges_leaving(row["something goes on for this victim"])
    code, _ = propose_code(victim=a_victim(), decision=decision, charges=charges)
    return {"proposed for this victim": code or ""}


TABLES = (
    Table(
        name="which_decision_owes_a_letter",
        questions={
            "decision": CODES,
            "made by": MAKERS,
            "because the victim withdrew": YES_NO,
            "RASSO in a review pilot Area": YES_NO,
        },
        answer=who_is_owed_a_letter,
    ),
    Table(
        name="altered_charges",
        questions={
            "decision": (DecisionCode.ALTER_DOWN, DecisionCode.ALTER_UP, DecisionCode.SUBSTITUTE),
            "substantial for this victim": YES_NO_UNKNOWN,
        },
        answer=altered_charges,
    ),
    Table(
        name="charging_decisions",
        questions={
            "decision": (
                DecisionCode.NFA_EVIDENTIAL,
                DecisionCode.NFA_PUBLIC_INTEREST,
                DecisionCode.NFA_PARTIAL,
                DecisionCode.DECISION_TO_CHARGE,
            ),
            "charging route": tuple(ChargingRoute),
            "Area tells charging decisions": YES_NO,
            "enhanced rights": YES_NO,
        },
        answer=charging_decisions,
    ),
    Table(
        name="limits",
        questions={
            "vulnerable": YES_NO_UNKNOWN,
            "intimidated": YES_NO_UNKNOWN,
            "most serious crime": YES_NO_UNKNOWN,
            "persistently targeted": YES_NO_UNKNOWN,
        },
        answer=limits,
    ),
    Table(
        name="under_18_at_the_offence",
        questions={
            "date of birth known": YES_NO,
            "police mark for a child": YES_NO,
            "offence": tuple(OFFENCE_DATES),
        },
        answer=under_18,
    ),
    Table(
        name="review_texts",
        questions={
            "decision": CODES,
            "made by": MAKERS,
            "because the victim withdrew": YES_NO,
            "something goes on for this victim": YES_NO_UNKNOWN,
            "RASSO in a review pilot Area": YES_NO,
        },
        answer=review_texts,
    ),
    Table(
        name="meeting_offers",
        questions={
            "decision": CODES,
            "made by": MAKERS,
            "because the victim withdrew": YES_NO,
            "victim": ("not on the list", "on the list", "bereaved family"),
            "decided otherwise": ("no", "not appropriate", "offer added"),
        },
        answer=meeting_offers,
    ),
    Table(
        name="addressees",
        questions={
            "victim": tuple(VictimKind),
            "died": ("no", "yes, bereaved family case", "yes, other case"),
            "age": ("under 18", "adult", "unknown"),
            "lacks capacity": YES_NO,
            "chosen way": ("direct", ContactMethod.VIA_POLICE, ContactMethod.VIA_ISVA),
            "that person": ("safe", "not checked", "suspect or lives with one", "not recorded"),
        },
        answer=addressees,
    ),
    Table(
        name="exemptions",
        questions={
            "victim": ("person", "business, contact", "business, no contact"),
            "charging route": tuple(ChargingRoute),
            "opted out": YES_NO,
            "withdrew": YES_NO,
            "declined contact": YES_NO,
            "told in person, wants no letter": YES_NO,
        },
        answer=exemptions,
    ),
    Table(
        name="proposed_codes",
        questions={
            "decision": CODES,
            "something goes on for this victim": YES_NO_UNKNOWN,
            "test failed": tuple(TestFailed),
        },
        answer=proposed_codes,
    ),
)
