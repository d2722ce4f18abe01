"""Signs of losing touch are read from what happened, noticed once, and shown to those who speak with people (L12)."""

import datetime as dt

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role, SystemProcess
from audit.models import AuditEvent
from cases.models import VictimStanding, WorkItem
from cases.rules.vocabulary import CaseEventKind, ConnectionKind, WorkKind, WorkState
from cases.services import work
from communications.models import WarningSign
from communications.rules import dated_tables
from communications.rules.warning_signs import DEFAULT_LIMITS, SignLimit, WarningSignal, limits_on
from communications.selectors import warning_signs as selectors
from communications.services import dated_rows, warning_signs
from communications.services.dated_rows import UnableToPublishRow
from tests.factories.accounts import AreaFactory, StaffUserFactory, UnitFactory, staff_with
from tests.factories.cases import (
    CaseEventFactory,
    CaseFactory,
    ConnectionFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.communications import (
    CallSeriesFactory,
    CommunicationFactory,
    ContactAttemptFactory,
    MeetingFactory,
    PortalAccountFactory,
    PromiseFactory,
    WarningSignFactory,
)
from tests.factories.reference import lay_reference_data

pytestmark = pytest.mark.django_db

#: Wednesday 11 March 2026, 10:00 in London.
AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
TODAY = AT.date()
REFERENCE = actors.system(SystemProcess.REFERENCE_DATA)


@pytest.fixture(autouse=True)
def reference_data():
    lay_reference_data()


@pytest.fixture
def victim():
    return VictimFactory(in_contact_since=dt.date(2026, 2, 2), officer=StaffUserFactory())


def ago(days):
    return AT - dt.timedelta(days=days)


def rung(victim, *days, **changes):
    series = victim.call_series.first() or CallSeriesFactory(victim=victim)
    for each in days:
        ContactAttemptFactory(
            series=series, called_on=ago(each).date(), called_at=ago(each), logged_at=ago(each), **changes
        )


def dates(victim, signal):
    victim.refresh_from_db()
    return selectors.facts_of(victims=[victim], at=AT)[victim.pk].dates.get(signal, ())


def look():
    return warning_signs.look(at=AT)


class TestWhatTheyRestOn:
    def test_calls_count_since_somebody_was_reached(self, victim):
        rung(victim, 20, 19)
        rung(victim, 18, outcome="NOT_SAFE_TO_TALK", who_answered="PERSON")
        rung(victim, 5, 3)
        rung(victim, 4, outcome="WRONG_NUMBER", who_answered="SOMEBODY_ELSE")

        assert dates(victim, WarningSignal.CALLS_MISSED) == (ago(5).date(), ago(3).date())

    def test_a_call_of_theirs_ends_the_row(self, victim):
        rung(victim, 5, 4, 3)
        rung(victim, 2, direction="INBOUND", outcome="ASKED_FOR_LETTER", who_answered="PERSON")

        assert dates(victim, WarningSignal.CALLS_MISSED) == ()

    def test_letters_count_unread_where_somebody_has_been_online(self, victim):
        for published_at, read_at in ((ago(20), None), (ago(15), ago(14)), (None, None)):
            CommunicationFactory(victim=victim, sent=True, published_at=published_at, first_read_at=read_at)
        assert dates(victim, WarningSignal.LETTERS_UNREAD) == ()

        account = PortalAccountFactory(person=victim.person)
        assert dates(victim, WarningSignal.LETTERS_UNREAD) == (ago(20).date(),)

        account.closed_at = ago(1)
        account.save()
        assert dates(victim, WarningSignal.LETTERS_UNREAD) == ()

    def test_meetings_count_when_declined_or_not_answered(self, victim):
        offered = {"victim": victim, "offered": True, "opened_at": ago(40)}
        MeetingFactory(
            **{**offered, "state": "DECLINED", "offered_on": ago(30).date(), "responded_on": ago(9).date()},
            responded_way="EMAIL",
        )
        MeetingFactory(**{**offered, "state": "NO_RESPONSE", "offered_on": ago(20).date()}, purpose="COMPLAINT")
        MeetingFactory(**offered, purpose="RIGHT_TO_REVIEW")

        assert set(dates(victim, WarningSignal.MEETING_DECLINED)) == {ago(9).date(), ago(20).date()}

    def test_promises_count_when_we_missed_them(self, victim):
        PromiseFactory(victim=victim, state="MISSED", due_on=ago(12).date(), settled_at=ago(10))
        PromiseFactory(victim=victim, state="KEPT_LATE", due_on=ago(40).date(), settled_at=ago(39))

        assert dates(victim, WarningSignal.PROMISE_MISSED) == (ago(12).date(),)

    def test_silence_begins_when_they_should_have_heard_by_their_own_rhythm(self, victim):
        CommunicationFactory(victim=victim, approved=True, state="SENT", sent_at=ago(30))
        assert dates(victim, WarningSignal.LONG_SILENCE) == ()

        PromiseFactory(victim=victim, due_on=TODAY, rhythm_days=14)

        assert dates(victim, WarningSignal.LONG_SILENCE) == (ago(16).date(),)

    @pytest.mark.parametrize(("days", "is_silent"), [(0, False), (-1, True)])
    def test_silence_at_their_own_wish_is_none(self, victim, days, is_silent):
        PromiseFactory(victim=victim, due_on=TODAY)
        until = TODAY + dt.timedelta(days=days)
        SafeContactProfileFactory(person=victim.person, updates_paused_until=until)

        assert bool(dates(victim, WarningSignal.LONG_SILENCE)) is is_silent

    def test_asking_not_to_be_rung_counts(self, victim):
        ended = {"state": "ENDED", "ended_by": "staff:1"}
        CallSeriesFactory(victim=victim, **ended, end_reason="ASKED_NOT_TO_BE_RUNG", ended_at=ago(3))
        CallSeriesFactory(victim=victim, **ended, end_reason="NOT_SAFE", ended_at=ago(2))

        assert dates(victim, WarningSignal.ASKED_TO_STOP) == (ago(3).date(),)

    def test_an_adviser_who_left_counts_until_somebody_follows(self, victim):
        ConnectionFactory(victim=victim, kind=ConnectionKind.ISVA, ended_at=ago(6), ended_by="staff:1")
        ConnectionFactory(victim=victim, kind=ConnectionKind.OIC, ended_at=ago(5), ended_by="staff:1")
        assert dates(victim, WarningSignal.SUPPORT_WORKER_GONE) == (ago(6).date(),)

        ConnectionFactory(victim=victim, kind=ConnectionKind.IDVA)

        assert dates(victim, WarningSignal.SUPPORT_WORKER_GONE) == ()

    def test_a_hearing_that_moved_counts_once_a_day(self, victim):
        for days, kind in ((40, "HEARING_MOVED"), (40, "ADJOURNED"), (10, "HEARING_VACATED"), (5, "HEARING_LISTED")):
            CaseEventFactory(case=victim.case, kind=CaseEventKind(kind), occurred_at=ago(days))

        assert dates(victim, WarningSignal.HEARING_MOVED) == (ago(40).date(), ago(10).date())

    def test_help_agreed_in_a_meeting_counts_until_the_court_has_decided(self, victim):
        MeetingFactory(victim=victim, held=True, opened_at=ago(60), starts_at=ago(40), measures_agreed=["SCREENS"])
        CaseEventFactory(case=victim.case, kind=CaseEventKind.SPECIAL_MEASURES, occurred_at=ago(50))
        assert dates(victim, WarningSignal.MEASURES_UNDECIDED) == (ago(40).date(),)

        CaseEventFactory(case=victim.case, kind=CaseEventKind.SPECIAL_MEASURES, occurred_at=ago(4))

        assert dates(victim, WarningSignal.MEASURES_UNDECIDED) == ()

    @pytest.mark.parametrize("count", [1, 50])
    def test_costs_the_same_queries_for_one_person_and_for_fifty(self, count, django_assert_num_queries):
        many = [VictimFactory(in_contact_since=TODAY) for _ in range(count)]
        for one in many:
            rung(one, 3)
            PromiseFactory(victim=one)
        many = list(type(many[0]).objects.select_related("standing"))

        with django_assert_num_queries(9):
            facts = selectors.facts_of(victims=many, at=AT)

        assert all(facts[one.pk].dates[WarningSignal.CALLS_MISSED] for one in many)


class TestNoticing:
    def test_a_sign_is_put_before_the_officer_with_its_reason_apart(self, victim):
        rung(victim, 5, 4, 3)

        assert look() == 1

        sign = WarningSign.objects.get()
        item = WorkItem.objects.get(kind=WorkKind.KEEP_IN_TOUCH)
        assert (sign.victim, sign.signal, sign.since) == (victim, "CALLS_MISSED", ago(5).date())
        assert (item.officer, item.victim, item.due_at.date()) == (victim.officer, victim, dt.date(2026, 3, 12))
        assert sign.reason == "3 calls in a row reached nobody, the last on 8 March 2026."
        assert "calls" not in item.summary, "work is seen by everybody who sees the case"
        assert AuditEvent.objects.filter(verb="WARNED", subject_id=str(sign.pk)).exists()

    def test_it_is_noticed_once_also_when_somebody_has_dealt_with_it(self, victim):
        rung(victim, 5, 4, 3)
        look()
        key = warning_signs.work_key(victim_id=victim.pk, signal=WarningSignal.CALLS_MISSED)
        work.settle(key=key, outcome="Asked her adviser", actor=REFERENCE, at=AT)

        assert look() == 0
        assert WorkItem.objects.filter(kind=WorkKind.KEEP_IN_TOUCH).count() == 1

    def test_its_words_follow_what_happens(self, victim):
        rung(victim, 5, 4, 3)
        look()
        rung(victim, 1)

        assert look() == 0
        assert WarningSign.objects.get().reason == "4 calls in a row reached nobody, the last on 10 March 2026."

    def test_what_is_there_no_more_ends_and_closes_its_work(self, victim):
        rung(victim, 5, 4, 3)
        look()
        rung(victim, 0, outcome="ASKED_FOR_LETTER", who_answered="PERSON")

        look()

        assert WarningSign.objects.get().ended_at == AT
        assert WorkItem.objects.get(kind=WorkKind.KEEP_IN_TOUCH).state == WorkState.DONE

    def test_what_comes_again_is_noticed_again(self, victim):
        rung(victim, 5, 4, 3)
        look()
        rung(victim, 2, outcome="ASKED_FOR_LETTER", who_answered="PERSON")
        look()
        rung(victim, 1, 1, 1)

        assert look() == 1
        assert WarningSign.objects.count() == 2

    def test_two_signs_are_two_items_of_work(self, victim):
        rung(victim, 5, 4, 3)
        PromiseFactory(victim=victim, state="MISSED", due_on=ago(12).date(), settled_at=ago(10))

        assert look() == 2

    def test_nobody_looks_at_those_with_whom_nobody_keeps_in_touch(self, victim):
        rung(victim, 5, 4, 3)
        look()
        victim.contact_ended_on = TODAY
        victim.save()
        VictimFactory(in_contact_since=None)
        assert not VictimStanding.objects.get(victim=victim).is_live

        assert look() == 0

        assert WarningSign.objects.get().ended_at == AT
        assert not WorkItem.objects.filter(kind=WorkKind.KEEP_IN_TOUCH, state=WorkState.OPEN).exists()

    def test_looks_at_more_than_one_batch(self, monkeypatch):
        monkeypatch.setattr(warning_signs, "_BATCH", 2)
        for _ in range(5):
            rung(VictimFactory(in_contact_since=dt.date(2026, 2, 2)), 5, 4, 3)

        assert look() == 5

    def test_tier_and_rhythm_stay_as_they_were(self, victim):
        promise = PromiseFactory(victim=victim, due_on=TODAY + dt.timedelta(days=9))
        before = (victim.service_tier, promise.due_on, promise.rhythm_days)
        rung(victim, 5, 4, 3)
        look()

        promise.refresh_from_db()
        victim.refresh_from_db()
        assert (victim.service_tier, promise.due_on, promise.rhythm_days) == before


class TestWhoSeesThem:
    def shown(self, sign, user):
        viewer = actors.staff(user=user, at=AT)
        return selectors.lasting_signs(viewer=viewer, victim_ids=[sign.victim_id])

    def test_whoever_speaks_with_people_of_the_case(self):
        sign = WarningSignFactory()

        user = staff_with(Role.VLU_OFFICER, sign.case.unit)

        assert self.shown(sign, user) == {sign.victim_id: (sign,)}

    @pytest.mark.parametrize("role", [Role.PROSECUTOR])
    def test_not_who_reads_the_case_otherwise(self, role):
        sign = WarningSignFactory()

        assert self.shown(sign, staff_with(role, sign.case.unit)) == {}

    def test_nobody_of_another_area(self):
        assert (
            self.shown(WarningSignFactory(), staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX"))))
            == {}
        )

    def test_of_a_rasso_case_only_who_works_on_them(self):
        sign = WarningSignFactory(victim=VictimFactory(case=CaseFactory(is_rasso=True)))

        assert self.shown(sign, staff_with(Role.VLU_OFFICER, sign.case.unit)) == {}

    def test_those_that_ended_are_shown_to_nobody(self):
        sign = WarningSignFactory(ended_at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC))

        assert self.shown(sign, staff_with(Role.VLU_OFFICER, sign.case.unit)) == {}


class TestRows:
    LIMIT = SignLimit(signal=WarningSignal.CALLS_MISSED, count=2, days=30, starts_on=TODAY, source="Officers")

    def test_begin_with_the_defaults(self):
        assert dated_rows.rows(of=dated_tables.SIGN_LIMITS) == DEFAULT_LIMITS

    def test_a_published_row_counts_from_its_day_and_leaves_a_trace(self, victim):
        rung(victim, 4, 3)
        assert look() == 0

        dated_rows.publish(table=dated_tables.SIGN_LIMITS, row=self.LIMIT, actor=REFERENCE, at=AT)

        assert look() == 1
        assert self.LIMIT in limits_on(rows=dated_rows.rows(of=dated_tables.SIGN_LIMITS), on=TODAY)
        assert AuditEvent.objects.filter(verb="PUBLISHED", detail__kind="WARNING_SIGN").exists()

    @pytest.mark.parametrize(("count", "days"), [(0, 30), (1, 0), (1, 366)])
    def test_a_row_that_means_nothing_is_refused(self, count, days):
        limit = SignLimit(signal=WarningSignal.CALLS_MISSED, count=count, days=days, starts_on=TODAY, source="Test")

        with pytest.raises(UnableToPublishRow):
            dated_rows.publish(table=dated_tables.SIGN_LIMITS, row=limit, actor=REFERENCE, at=AT)

    def test_is_refused_to_whoever_may_not_publish(self):
        with pytest.raises(NotPermitted):
            dated_rows.publish(
                table=dated_tables.SIGN_LIMITS, row=self.LIMIT, actor=actors.system(SystemProcess.DELIVERY), at=AT
            )
