"""Reasons captured once: they flow into the draft, are sent back, supplemented and counted (W5, M7 to M9)."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from accounts import actors
from accounts.models import Unit
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import Case, Obligation, ReasonsReturn, ReasonsSupplement, WorkItem
from cases.rules.reasons import ReasonOfAnotherStage, ReasonsGiven
from cases.rules.vocabulary import (
    DecisionCode,
    MissingReason,
    OffenceCategory,
    SpecificReason,
    TestFailed,
    WorkKind,
)
from cases.selectors import notifications
from cases.selectors import reasons as selector
from cases.services import reasons
from cases.services.decisions import DecisionEntry, RecordedDecision
from communications.models import Communication
from communications.rules.letter_words import BlockKey
from communications.rules.reason_sentences import SENTENCES
from communications.services import decision_reasons, drafting, duties, workshop
from tests.factories.accounts import UnitFactory, UnitMembershipFactory
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    ContactPointFactory,
    DefendantFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.reference import lay_reference_data, lay_templates

LONDON = ZoneInfo("Europe/London")
#: Thursday 26 March 2026, noon. The letter of a standard decision of eleven is due on 2 April.
AT = dt.datetime(2026, 3, 26, 12, 0, tzinfo=LONDON)
REASONS = "The camera did not record that evening, and nobody else saw what happened at the house."
MORE = "The police asked the bus company too, and its recording had already been written over."
NOTHING = ReasonsGiven(
    test_failed=TestFailed.NONE,
    specific=(),
    reasons="",
    new_information="",
    victim_views="",
    what_continues="",
    sensitivities="",
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


@pytest.fixture
def case() -> Case:
    unit = Unit.objects.get(area_id="NORTH_EAST", kind="CROWN_COURT")
    made = CaseFactory(unit=unit, area=unit.area)
    victim = VictimFactory(case=made)
    ContactPointFactory(person=victim.person)
    SafeContactProfileFactory(person=victim.person, preferred_method="EMAIL")
    ChargeFactory(
        case=made, defendant=DefendantFactory(case=made), category=OffenceCategory.BURGLARY, concerning=[victim]
    )
    return made


def somebody(case: Case, role: Role) -> actors.Actor:
    return actors.staff(user=UnitMembershipFactory(unit=case.unit, role=role).user, at=AT)


@pytest.fixture
def prosecutor(case: Case) -> actors.Actor:
    return somebody(case, Role.PROSECUTOR)


@pytest.fixture
def writer(case: Case) -> actors.Actor:
    return somebody(case, Role.VLU_OFFICER)


def record(case: Case, actor: actors.Actor, **fields: object) -> RecordedDecision:
    values = {
        "code": DecisionCode.DISCONTINUE_ALL,
        "decided_at": AT - dt.timedelta(hours=1),
        "reasons": REASONS,
        "test_failed": TestFailed.EVIDENTIAL,
        "specific_reasons": (SpecificReason.RECORDING_NOT_THERE,),
        **fields,
    }
    entry = DecisionEntry(key="form-1", **values)  # type: ignore[arg-type]
    return duties.record_decision(case_id=case.pk, entry=entry, actor=actor, at=AT)


@pytest.fixture
def recorded(case: Case, prosecutor: actors.Actor) -> RecordedDecision:
    return record(case, prosecutor)


@pytest.fixture
def letter(recorded: RecordedDecision) -> Communication:
    return Communication.objects.select_related(
        "victim__case__area", "victim__case__unit", "victim__person", "victim__officer", "obligation__decision"
    ).get(obligation__decision=recorded.decision)


def ask(recorded: RecordedDecision, actor: actors.Actor, at: dt.datetime = AT) -> ReasonsReturn:
    return reasons.send_back(
        decision_id=recorded.decision.pk,
        missing=[MissingReason.WORDS, MissingReason.STAGE],
        words="What did the police do about the other cameras?",
        actor=actor,
        at=at,
    )


def add(returned: ReasonsReturn, actor: actors.Actor, **parts: object) -> ReasonsSupplement:
    given = dataclasses.replace(NOTHING, **parts)  # type: ignore[arg-type]
    return decision_reasons.supplement(return_id=returned.pk, given=given, actor=actor, at=AT + dt.timedelta(hours=1))


def reason_block(letter: Communication) -> str:
    letter.refresh_from_db()
    today = workshop.letter_today(communication=letter, at=AT + dt.timedelta(hours=2))
    block = today.words.block(BlockKey.REASON_SPECIFIC)
    assert block is not None
    return block.text


class TestCapturedOnce:
    def test_the_specific_reason_and_the_words_stand_in_the_draft(self, letter: Communication) -> None:
        assert reason_block(letter) == f"{SENTENCES[SpecificReason.RECORDING_NOT_THERE]}\n\n{REASONS}"

    def test_a_reason_of_another_stage_is_refused_and_nothing_is_recorded(
        self, case: Case, prosecutor: actors.Actor
    ) -> None:
        with pytest.raises(ReasonOfAnotherStage):
            record(case, prosecutor, specific_reasons=(SpecificReason.PUT_RIGHT,))

        assert not Obligation.objects.exists()

    @pytest.mark.parametrize(("specific", "is_enough"), [((SpecificReason.WHO_NOT_SHOWN,), True), ((), False)])
    def test_whether_the_reasons_suffice_by_rule_is_kept_with_the_notification(
        self, case: Case, prosecutor: actors.Actor, specific: tuple[SpecificReason, ...], is_enough: bool
    ) -> None:
        """M9."""
        recorded = record(case, prosecutor, specific_reasons=specific)

        assert recorded.decision.notification.has_sufficient_reasons is is_enough


class TestSendingBack:
    def test_is_work_for_the_prosecutors_unit_before_the_letters_clock_which_stays(
        self, case: Case, recorded: RecordedDecision, writer: actors.Actor
    ) -> None:
        before = Obligation.objects.get().due_at

        returned = ask(recorded, writer)

        item = WorkItem.objects.get(kind=WorkKind.REASONS_WANTED)
        assert (item.unit_id, item.due_at, item.about) == (case.unit_id, returned.due_at, f"reasons:{returned.pk}")
        assert AT < returned.due_at < before
        assert Obligation.objects.get().due_at == before
        assert returned.missing == ["STAGE", "WORDS"]
        assert AuditEvent.objects.filter(verb="SENT_BACK", subject_id=str(returned.pk), actor=writer.label).exists()

    def test_twice_is_refused_while_it_waits(self, recorded: RecordedDecision, writer: actors.Actor) -> None:
        ask(recorded, writer)

        with pytest.raises(reasons.AlreadySentBack):
            ask(recorded, writer)

    def test_again_after_an_answer_is_the_second_time(
        self, recorded: RecordedDecision, writer: actors.Actor, prosecutor: actors.Actor
    ) -> None:
        add(ask(recorded, writer), prosecutor, reasons=MORE)

        assert ask(recorded, writer, at=AT + dt.timedelta(hours=2)).number == 2

    def test_is_refused_once_nothing_is_owed(self, recorded: RecordedDecision, writer: actors.Actor) -> None:
        Obligation.objects.update(state="MET", met_at=AT)

        with pytest.raises(reasons.NothingWaits):
            ask(recorded, writer)

    @pytest.mark.parametrize(("missing", "words"), [([], "More, please"), ([MissingReason.WORDS], "  ")])
    def test_says_what_is_missing(
        self, recorded: RecordedDecision, writer: actors.Actor, missing: list[MissingReason], words: str
    ) -> None:
        with pytest.raises(reasons.SaysNothing):
            reasons.send_back(decision_id=recorded.decision.pk, missing=missing, words=words, actor=writer, at=AT)

    @pytest.mark.parametrize("role", [Role.INSPECTOR, Role.AREA_MANAGER])
    def test_is_refused_to_who_writes_to_nobody(self, case: Case, recorded: RecordedDecision, role: Role) -> None:
        with pytest.raises(NotPermitted):
            ask(recorded, somebody(case, role))

    def test_is_refused_to_another_area(self, recorded: RecordedDecision) -> None:
        with pytest.raises(NotPermitted):
            ask(recorded, somebody(CaseFactory(unit=UnitFactory(area__code="WESSEX")), Role.VLU_OFFICER))


class TestSupplementing:
    def test_the_untouched_draft_takes_up_the_new_words(
        self, recorded: RecordedDecision, letter: Communication, writer: actors.Actor, prosecutor: actors.Actor
    ) -> None:
        added = add(
            ask(recorded, writer),
            prosecutor,
            reasons=MORE,
            test_failed=TestFailed.EVIDENTIAL,
            specific=(SpecificReason.WHO_NOT_SHOWN,),
        )

        assert reason_block(letter) == f"{SENTENCES[SpecificReason.WHO_NOT_SHOWN]}\n\n{MORE}"
        assert recorded.decision.__class__.objects.get().reasons == REASONS, "the decision stays as recorded"
        assert AuditEvent.objects.filter(verb="SUPPLEMENTED", subject_id=str(added.pk)).exists()
        assert not WorkItem.objects.filter(kind=WorkKind.REASONS_WANTED, state="OPEN").exists()

    def test_what_the_writer_changed_stays_and_the_new_words_stand_beside_it(
        self, recorded: RecordedDecision, letter: Communication, writer: actors.Actor, prosecutor: actors.Actor
    ) -> None:
        mine = "There was no recording of that evening, and nobody else was at your house."
        drafting.rewrite(
            communication_id=letter.pk,
            texts={BlockKey.REASON_SPECIFIC: mine},
            seen_written_at=letter.written_at,
            actor=writer,
            at=AT,
        )

        add(ask(recorded, writer), prosecutor, reasons=MORE, new_information="A second camera was found.")

        assert reason_block(letter) == mine
        today = workshop.letter_today(communication=letter, at=AT + dt.timedelta(hours=2))
        assert list(today.beside) == [BlockKey.REASON_SPECIFIC]
        assert MORE in today.beside[BlockKey.REASON_SPECIFIC]
        new = today.words.block(BlockKey.NEW_INFORMATION)
        assert new is not None
        assert "A second camera was found." in new.text, "a part that nobody touched takes it up"

    def test_the_writer_is_asked_to_read_it_and_submitting_settles_that(
        self, recorded: RecordedDecision, letter: Communication, writer: actors.Actor, prosecutor: actors.Actor
    ) -> None:
        add(ask(recorded, writer), prosecutor, reasons=MORE)

        item = WorkItem.objects.get(kind=WorkKind.REASONS_GIVEN)
        assert (item.about, item.due_at) == (f"communication:{letter.pk}", letter.due_at)

    def test_twice_is_refused(self, recorded: RecordedDecision, writer: actors.Actor, prosecutor: actors.Actor) -> None:
        returned = ask(recorded, writer)
        add(returned, prosecutor, reasons=MORE)

        with pytest.raises(reasons.AlreadySupplemented):
            add(returned, prosecutor, reasons="Other words.")

    def test_says_something(self, recorded: RecordedDecision, writer: actors.Actor, prosecutor: actors.Actor) -> None:
        returned = ask(recorded, writer)

        with pytest.raises(reasons.SaysNothing):
            add(returned, prosecutor, reasons=" ")
        with pytest.raises(ReasonOfAnotherStage):
            add(returned, prosecutor, specific=(SpecificReason.WHO_NOT_SHOWN,))

    def test_is_refused_to_whoever_does_not_decide(self, recorded: RecordedDecision, writer: actors.Actor) -> None:
        with pytest.raises(NotPermitted):
            add(ask(recorded, writer), writer, reasons=MORE)


class TestCounted:
    def test_by_unit_and_month_with_share_and_answers(
        self, case: Case, recorded: RecordedDecision, writer: actors.Actor, prosecutor: actors.Actor
    ) -> None:
        add(ask(recorded, writer), prosecutor, reasons=MORE)
        ask(recorded, writer, at=AT + dt.timedelta(hours=2))
        manager = somebody(case, Role.VLU_MANAGER)

        [month] = notifications.by_unit_and_month(
            viewer=manager, first_month=dt.date(2026, 3, 1), last_month=dt.date(2026, 3, 1)
        )

        assert (month.unit_id, month.month) == (case.unit_id, dt.date(2026, 3, 1))
        assert (month.owing, month.told, month.told_same_day, month.sufficient) == (1, 1, 1, 1)
        assert (month.sent_back, month.sent_back_share, month.told_share) == (1, 1.0, 1.0)
        assert (month.returns, month.answered_in_time) == (2, 1)

    def test_only_for_those_who_see_figures_and_only_their_own_area(
        self, case: Case, recorded: RecordedDecision, writer: actors.Actor
    ) -> None:
        march = {"first_month": dt.date(2026, 3, 1), "last_month": dt.date(2026, 3, 1)}
        elsewhere = somebody(CaseFactory(unit=UnitFactory(area__code="WESSEX")), Role.VLU_MANAGER)

        assert notifications.by_unit_and_month(viewer=elsewhere, **march) == ()
        with pytest.raises(NotPermitted):
            notifications.by_unit_and_month(viewer=writer, **march)
        administrator = somebody(case, Role.ADMINISTRATOR)
        assert len(notifications.by_unit_and_month(viewer=administrator, **march)) == 1
        with pytest.raises(NotPermitted):
            notifications.export(viewer=administrator, **march)

    def test_another_month_is_not_counted(self, case: Case, recorded: RecordedDecision) -> None:
        april = dt.date(2026, 4, 1)

        manager = somebody(case, Role.VLU_MANAGER)

        assert notifications.by_unit_and_month(viewer=manager, first_month=april, last_month=april) == ()


def test_the_trail_names_what_waits(recorded: RecordedDecision, writer: actors.Actor, prosecutor: actors.Actor) -> None:
    returned = ask(recorded, writer)
    assert selector.trails(decisions=[recorded.decision])[recorded.decision.pk].waiting == returned

    add(returned, prosecutor, reasons=MORE)

    trail = selector.trails(decisions=[recorded.decision])[recorded.decision.pk]
    assert trail.waiting is None
    assert selector.now_of(decision=recorded.decision, trail=trail).reasons == MORE
