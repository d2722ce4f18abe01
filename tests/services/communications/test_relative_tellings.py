"""The others of a family are told beside the main contact: each by their own wish, never first, owed once (B.10)."""

import datetime as dt

import pytest

from accounts.policies import NotPermitted
from accounts.roles import Role
from cases.models import Connection, Obligation, WorkItem
from cases.rules.vocabulary import (
    ConnectionKind,
    ObligationState,
    RelativeEnd,
    RelativeOutcome,
    RelativeWay,
    RelativeWish,
    WorkKind,
    WorkState,
)
from cases.services.family import RelativeEntry
from communications.documents.words import NoWords
from communications.models import CallSeries, Communication, OutboxMessage, Promise, RelativeTelling, Telling
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import Channel, CommunicationState, MessageState
from communications.services import (
    approval,
    composing,
    consequences,
    contact_plans,
    drafting,
    families,
    relative_letters,
    relative_steps,
    relative_tellings,
    tellings,
)
from tests.factories.accounts import AreaFactory, UnitFactory
from tests.factories.cases import CaseFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.grieving import (
    HOUR,
    LEFT_AT,
    TOLD_AT,
    approve,
    bereaved,
    leave,
    left,
    relative,
    row_of,
    tell_main,
    told,
)
from tests.services.communications.writing import AT, Decided, member

pytestmark = pytest.mark.django_db
BY_US, BY_FLO, BY_MAIN = RelativeWish.BY_US, RelativeWish.THROUGH_FLO, RelativeWish.THROUGH_MAIN_CONTACT
WEEK = dt.timedelta(days=7)


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


def open_work() -> int:
    return WorkItem.objects.filter(kind=WorkKind.TELL_RELATIVE, state=WorkState.OPEN).count()


def start(made: Decided, name: str, *, at: dt.datetime = TOLD_AT) -> Communication:
    return relative_tellings.start_letter(telling_id=row_of(name).pk, actor=made.writer, at=at)


def confirm(made: Decided, *names: str, with_main_contact: bool = False, at: dt.datetime = TOLD_AT) -> int:
    return relative_tellings.confirm(
        letter_id=made.draft.pk,
        telling_ids=[row_of(name).pk for name in names],
        with_main_contact=with_main_contact,
        told_on=at.date(),
        note="He wants to think about it",
        actor=made.writer,
        at=at,
    )


def say(row: RelativeTelling, made: Decided, **changes: object) -> None:
    known = {
        "full_name": row.relative.person.full_name,
        "preferred_name": "",
        "relationship": "brother",
        "wish": BY_US,
        "has_consent": True,
        "is_suspect_or_lives_with_suspect": False,
        **changes,
    }
    families.change_relative(
        connection_id=row.relative_id,
        entry=RelativeEntry(**known),
        actor=made.writer,
        at=TOLD_AT,  # type: ignore[arg-type]
    )


class TestWhenTheFirstLetterLeaves:
    def test_each_other_relative_is_told_by_their_own_wish(self) -> None:
        left(kofi=BY_US, yaw=BY_FLO, abena=BY_MAIN, akua=RelativeWish.NOT_AT_ALL, esi=RelativeWish.NOT_ASKED)

        ways = {row.relative.person.full_name.split()[0]: row.way for row in RelativeTelling.objects.all()}
        assert ways == {
            "Kofi": RelativeWay.OWN_LETTER,
            "Yaw": RelativeWay.THROUGH_FLO,
            "Abena": RelativeWay.THROUGH_MAIN_CONTACT,
            "Akua": RelativeWay.NOTHING,
            "Esi": RelativeWay.ASK_FIRST,
        }
        assert row_of("akua").outcome == RelativeOutcome.NOTHING
        assert open_work() == 4

    def test_they_are_due_two_working_days_after_it_left(self) -> None:
        left(kofi=BY_US)

        # Thursday 26 March 2026; the end of Monday 30 March, in summer time.
        assert row_of("kofi").due_at.date() == dt.date(2026, 3, 30)
        item = WorkItem.objects.get(kind=WorkKind.TELL_RELATIVE)
        assert item.due_at == row_of("kofi").due_at
        assert "Mensah" not in item.summary

    def test_a_suspect_gets_nothing_and_nobody_is_asked_to_tell_them(self) -> None:
        made = bereaved()
        relative(made.victim, "Kofi Mensah", "brother", BY_US, is_suspect_or_lives_with_suspect=True)
        approve(made.draft, made)
        leave(made.draft)

        assert (row_of("kofi").way, row_of("kofi").outcome) == (RelativeWay.NEVER, RelativeOutcome.NOTHING)
        assert open_work() == 0
        with pytest.raises(relative_tellings.NoOwnLetter):
            start(made, "kofi")

    def test_the_provider_who_says_it_twice_opens_nothing_twice(self) -> None:
        made = left(kofi=BY_US, yaw=BY_FLO)

        message = OutboxMessage.objects.get(communication=made.draft)
        message.state = MessageState.DELIVERED
        message.save()
        consequences.follow(message=message, at=LEFT_AT + HOUR)

        assert RelativeTelling.objects.count() == 2
        assert open_work() == 2

    def test_a_victim_who_is_alive_has_no_others_to_tell(self) -> None:
        made = bereaved(wishes={"Kofi Mensah": BY_US})
        Obligation.objects.update(addressee="VICTIM")
        communication = Communication.objects.select_related("obligation").get(pk=made.draft.pk)

        relative_steps.expect(communication=communication, at=AT)

        assert not RelativeTelling.objects.exists()

    def test_the_duty_stays_one_and_is_met_once(self) -> None:
        made = told(kofi=BY_US)
        met_at = Obligation.objects.get().met_at
        copy = start(made, "kofi")
        approve(copy, made, at=TOLD_AT)
        leave(copy, at=TOLD_AT + HOUR)

        duty = Obligation.objects.get()
        assert (duty.state, duty.met_at) == (ObligationState.MET, met_at)
        assert Communication.objects.filter(obligation=duty).count() == 1


class TestTheirOwnLetter:
    def test_says_the_same_to_another_reader_with_nothing_that_is_the_first_ones(self) -> None:
        made = bereaved(wishes={"Kofi Mensah": BY_US})
        own_words = "You told us how much Ama loved the sea, and I am so sorry."
        drafting.rewrite(
            communication_id=made.draft.pk,
            texts={BlockKey.ACKNOWLEDGE_FEELINGS: own_words},
            seen_written_at=None,
            actor=made.writer,
            at=AT,
        )
        approve(made.draft, made)
        leave(made.draft)
        tell_main(made)

        copy = start(made, "kofi")

        words = composing.letter_words(communication=copy)
        text = words.as_text()
        assert copy.recipient is not None
        assert copy.recipient.full_name == "Kofi Mensah"
        assert own_words in text
        assert "Dear Kofi Mensah" in text
        assert "Efua" not in text + str(copy.context)
        assert "is bringing you this letter" not in text
        assert copy.channel == Channel.EMAIL
        assert (copy.reference, copy.obligation) != (made.draft.reference, made.obligation)
        assert copy.due_at == row_of("kofi").due_at

    def test_goes_by_their_own_way_and_settles_them_when_it_has_left(self) -> None:
        made = told(kofi=BY_US)
        copy = start(made, "kofi")
        approve(copy, made, at=TOLD_AT)

        leave(copy, at=TOLD_AT + HOUR)

        message = OutboxMessage.objects.get(communication=copy)
        assert message.contact_point is not None
        assert message.contact_point.value == "kofi@example.org"
        assert (row_of("kofi").outcome, row_of("kofi").told_on) == (RelativeOutcome.TOLD, TOLD_AT.date())
        assert open_work() == 0

    def test_is_no_apology_for_being_late_and_names_the_same_end_of_the_right_to_review(self) -> None:
        made = told(kofi=BY_US)

        copy = start(made, "kofi", at=AT + WEEK)

        assert copy.context["is_late"] is False
        first = Communication.objects.get(pk=made.draft.pk)
        for name in ("review_request_by", "review_outer_on", "decided_on"):
            assert copy.context[name] == first.context[name]

    def test_promises_nothing_that_nobody_would_keep(self) -> None:
        made = told(kofi=BY_US)
        copy = start(made, "kofi")
        approve(copy, made, at=TOLD_AT)
        leave(copy, at=TOLD_AT + HOUR)

        assert not Promise.objects.filter(person=copy.recipient).exists()

    def test_rings_nobody_first_because_the_plan_is_the_main_contacts(self) -> None:
        made = told(kofi=BY_US)
        before = CallSeries.objects.count()
        copy = start(made, "kofi")

        approve(copy, made, at=TOLD_AT)

        assert CallSeries.objects.count() == before
        assert contact_plans.sort_of_letter(communication=copy) is None

    def test_b10_is_begun_by_rule_in_the_moment_in_which_the_first_one_left(self) -> None:
        """FAM-6: nobody has to think of it; a person reads it and submits it, as every letter."""
        left(kofi=BY_US, yaw=BY_FLO, abena=BY_US, esi=RelativeWish.NOT_ASKED)

        rows = {row.relative.person.full_name.split()[0]: row.copy for row in RelativeTelling.objects.all()}
        assert {name for name, copy in rows.items() if copy is not None} == {"Kofi", "Abena"}
        kofi = rows["Kofi"]
        assert kofi is not None
        assert (kofi.state, kofi.written_by, kofi.opened_by) == (CommunicationState.DRAFT, "", "system:delivery")
        assert open_work() == 4

    def test_b10_is_begun_as_soon_as_they_wish_one(self) -> None:
        made = told(kofi=RelativeWish.NOT_ASKED)
        assert row_of("kofi").copy is None

        say(row_of("kofi"), made, wish=BY_US)

        copy = row_of("kofi").copy
        assert copy is not None
        assert (copy.state, copy.recipient) == (CommunicationState.DRAFT, row_of("kofi").relative.person)
        assert start(made, "kofi") == copy

    def test_b10_what_cannot_be_composed_leaves_the_first_letter_sent_and_the_work_open(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_words(*_: object, **__: object) -> None:
            raise NoWords("DISCONTINUE_ALL")

        monkeypatch.setattr(relative_letters, "_compose", no_words)
        made = left(kofi=BY_US)

        assert Communication.objects.get(pk=made.draft.pk).state == CommunicationState.SENT
        assert row_of("kofi").copy is None
        assert open_work() == 1
        monkeypatch.undo()
        assert start(made, "kofi").copy_of == made.draft

    def test_started_twice_is_one_letter(self) -> None:
        made = told(kofi=BY_US)

        assert start(made, "kofi") == start(made, "kofi")

    def test_is_not_approved_before_the_main_contact_was_told(self) -> None:
        made = left(kofi=BY_US)
        copy = start(made, "kofi", at=LEFT_AT)
        approval.submit(communication_id=copy.pk, actor=made.writer, at=LEFT_AT)

        with pytest.raises(relative_steps.MainContactFirst):
            approval.approve(communication_id=copy.pk, actor=made.approver, at=LEFT_AT)

        tell_main(made)
        approval.approve(communication_id=copy.pk, actor=made.approver, at=TOLD_AT)

    def test_is_let_go_when_the_clock_says_so(self) -> None:
        made = left(kofi=BY_US)
        copy = start(made, "kofi", at=LEFT_AT)

        approve(copy, made, at=LEFT_AT + WEEK)

        assert Communication.objects.get(pk=copy.pk).state == CommunicationState.APPROVED

    def test_which_names_another_relative_cannot_be_approved(self) -> None:
        made = told(kofi=BY_US, yaw=BY_FLO)
        copy = start(made, "kofi")
        drafting.rewrite(
            communication_id=copy.pk,
            texts={
                BlockKey.ACKNOWLEDGE_FEELINGS: "I know from Efua how close you were to Ama. Yaw Mensah said so too."
            },
            seen_written_at=None,
            actor=made.writer,
            at=TOLD_AT,
        )

        with pytest.raises(approval.NotComplete) as refused:
            approval.submit(communication_id=copy.pk, actor=made.writer, at=TOLD_AT)

        assert {finding.rule for finding in refused.value.findings.stops} == {"FAM-5"}

    def test_of_somebody_who_reads_welsh_is_a_pair(self) -> None:
        made = told(kofi=BY_US)
        person = row_of("kofi").relative.person
        person.language = "CY"
        person.save()

        copy = start(made, "kofi")
        standing = drafting.reviewed(communication=drafting.locked(communication_id=copy.pk), at=TOLD_AT)

        assert standing.welsh is not None
        assert "Kofi Mensah" in standing.welsh.words.as_text()

    def test_through_the_liaison_officer_is_told_only_once_it_is_on_record(self) -> None:
        made = told(kofi=BY_US)
        person = row_of("kofi").relative.person
        person.safe_contact_profiles.create(preferred_method="VIA_FLO", recorded_at=TOLD_AT, recorded_by="staff:test")
        copy = start(made, "kofi")
        approve(copy, made, at=TOLD_AT)
        leave(copy, at=TOLD_AT + HOUR)
        assert copy.channel == Channel.INTERMEDIARY_EMAIL
        assert row_of("kofi").settled_at is None

        tellings.confirm(
            communication_id=copy.pk, told_on=TOLD_AT.date(), note="", actor=made.writer, at=TOLD_AT + 2 * HOUR
        )

        assert row_of("kofi").outcome == RelativeOutcome.TOLD

    def test_which_came_back_is_work_again(self) -> None:
        made = told(kofi=BY_US)
        copy = start(made, "kofi")
        approve(copy, made, at=TOLD_AT)
        leave(copy, at=TOLD_AT + HOUR)

        relative_steps.copy_came_back(copy=copy, at=TOLD_AT + 2 * HOUR)

        assert (row_of("kofi").outcome, row_of("kofi").told_on) == ("", None)
        assert open_work() == 1

    def test_is_not_started_by_somebody_of_another_area(self) -> None:
        told(kofi=BY_US)
        stranger = member(CaseFactory(unit=UnitFactory(area=AreaFactory(code="WESSEX"))), Role.VLU_OFFICER)

        with pytest.raises(NotPermitted):
            relative_tellings.start_letter(telling_id=row_of("kofi").pk, actor=stranger, at=TOLD_AT)


class TestConfirming:
    def test_one_answer_covers_the_main_contact_and_several_relatives(self) -> None:
        made = left(kofi=BY_FLO, yaw=BY_MAIN, abena=BY_US)

        assert confirm(made, "kofi", "yaw", with_main_contact=True) == 3

        assert Telling.objects.get().communication_id == made.draft.pk
        assert {row_of(name).outcome for name in ("kofi", "yaw")} == {RelativeOutcome.TOLD}
        assert row_of("kofi").note == "He wants to think about it"
        assert row_of("abena").settled_at is None
        assert open_work() == 1

    def test_nobody_is_told_before_the_main_contact(self) -> None:
        made = left(kofi=BY_FLO)

        with pytest.raises(relative_steps.MainContactFirst):
            confirm(made, "kofi")

        assert row_of("kofi").settled_at is None

    def test_after_the_clock_the_others_may_be_told_without_it(self) -> None:
        made = left(kofi=BY_FLO)

        assert confirm(made, "kofi", at=LEFT_AT + WEEK) == 1

    def test_who_gets_a_letter_of_their_own_is_not_ticked_off(self) -> None:
        made = told(kofi=BY_US)

        with pytest.raises(relative_tellings.NotByWord):
            confirm(made, "kofi")

    def test_twice_is_refused_the_second_time(self) -> None:
        made = told(kofi=BY_FLO)
        confirm(made, "kofi")

        with pytest.raises(relative_tellings.NotByWord):
            confirm(made, "kofi")

    def test_somebody_must_be_named(self) -> None:
        with pytest.raises(relative_tellings.NobodyChosen):
            confirm(told(kofi=BY_FLO))

    @pytest.mark.parametrize("told_on", [dt.date(2026, 3, 25), dt.date(2026, 3, 27)])
    def test_not_before_the_letter_left_and_not_in_the_future(self, told_on: dt.date) -> None:
        made = told(kofi=BY_FLO)

        with pytest.raises(tellings.WrongDay):
            relative_tellings.confirm(
                letter_id=made.draft.pk,
                telling_ids=[row_of("kofi").pk],
                with_main_contact=False,
                told_on=told_on,
                note="",
                actor=made.writer,
                at=TOLD_AT,
            )

    def test_not_by_somebody_who_may_do_no_work_here(self) -> None:
        made = told(kofi=BY_FLO)
        stranger = member(CaseFactory(unit=UnitFactory(area=AreaFactory(code="WESSEX"))), Role.VLU_OFFICER)

        with pytest.raises(NotPermitted):
            relative_tellings.confirm(
                letter_id=made.draft.pk,
                telling_ids=[row_of("kofi").pk],
                with_main_contact=False,
                told_on=TOLD_AT.date(),
                note="",
                actor=stranger,
                at=TOLD_AT,
            )


class TestAChangedWish:
    def test_what_was_asked_makes_the_way_known(self) -> None:
        made = told(kofi=RelativeWish.NOT_ASKED)

        say(row_of("kofi"), made, wish=BY_FLO)

        assert row_of("kofi").way == RelativeWay.THROUGH_FLO
        assert open_work() == 1

    def test_a_letter_that_they_no_longer_want_is_not_sent(self) -> None:
        made = told(kofi=BY_US)
        copy = start(made, "kofi")
        approve(copy, made, at=TOLD_AT)

        say(row_of("kofi"), made, wish=RelativeWish.NOT_AT_ALL)

        copy.refresh_from_db()
        assert copy.state == CommunicationState.NOT_REQUIRED
        assert OutboxMessage.objects.get(communication=copy).state == MessageState.CANCELLED
        assert row_of("kofi").outcome == RelativeOutcome.NOTHING
        assert open_work() == 0

    def test_a_letter_to_somebody_found_to_live_with_a_suspect_is_not_sent(self) -> None:
        made = told(kofi=BY_US)
        copy = start(made, "kofi")

        say(row_of("kofi"), made, is_suspect_or_lives_with_suspect=True)

        copy.refresh_from_db()
        assert copy.state == CommunicationState.NOT_REQUIRED
        assert row_of("kofi").way == RelativeWay.NEVER

    def test_who_leaves_is_told_nothing_more(self) -> None:
        made = told(kofi=BY_FLO)

        families.end_relative(
            connection_id=row_of("kofi").relative_id, reason=RelativeEnd.ASKED_TO_LEAVE, actor=made.writer, at=TOLD_AT
        )

        assert row_of("kofi").outcome == RelativeOutcome.NOTHING
        assert open_work() == 0

    def test_what_they_were_told_before_stays_as_it_was(self) -> None:
        made = told(kofi=BY_FLO)
        confirm(made, "kofi")

        say(row_of("kofi"), made, wish=RelativeWish.NOT_AT_ALL)

        assert (row_of("kofi").way, row_of("kofi").outcome) == (RelativeWay.THROUGH_FLO, RelativeOutcome.TOLD)

    def test_asking_for_a_letter_again_begins_another(self) -> None:
        made = told(kofi=BY_US)
        copy = start(made, "kofi")
        say(row_of("kofi"), made, wish=BY_FLO)
        say(row_of("kofi"), made, wish=BY_US)

        again = start(made, "kofi")

        assert again != copy
        assert row_of("kofi").copy == again


class TestALaterDecision:
    def test_takes_the_place_of_what_was_to_be_told(self) -> None:
        made = told(kofi=BY_US, yaw=BY_FLO)
        copy = start(made, "kofi")

        relative_steps.overtake(decision=made.obligation.decision, actor=made.writer, at=TOLD_AT)

        assert {row.outcome for row in RelativeTelling.objects.all()} == {RelativeOutcome.OVERTAKEN}
        assert copy.state == CommunicationState.DRAFT
        assert open_work() == 0

    def test_a_second_letter_about_the_same_tells_only_who_has_not_been(self) -> None:
        made = told(kofi=BY_FLO, yaw=BY_FLO)
        confirm(made, "kofi")
        second = Communication.objects.get(pk=made.draft.pk)
        second.pk = None
        second.dedupe_key, second.reference = "another", "VCS-2222-3333"
        second.save(force_insert=True)

        relative_steps.expect(communication=second, at=TOLD_AT)

        rows = {
            (row.relative.person.full_name, row.letter_id == second.pk): row.outcome
            for row in RelativeTelling.objects.all()
        }
        assert rows == {
            ("Kofi Mensah", False): RelativeOutcome.TOLD,
            ("Yaw Mensah", False): RelativeOutcome.OVERTAKEN,
            ("Yaw Mensah", True): "",
        }


class TestTheMainContact:
    def test_is_nobodys_other(self) -> None:
        left(kofi=BY_US)

        speaker = Connection.objects.get(kind=ConnectionKind.CLOSE_RELATIVE, is_primary=True)
        assert not RelativeTelling.objects.filter(relative=speaker).exists()
