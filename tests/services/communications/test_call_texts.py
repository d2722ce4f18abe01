"""The text before a call: through the outbox where it is safe, left out with a reason where not (V15, CALL-8)."""

import datetime as dt

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role
from communications.models import CallText, OutboxMessage
from communications.rules.calls.vocabulary import CallStep, SeriesEnd
from communications.rules.last_check import LastVerdict
from communications.services import call_steps, call_texts, calling, composing, contact
from communications.services.call_texts import UnusableTime
from tests.factories.accounts import staff_with
from tests.factories.cases import SafeContactProfileFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications.calling_people import AT, Office

pytestmark = pytest.mark.django_db

CALL_AT = AT + dt.timedelta(hours=4)


@pytest.fixture(autouse=True)
def _reference_data(db) -> None:
    lay_reference_data()


@pytest.fixture
def office() -> Office:
    return Office()


def announced(office: Office, *, call_at: dt.datetime = CALL_AT, at: dt.datetime = AT) -> CallText:
    return call_texts.announce(series_id=office.series().pk, call_at=call_at, actor=office.actor, at=at)


def words_of(message: OutboxMessage) -> str:
    return composing.compose(message=message, at=AT).text


class TestAnnounce:
    def test_says_no_more_than_that_somebody_rings_unless_their_texts_may_say_more(self, office) -> None:
        message = announced(office).message

        words = words_of(message)
        assert message.content_level == "NOTHING"
        assert "Wednesday 11 March 2026 at about 2pm" in words
        assert "Robin" not in words
        assert office.case.unit.phone not in words

    def test_names_the_caller_and_the_number_where_their_texts_may_say_so(self) -> None:
        office = Office(content_levels={"TEXT": "NEUTRAL"})

        message = announced(office).message

        words = words_of(message)
        assert message.content_level == "NEUTRAL"
        assert "Robin" in words
        assert "Writer" not in words
        assert office.case.unit.phone in words

    def test_speaks_their_language(self, office) -> None:
        office.victim.person.language = "CY"
        office.victim.person.save()

        assert "dydd Mercher 11 Mawrth 2026 tua 14:00" in words_of(announced(office).message)

    def test_leaves_through_the_outbox_to_the_safe_number_before_the_call(self, office) -> None:
        text = announced(office)

        message = text.message
        assert (message.channel, message.purpose, message.contact_point) == ("TEXT", "CALL_NOTICE", office.mobile)
        assert (message.deadline, text.announces_at) == (CALL_AT, CALL_AT)

    def test_lets_the_call_come_when_it_says(self, office) -> None:
        announced(office)

        series = office.series()
        step = call_steps.count(series=series, phones=call_steps.phones_of(series=series, at=AT), at=AT)
        assert (step.kind, step.not_before) == (CallStep.CALL, CALL_AT)

    @pytest.mark.parametrize(
        ("profile", "reason"),
        [
            ({"never_text": True}, "The person does not want to be reached in this way."),
            (
                {"preferred_method": "VIA_ISVA"},
                "The person is told through the police, an ISVA or the FLO, and not directly.",
            ),
        ],
    )
    def test_is_left_out_with_the_reason_where_no_text_is_safe(self, office, profile, reason) -> None:
        SafeContactProfileFactory(person=office.victim.person, recorded_at=AT, **profile)

        text = announced(office)

        assert text.message is None
        assert reason in text.left_out_because
        assert not OutboxMessage.objects.exists()

    def test_is_left_out_where_it_could_only_arrive_after_the_call(self) -> None:
        office = Office(safe_windows=[{"days": [2], "from": "14:00", "to": "15:00"}])

        assert announced(office).left_out_because == "There is no safe time for a text before the call."

    @pytest.mark.parametrize(
        "call_at",
        [
            AT + dt.timedelta(minutes=9),
            AT + dt.timedelta(days=8),
            dt.datetime(2026, 3, 11, 21, 0, tzinfo=dt.UTC),
        ],
        ids=["too soon", "too far away", "at night"],
    )
    def test_is_refused_for_a_time_at_which_nobody_can_ring(self, office, call_at) -> None:
        with pytest.raises(UnusableTime):
            announced(office, call_at=call_at)

    def test_is_not_sent_twice_for_one_call(self, office) -> None:
        announced(office)

        with pytest.raises(UnusableTime):
            announced(office, call_at=CALL_AT + dt.timedelta(hours=1))

    def test_is_not_for_those_who_may_not_ring(self, office) -> None:
        series = office.series()
        actor = actors.staff(user=staff_with(Role.PROSECUTOR, office.case.unit), at=AT)

        with pytest.raises(NotPermitted):
            call_texts.announce(series_id=series.pk, call_at=CALL_AT, actor=actor, at=AT)

    def test_is_not_for_a_series_that_has_ended(self, office) -> None:
        series = office.series()
        contact.end_series(series_id=series.pk, reason=SeriesEnd.NOT_SAFE, actor=office.actor, at=AT)

        with pytest.raises(contact.SeriesOver):
            call_texts.announce(series_id=series.pk, call_at=CALL_AT, actor=office.actor, at=AT)


class TestLastCheck:
    """A text that has been overtaken never leaves (SEND-1)."""

    def test_lets_it_go_in_time(self, office) -> None:
        message = announced(office).message

        assert calling.would_leave(message=message, at=AT).verdict is LastVerdict.SEND

    def test_cancels_it_when_the_time_of_the_call_has_come(self, office) -> None:
        message = announced(office).message

        assert calling.would_leave(message=message, at=CALL_AT).verdict is LastVerdict.CANCEL

    def test_cancels_it_when_the_call_was_made(self, office) -> None:
        message = announced(office).message
        office.log(office.series(), at=AT + dt.timedelta(minutes=5))

        assert calling.would_leave(message=message, at=AT + dt.timedelta(minutes=6)).verdict is LastVerdict.CANCEL

    def test_cancels_it_when_the_calls_were_given_up(self, office) -> None:
        message = announced(office).message
        contact.end_series(series_id=office.series().pk, reason=SeriesEnd.NOT_SAFE, actor=office.actor, at=AT)

        assert calling.would_leave(message=message, at=AT).verdict is LastVerdict.CANCEL

    def test_holds_it_when_texts_became_unsafe(self, office) -> None:
        message = announced(office).message
        SafeContactProfileFactory(person=office.victim.person, recorded_at=AT, never_text=True)

        assert calling.would_leave(message=message, at=AT).verdict is LastVerdict.HOLD
