"""The pure parts of the 18 golden scenarios of domain.md 14b: limit, due date, review, meeting, addressee."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from cases.rules.deadlines import duty_deadline
from cases.rules.duties import assess_duty
from cases.rules.facts import ChargeFacts
from cases.rules.meeting_offer import MeetingNeed, assess_meeting_offer
from cases.rules.review_eligibility import assess_review_eligibility
from cases.rules.vocabulary import (
    Addressee,
    ChargeState,
    ConnectionKind,
    ContactMethod,
    DecisionCode,
    DecisionMaker,
    ExemptionReason,
    HateStrand,
    OffenceCategory,
    ReviewText,
    Teller,
    TestFailed,
    VictimKind,
)
from tests.rules.cases.builders import a_charge, a_connection, a_decision, a_victim, london

PARENT = a_connection(ConnectionKind.PARENT_GUARDIAN)
FLO = a_connection(ConnectionKind.FLO, is_suspect=None)
UNKNOWN_RIGHTS = {"is_vulnerable": None, "is_intimidated": None, "is_persistently_targeted": None}


@dataclass(frozen=True)
class Scenario:
    """The facts of one row, and what the row expects; None where it expects nothing."""

    number: int
    code: DecisionCode
    charges: tuple[ChargeFacts, ...]
    decision: Mapping[str, Any] = field(default_factory=dict)
    victim: Mapping[str, Any] = field(default_factory=dict)
    working_days: int | None = None
    due_on: dt.date | None = None
    review: ReviewText | None = None
    meeting: MeetingNeed | None = None
    addressee: Addressee | None = None
    exemption: ExemptionReason | None = None
    is_owed: bool = True
    is_blocked: bool = False
    teller: Teller = Teller.CPS


SCENARIOS = (
    Scenario(
        1,
        DecisionCode.DISCONTINUE_ALL,
        (a_charge(),),
        working_days=5,
        due_on=dt.date(2026, 4, 2),
        review=ReviewText.STANDARD,
        meeting=MeetingNeed.NOT_NEEDED,
        addressee=Addressee.VICTIM,
    ),
    Scenario(
        2,
        DecisionCode.DISCONTINUE_ALL,
        (a_charge(),),
        victim={"date_of_birth": dt.date(2010, 12, 1), "connections": (PARENT,)},
        working_days=1,
        due_on=dt.date(2026, 3, 27),
        review=ReviewText.STANDARD,
        meeting=MeetingNeed.NOT_NEEDED,
        addressee=Addressee.PARENT_GUARDIAN,
    ),
    Scenario(
        3,
        DecisionCode.NO_EVIDENCE_ALL,
        (a_charge(category=OffenceCategory.ASSAULT_OTHER, also=frozenset({OffenceCategory.DOMESTIC_ABUSE})),),
        decision={"decided_at": london(2026, 4, 2)},
        working_days=1,
        due_on=dt.date(2026, 4, 7),
        review=ReviewText.NO_RESTART,
        meeting=MeetingNeed.NOT_NEEDED,
        addressee=Addressee.VICTIM,
    ),
    Scenario(
        4,
        DecisionCode.NFA_EVIDENTIAL,
        (a_charge(category=OffenceCategory.RAPE_RASSO, state=ChargeState.UNDER_REVIEW),),
        decision={"decided_at": london(2026, 5, 1), "test_failed": TestFailed.EVIDENTIAL},
        victim={
            "preferred_method": ContactMethod.VIA_ISVA,
            "connections": (a_connection(ConnectionKind.ISVA),),
        },
        working_days=1,
        due_on=dt.date(2026, 5, 5),
        review=ReviewText.STANDARD,
        meeting=MeetingNeed.REQUIRED,
        addressee=Addressee.VIA_ISVA,
    ),
    Scenario(
        5,
        DecisionCode.PROVISIONAL_STOP,
        (a_charge(category=OffenceCategory.RAPE_RASSO),),
        decision={"area": "WEST_MIDLANDS"},
        working_days=1,
        review=ReviewText.EXPEDITED_PILOT,
        meeting=MeetingNeed.REQUIRED,
        is_blocked=True,
    ),
    Scenario(
        6,
        DecisionCode.NO_EVIDENCE_ALL,
        (a_charge(category=OffenceCategory.RAPE_RASSO),),
        decision={"area": "SOUTH_EAST"},
        working_days=1,
        review=ReviewText.NO_RESTART,
        meeting=MeetingNeed.REQUIRED,
    ),
    Scenario(
        7,
        DecisionCode.STOP_SOME,
        (
            a_charge(category=OffenceCategory.ROBBERY),
            a_charge("charge-2", category=OffenceCategory.ROBBERY, defendant="defendant-2"),
        ),
        working_days=5,
        review=ReviewText.NONE,
        meeting=MeetingNeed.NOT_NEEDED,
        addressee=Addressee.VICTIM,
    ),
    Scenario(
        8,
        DecisionCode.ALTER_DOWN,
        (
            a_charge("original", category=OffenceCategory.GBH_WITH_INTENT, state=ChargeState.REPLACED),
            a_charge(category=OffenceCategory.ASSAULT_OTHER),
        ),
        decision={"is_substantial": True},
        working_days=1,
        review=ReviewText.NONE,
        meeting=MeetingNeed.NOT_NEEDED,
        addressee=Addressee.VICTIM,
    ),
    Scenario(
        9,
        DecisionCode.DISCONTINUE_ALL,
        (a_charge(category=OffenceCategory.PUBLIC_ORDER, strands=frozenset({HateStrand.SEXUAL_ORIENTATION})),),
        working_days=1,
        review=ReviewText.STANDARD,
        meeting=MeetingNeed.REQUIRED,
        addressee=Addressee.VICTIM,
    ),
    Scenario(
        10,
        DecisionCode.NFA_EVIDENTIAL,
        (a_charge(category=OffenceCategory.FATAL_DRIVING, state=ChargeState.UNDER_REVIEW),),
        decision={"decided_at": london(2026, 8, 28)},
        victim={"is_deceased": True, "connections": (FLO,)},
        working_days=1,
        due_on=dt.date(2026, 9, 1),
        review=ReviewText.STANDARD,
        meeting=MeetingNeed.REQUIRED,
        addressee=Addressee.BEREAVED_FAMILY_VIA_FLO,
    ),
    Scenario(
        11,
        DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL,
        (a_charge(),),
        decision={"is_because_victim_withdrew": True},
        victim={"has_withdrawn": True},
        working_days=5,
        review=ReviewText.NONE,
        meeting=MeetingNeed.OPTIONAL,
        addressee=Addressee.VICTIM,
    ),
    Scenario(
        12,
        DecisionCode.DISCONTINUE_ALL,
        (a_charge(),),
        victim={"has_opted_out": True},
        exemption=ExemptionReason.OPTED_OUT,
        meeting=MeetingNeed.NOT_NEEDED,
    ),
    Scenario(
        13,
        DecisionCode.POLICE_DECISION,
        (a_charge(state=ChargeState.NOT_CHARGED),),
        decision={"maker": DecisionMaker.POLICE},
        review=ReviewText.POLICE_SCHEME,
        meeting=MeetingNeed.NOT_NEEDED,
        is_owed=False,
        teller=Teller.POLICE,
    ),
    Scenario(
        14,
        DecisionCode.COURT_ENDED,
        (a_charge(category=OffenceCategory.RAPE_RASSO, state=ChargeState.ACQUITTED),),
        decision={"maker": DecisionMaker.COURT},
        review=ReviewText.NONE,
        meeting=MeetingNeed.NOT_NEEDED,
        is_owed=False,
        teller=Teller.WITNESS_CARE,
    ),
    Scenario(
        15,
        DecisionCode.MINOR_AMENDMENT,
        (a_charge(category=OffenceCategory.RAPE_RASSO),),
        review=ReviewText.NONE,
        meeting=MeetingNeed.NOT_NEEDED,
        is_owed=False,
        teller=Teller.NOBODY,
    ),
    Scenario(
        16,
        DecisionCode.DISCONTINUE_ALL,
        (a_charge(),),
        decision={"decided_at": london(2026, 8, 29)},
        victim=UNKNOWN_RIGHTS,
        working_days=1,
        due_on=dt.date(2026, 9, 1),
        review=ReviewText.STANDARD,
        meeting=MeetingNeed.NOT_NEEDED,
        addressee=Addressee.VICTIM,
    ),
    Scenario(
        18,
        DecisionCode.DISCONTINUE_ALL,
        (a_charge(category=OffenceCategory.THEFT_FRAUD),),
        victim={"kind": VictimKind.BUSINESS, "date_of_birth": None},
        exemption=ExemptionReason.CORPORATE_NO_NAMED_CONTACT,
        meeting=MeetingNeed.NOT_NEEDED,
        addressee=Addressee.NONE,
    ),
)


class TestGoldenScenarios:
    @pytest.mark.parametrize("row", [pytest.param(row, id=f"scenario-{row.number}") for row in SCENARIOS])
    def test_gives_what_the_row_expects(self, rules, calendar, row):
        decision = a_decision(row.code, **row.decision)
        facts = {"decision": decision, "victim": a_victim(**row.victim), "charges": row.charges, "rules": rules}

        duty = assess_duty(**facts)
        review = assess_review_eligibility(**facts)
        meeting = assess_meeting_offer(**facts)

        assert (duty.letter_owed, duty.is_blocked, duty.teller) == (row.is_owed, row.is_blocked, row.teller)
        assert duty.exemption is row.exemption
        if row.working_days is not None:
            deadline = duty_deadline(
                limit_kind=duty.limit_kind, decided_at=decision.decided_at, rules=rules, calendar=calendar
            )
            assert deadline.limit_value == row.working_days
            assert deadline.due_on == (row.due_on or calendar.add(day=dt.date(2026, 3, 26), n=row.working_days))
        if row.review is not None:
            assert review.text is row.review
        if row.addressee is not None:
            assert duty.addressee.addressee is row.addressee
        assert meeting.need is row.meeting

    def test_scenario_14_offers_a_bereaved_family_a_meeting_after_an_acquittal(self, rules):
        meeting = assess_meeting_offer(
            decision=a_decision(DecisionCode.COURT_ENDED, maker=DecisionMaker.COURT),
            victim=a_victim(is_deceased=True),
            charges=[a_charge(category=OffenceCategory.HOMICIDE, state=ChargeState.ACQUITTED)],
            rules=rules,
        )

        assert meeting.need is MeetingNeed.REQUIRED

    def test_scenario_17_a_letter_due_before_the_bounce_is_late_whatever_follows(self, rules, calendar):
        deadline = duty_deadline(
            limit_kind=assess_duty(
                decision=a_decision(), victim=a_victim(), charges=[a_charge()], rules=rules
            ).limit_kind,
            decided_at=london(2026, 3, 26),
            rules=rules,
            calendar=calendar,
        )

        emailed_in_time = london(2026, 4, 2, 16, 0)
        posted_after_the_bounce = london(2026, 4, 8, 10, 0)

        assert emailed_in_time <= deadline.due_at < posted_after_the_bounce
