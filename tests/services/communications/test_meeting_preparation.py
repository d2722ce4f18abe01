"""What a person says before a meeting, the wish to meet after all, and the notes (V26); by them or for them."""

import datetime as dt

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role
from cases.models import WorkItem
from communications.models import Meeting, MeetingNotes, MeetingQuestion, MeetingWishes, OutboxMessage
from communications.rules.meeting_words import (
    MeetingCompanion,
    MeetingState,
    MeetingStep,
    MeetingSupport,
    MeetingWay,
)
from communications.rules.meetings import StepNotPossible
from communications.services import meeting_answers, meetings
from communications.services import meeting_preparation as preparation
from communications.services.correspondence import MayTellWhatHappened
from communications.services.meeting_preparation import Wishes
from communications.services.meeting_steps import AlreadyActive, NotPossible
from tests.factories.cases import ContactPointFactory, PersonFactory, VictimFactory
from tests.factories.communications import MeetingFactory, MeetingNotesFactory, MeetingQuestionFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications.test_meetings import AT
from tests.services.communications.writing import member

pytestmark = pytest.mark.django_db
NEEDS = Wishes(
    companions=(MeetingCompanion.FAMILY_OR_FRIEND,),
    companion_note="My sister",
    needs=(MeetingSupport.INTERPRETER, MeetingSupport.BREAKS),
    needs_note="Polish",
)


@pytest.fixture(autouse=True)
def _published(db) -> None:
    lay_reference_data()


@pytest.fixture
def victim():
    return VictimFactory()


@pytest.fixture
def officer(victim):
    return member(victim.case, Role.VLU_OFFICER)


@pytest.fixture
def meeting(victim) -> Meeting:
    return MeetingFactory(victim=victim, offered=True)


@pytest.fixture
def themselves(victim):
    return actors.victim(victim_id=victim.pk, person_id=victim.person_id)


def say(meeting, actor, *, wishes=NEEDS, seen=0) -> MeetingWishes:
    return preparation.say(
        meeting_id=meeting.pk, wishes=wishes, seen=seen, way=MeetingWay.TELEPHONE, actor=actor, at=AT
    )


def ask(meeting, actor, text="Where can I wait?", *, key="k", tells=None) -> MeetingQuestion:
    return preparation.ask(
        meeting_id=meeting.pk,
        text=text,
        key=key,
        tells_what_happened=tells,
        way=MeetingWay.TELEPHONE,
        actor=actor,
        at=AT,
    )


def release(meeting, actor, text="We talked about the day in court.", *, at=AT) -> MeetingNotes:
    return preparation.release_notes(meeting_id=meeting.pk, text=text, to_officer_on=None, actor=actor, at=at)


class TestSay:
    def test_keeps_what_the_person_needs_and_puts_it_on_the_list(self, meeting, themselves, victim):
        said = say(meeting, themselves)

        assert (said.needs, said.needs_note) == (["INTERPRETER", "BREAKS"], "Polish")
        assert (said.way, said.said_by) == (MeetingWay.ONLINE_PAGE, f"victim:{victim.person_id}")
        assert WorkItem.objects.get(key=f"meeting-preparation:{meeting.pk}").about == f"meeting:{meeting.pk}"

    def test_by_staff_keeps_the_way_by_which_it_was_said(self, meeting, officer):
        assert say(meeting, officer).way == MeetingWay.TELEPHONE

    def test_goes_into_an_arranged_meeting_at_once(self, victim, themselves):
        meeting = MeetingFactory(victim=victim, arranged=True)

        say(meeting, themselves)

        meeting.refresh_from_db()
        assert (meeting.support, meeting.support_detail) == (["INTERPRETER", "BREAKS"], "Polish")

    def test_keeps_the_earlier_words_beside_the_newer(self, meeting, themselves):
        say(meeting, themselves)
        say(meeting, themselves, wishes=Wishes(), seen=1)

        assert [row.needs for row in MeetingWishes.objects.order_by("number")] == [["INTERPRETER", "BREAKS"], []]

    def test_writes_nothing_over_what_staff_wrote_down_meanwhile(self, meeting, themselves, officer):
        say(meeting, officer)

        with pytest.raises(preparation.ChangedMeanwhile):
            say(meeting, themselves, wishes=Wishes(), seen=0)

        assert MeetingWishes.objects.get().needs_note == "Polish"

    def test_is_refused_once_the_meeting_is_over(self, victim, themselves):
        with pytest.raises(StepNotPossible):
            say(MeetingFactory(victim=victim, held=True), themselves)

    def test_is_refused_to_anybody_who_is_not_invited(self, meeting, victim):
        partner = actors.victim(victim_id=victim.pk, person_id=PersonFactory().pk)

        with pytest.raises(Meeting.DoesNotExist):
            say(meeting, partner)


class TestAsk:
    def test_keeps_the_question_in_their_own_words(self, meeting, themselves):
        question = ask(meeting, themselves, "  Where can I wait?\r\nAnd with whom? ")

        assert (question.text, question.way) == ("Where can I wait?\nAnd with whom?", MeetingWay.ONLINE_PAGE)
        assert WorkItem.objects.filter(key=f"meeting-preparation:{meeting.pk}", state="OPEN").count() == 1

    def test_twice_with_the_same_key_is_one_question(self, meeting, themselves):
        assert ask(meeting, themselves).pk == ask(meeting, themselves).pk

    def test_asks_first_about_words_on_what_happened(self, meeting, themselves):
        with pytest.raises(MayTellWhatHappened):
            ask(meeting, themselves, "I saw him again")

        assert not MeetingQuestion.objects.exists()

    def test_that_tells_what_happened_is_passed_to_the_police(self, meeting, themselves):
        question = ask(meeting, themselves, "I saw him again", tells=True)

        assert WorkItem.objects.get(kind="FORWARD_TO_POLICE").key == f"pass-to-police:question:{question.pk}"

    @pytest.mark.parametrize("text", ["", " \n ", "x" * 1001])
    def test_without_words_or_with_too_many_is_refused(self, meeting, themselves, text):
        with pytest.raises(NotPossible):
            ask(meeting, themselves, text)

    def test_beyond_the_most_says_to_ring(self, meeting, themselves):
        for _ in range(preparation.MOST_QUESTIONS):
            MeetingQuestionFactory(meeting=meeting)

        with pytest.raises(preparation.TooManyQuestions):
            ask(meeting, themselves)


class TestAnswerAndCancel:
    def test_the_person_says_no_and_may_still_say_yes_later(self, meeting, themselves):
        for step, state in ((MeetingStep.DECLINE, "DECLINED"), (MeetingStep.ACCEPT, "ACCEPTED")):
            meetings.answer(
                meeting_id=meeting.pk,
                step=step,
                way=MeetingWay.ONLINE_PAGE,
                responded_on=AT.date(),
                actor=themselves,
                at=AT,
            )
            meeting.refresh_from_db()
            assert meeting.state == state

    def test_the_person_cannot_say_that_they_said_nothing(self, meeting, themselves):
        with pytest.raises(NotPossible):
            meetings.answer(
                meeting_id=meeting.pk,
                step=MeetingStep.NO_ANSWER,
                way=None,
                responded_on=None,
                actor=themselves,
                at=AT,
            )

    def test_the_person_calls_it_off_and_only_for_themselves(self, victim, themselves):
        meeting = MeetingFactory(victim=victim, arranged=True)

        meetings.cancel(
            meeting_id=meeting.pk,
            reason=meetings.CancelReason.CREATED_IN_ERROR,
            note="",
            actor=themselves,
            at=AT,
        )

        assert meeting.changes.get().reason == "VICTIM_WITHDREW"

    def test_the_person_takes_no_step_that_is_ours(self, meeting, themselves):
        for take in (
            lambda: meetings.offer(
                meeting_id=meeting.pk, way=MeetingWay.EMAIL, offered_on=AT.date(), actor=themselves, at=AT
            ),
            lambda: release(meeting, themselves),
        ):
            with pytest.raises(NotPermitted):
                take()


class TestSayNo:
    def test_to_an_offer_keeps_the_offer_open(self, meeting, themselves):
        answered = meeting_answers.say_no(meeting_id=meeting.pk, way=MeetingWay.TELEPHONE, actor=themselves, at=AT)

        assert (answered.state, answered.responded_way) == (MeetingState.DECLINED, MeetingWay.ONLINE_PAGE)

    @pytest.mark.parametrize("trait", ["arranged", None])
    def test_to_what_was_agreed_calls_it_off(self, victim, themselves, trait):
        meeting = MeetingFactory(victim=victim, **({trait: True} if trait else {}))

        called_off = meeting_answers.say_no(meeting_id=meeting.pk, way=MeetingWay.TELEPHONE, actor=themselves, at=AT)

        assert called_off.state == MeetingState.CANCELLED

    def test_to_a_meeting_that_is_over_is_refused(self, victim, themselves):
        meeting = MeetingFactory(victim=victim, held=True)

        with pytest.raises(StepNotPossible):
            meeting_answers.say_no(meeting_id=meeting.pk, way=MeetingWay.TELEPHONE, actor=themselves, at=AT)


class TestWantOtherTime:
    def want(self, meeting, actor, note="Thursdays after 4pm"):
        return meeting_answers.want_other_time(
            meeting_id=meeting.pk, times_note=note, way=MeetingWay.TELEPHONE, actor=actor, at=AT
        )

    def test_says_yes_and_keeps_what_would_suit(self, meeting, themselves):
        say(meeting, themselves)

        assert self.want(meeting, themselves).state == MeetingState.ACCEPTED
        newest = MeetingWishes.objects.order_by("-number").first()
        assert (newest.number, newest.times_note, newest.needs_note) == (2, "Thursdays after 4pm", "Polish")

    def test_stays_beside_what_they_need_when_that_changes(self, meeting, themselves):
        self.want(meeting, themselves)

        assert say(meeting, themselves, seen=1).times_note == "Thursdays after 4pm"

    def test_leaves_an_arranged_meeting_as_it_is(self, victim, officer):
        meeting = MeetingFactory(victim=victim, arranged=True)

        assert self.want(meeting, officer).state == MeetingState.ARRANGED
        assert WorkItem.objects.filter(key=f"meeting-preparation:{meeting.pk}").exists()

    def test_without_words_or_when_it_is_over_is_refused(self, meeting, victim, themselves):
        with pytest.raises(NotPossible):
            self.want(meeting, themselves, " ")
        with pytest.raises(StepNotPossible):
            self.want(MeetingFactory(victim=victim, purpose="COMPLAINT", state="CANCELLED"), themselves)


class TestAskAgain:
    @pytest.mark.parametrize("state", ["CANCELLED", "NOTES_SENT"])
    def test_opens_a_meeting_for_the_same_purpose(self, victim, themselves, state):
        more = {"held": True, "notes_to_victim_on": AT.date()} if state == "NOTES_SENT" else {}
        earlier = MeetingFactory(victim=victim, purpose="COMPLAINT", **{**more, "state": state})

        again = meeting_answers.ask_again(meeting_id=earlier.pk, actor=themselves, at=AT)

        assert (again.purpose, again.state) == ("COMPLAINT", MeetingState.REQUESTED)
        assert WorkItem.objects.get(key=f"meeting:{again.pk}").kind == "MEETING_ARRANGE"

    def test_twice_is_one_meeting(self, victim, themselves):
        earlier = MeetingFactory(victim=victim, state=MeetingState.CANCELLED)
        meeting_answers.ask_again(meeting_id=earlier.pk, actor=themselves, at=AT)

        with pytest.raises(AlreadyActive):
            meeting_answers.ask_again(meeting_id=earlier.pk, actor=themselves, at=AT)

    def test_is_refused_while_the_meeting_itself_goes_on(self, meeting, themselves):
        with pytest.raises(StepNotPossible):
            meeting_answers.ask_again(meeting_id=meeting.pk, actor=themselves, at=AT)


class TestReleaseNotes:
    AFTER = AT + dt.timedelta(days=15)

    def test_is_the_sending_of_the_notes_and_is_told_without_content(self, victim, officer):
        ContactPointFactory(person=victim.person, mobile=True)
        meeting = MeetingFactory(victim=victim, held=True)

        notes = release(meeting, officer, at=self.AFTER)

        meeting.refresh_from_db()
        assert (meeting.state, meeting.notes_to_victim_on) == (MeetingState.NOTES_SENT, self.AFTER.date())
        assert (notes.number, notes.released_at) == (1, self.AFTER)
        assert OutboxMessage.objects.get().purpose == "NEWS_NOTICE"

    def test_again_corrects_them_and_keeps_the_earlier(self, victim, officer):
        meeting = MeetingFactory(victim=victim, held=True)
        release(meeting, officer, at=self.AFTER)

        assert release(meeting, officer, "We talked about the visit too.", at=self.AFTER).number == 2
        assert MeetingNotes.objects.count() == 2

    @pytest.mark.parametrize("text", ["", "  ", "x" * 8001])
    def test_without_words_or_with_too_many_is_refused(self, victim, officer, text):
        with pytest.raises(NotPossible):
            release(MeetingFactory(victim=victim, held=True), officer, text, at=self.AFTER)

    def test_is_refused_before_the_meeting_took_place(self, victim, officer):
        with pytest.raises(StepNotPossible):
            release(MeetingFactory(victim=victim, arranged=True), officer)

    def test_stand_in_the_order_in_which_they_were_released(self, victim):
        meeting = MeetingFactory(victim=victim, held=True)
        rows = [MeetingNotesFactory(meeting=meeting, number=number) for number in (1, 2)]

        assert list(MeetingNotes.objects.order_by("number")) == rows
