"""What is stored becomes one answer: may this go, by which channel, to which address (SAFE-1 to SAFE-7)."""

import datetime as dt
from typing import Any

import pytest

from cases.models import Connection, ContactPoint, HearingDay, Victim
from cases.rules import contact_keys
from cases.rules.vocabulary import Addressee, ConnectionKind, ContactPointKind
from cases.rules.working_days import LONDON
from communications.models import Communication, OutboxMessage
from communications.rules.safe_contact import Refusal
from communications.rules.vocabulary import Channel, ContentLevel, MessageState, Purpose
from communications.services import safe_contact
from tests.factories.cases import (
    ConnectionFactory,
    ContactPointFactory,
    DefendantFactory,
    HearingFactory,
    ObligationFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.communications import CommunicationFactory, OutboxMessageFactory, TemplateVersionFactory
from tests.factories.reference import lay_reference_data

pytestmark = pytest.mark.django_db

#: Wednesday 11 March 2026, 10:00 in London.
AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
NIGHT = dt.datetime(2026, 3, 11, 23, 0, tzinfo=dt.UTC)
MORNING = dt.datetime(2026, 3, 12, 8, 0, tzinfo=LONDON)
HOME = "12 Example Street\nExampletown\nEX1 2EX"


def home_of(victim: Victim, value: str = HOME, **changes: Any) -> ContactPoint:
    return ContactPointFactory(
        person=victim.person,
        kind=ContactPointKind.POST,
        value=value,
        key=contact_keys.address_key(value=value),
        **changes,
    )


def reachable(**profile: Any) -> Victim:
    """Make a victim with a safe email address, mobile and home, who prefers email."""
    victim = VictimFactory()
    ContactPointFactory(person=victim.person)
    ContactPointFactory(person=victim.person, mobile=True)
    home_of(victim)
    SafeContactProfileFactory(person=victim.person, **profile)
    return victim


def letter_to(victim: Victim, **changes: Any) -> Communication:
    return CommunicationFactory(victim=victim, approved=True, **changes)


def message_to(victim: Victim, channel: Channel = Channel.EMAIL, **changes: Any) -> OutboxMessage:
    kind = {Channel.EMAIL: "EMAIL", Channel.TEXT: "MOBILE", Channel.POST: "POST"}[channel]
    point = ContactPoint.objects.get(person=victim.person, kind=kind, superseded_at__isnull=True)
    level = ContentLevel.NOTHING if channel is Channel.TEXT else ContentLevel.FULL
    values = {"content_level": level, **changes}
    return OutboxMessageFactory(communication=letter_to(victim), channel=channel, contact_point=point, **values)


def adviser_of(victim: Victim, kind: ConnectionKind = ConnectionKind.ISVA, **changes: Any) -> Connection:
    connection = ConnectionFactory(victim=victim, kind=kind, **changes)
    ContactPointFactory(person=connection.person)
    return connection


class TestAsk:
    @pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.TEXT, Channel.POST])
    def test_what_was_approved_may_go_at_ten_in_the_morning(self, channel: Channel) -> None:
        assert safe_contact.ask(message=message_to(reachable(), channel), at=AT).is_allowed

    def test_at_night_an_email_waits_for_the_morning_and_a_letter_does_not(self) -> None:
        victim = reachable()

        assert safe_contact.ask(message=message_to(victim), at=NIGHT).retry_at == MORNING
        assert safe_contact.ask(message=message_to(victim, Channel.POST), at=NIGHT).is_allowed

    @pytest.mark.parametrize(
        ("profile", "refusal"),
        [
            ({"opted_out_at": AT}, Refusal.OPTED_OUT),
            ({"never_email": True}, Refusal.CHANNEL_NOT_ALLOWED),
            ({"preferred_method": "VIA_ISVA"}, Refusal.THROUGH_INTERMEDIARY_ONLY),
            ({"preferred_method": "VIA_POLICE"}, Refusal.THROUGH_INTERMEDIARY_ONLY),
            ({"content_levels": {"EMAIL": "NEUTRAL"}}, Refusal.REVEALS_TOO_MUCH),
            ({"content_levels": {"EMAIL": "LOUD"}}, Refusal.REVEALS_TOO_MUCH),
            ({"safe_windows": [{"days": [5, 6], "from": "09:00", "to": "12:00"}]}, Refusal.OUTSIDE_SAFE_TIME),
            ({"times_to_avoid": [{"days": [2], "from": "09:30", "to": "24:00"}]}, Refusal.OUTSIDE_SAFE_TIME),
            ({"times_to_avoid": [{"on": "2026-03-11"}]}, Refusal.OUTSIDE_SAFE_TIME),
            ({"safe_windows": [{"weekday": "any"}]}, Refusal.CHANNEL_NOT_ALLOWED),
            ({"safe_windows": ["always"]}, Refusal.CHANNEL_NOT_ALLOWED),
            ({"times_to_avoid": [{"on": "soon"}]}, Refusal.CHANNEL_NOT_ALLOWED),
        ],
    )
    def test_what_the_person_asked_for_stops_it(self, profile: dict[str, Any], refusal: Refusal) -> None:
        """V13, V14. A window that cannot be read counts as not safe."""
        decision = safe_contact.ask(message=message_to(reachable(**profile)), at=AT)

        assert decision.refusals[0] is refusal
        assert not decision.is_allowed

    def test_the_newest_profile_counts(self) -> None:
        victim = reachable(opted_out_at=AT, recorded_at=AT - dt.timedelta(days=2))
        SafeContactProfileFactory(person=victim.person, recorded_at=AT - dt.timedelta(days=1))

        assert safe_contact.ask(message=message_to(victim), at=AT).is_allowed

    def test_a_death_recorded_after_approval_stops_it(self) -> None:
        """T16."""
        message = message_to(reachable())
        person = message.communication.recipient
        person.died_on = AT.date()
        person.save()

        assert safe_contact.ask(message=OutboxMessage.objects.get(), at=AT).refusals == (Refusal.DECEASED,)

    def test_declined_contact_stops_it(self) -> None:
        victim = reachable()
        message = message_to(victim)
        Victim.objects.update(has_declined_contact=True)

        message = OutboxMessage.objects.get(pk=message.pk)
        assert safe_contact.ask(message=message, at=AT).refusals == (Refusal.WITHDRAWN_AND_DECLINED,)

    def test_an_address_replaced_after_approval_is_not_used(self) -> None:
        """T5, F22: never to the old one."""
        victim = reachable()
        message = message_to(victim)
        ContactPoint.objects.filter(pk=message.contact_point_id).update(superseded_at=AT, superseded_by="staff:x")
        ContactPointFactory(person=victim.person)

        message = OutboxMessage.objects.get(pk=message.pk)
        assert safe_contact.ask(message=message, at=AT).refusals == (Refusal.CONTACT_POINT_CHANGED,)

    def test_a_second_address_of_the_person_does_not_change_the_frozen_one(self) -> None:
        victim = reachable()
        message = message_to(victim)
        ContactPointFactory(person=victim.person, recorded_at=AT)

        assert safe_contact.ask(message=message, at=AT).is_allowed

    def test_an_address_that_turned_out_unsafe_is_not_used(self) -> None:
        message = message_to(reachable())
        ContactPoint.objects.filter(pk=message.contact_point_id).update(is_safe=False)

        message = OutboxMessage.objects.get(pk=message.pk)
        assert safe_contact.ask(message=message, at=AT).refusals == (Refusal.NOT_KNOWN_TO_BE_SAFE,)

    def test_a_day_in_court_is_left_in_peace(self) -> None:
        """T17: not on the morning of the trial."""
        victim = reachable()
        HearingFactory(case=victim.case, starts_at=AT + dt.timedelta(hours=4))

        assert safe_contact.ask(message=message_to(victim), at=AT).retry_at == MORNING

    def test_a_vacated_hearing_is_no_day_in_court(self) -> None:
        victim = reachable()
        HearingFactory(case=victim.case, starts_at=AT + dt.timedelta(hours=4), is_vacated=True)

        assert safe_contact.ask(message=message_to(victim), at=AT).is_allowed

    @pytest.mark.parametrize("is_cancelled", [False, True])
    def test_a_later_day_of_a_trial_is_one_unless_it_was_cancelled(self, is_cancelled: bool) -> None:
        victim = reachable()
        trial = HearingFactory(case=victim.case, starts_at=AT - dt.timedelta(days=3))
        HearingDay.objects.create(hearing=trial, sits_at=AT + dt.timedelta(hours=4), is_cancelled=is_cancelled)

        assert safe_contact.ask(message=message_to(victim), at=AT).is_allowed is is_cancelled

    def test_a_statutory_deadline_before_the_next_safe_time_goes_to_a_person(self) -> None:
        victim = reachable()
        obligation = ObligationFactory(victim=victim)
        message = message_to(victim)
        Communication.objects.filter(pk=message.communication_id).update(
            obligation=obligation, due_at=NIGHT + dt.timedelta(minutes=59)
        )

        decision = safe_contact.ask(message=OutboxMessage.objects.get(pk=message.pk), at=NIGHT)

        assert Refusal.DEADLINE_BEFORE_SAFE_TIME in decision.refusals
        assert decision.needs_a_person

    @pytest.mark.parametrize(("is_hard_news", "waits"), [(True, True), (False, False)])
    def test_hard_news_does_not_arrive_the_day_before_court(self, is_hard_news: bool, waits: bool) -> None:
        """V29, BAD-2."""
        lay_reference_data()
        victim = reachable()
        HearingFactory(case=victim.case, starts_at=AT + dt.timedelta(days=1))
        message = message_to(victim)
        Communication.objects.update(is_hard_news=is_hard_news)

        decision = safe_contact.ask(message=OutboxMessage.objects.get(pk=message.pk), at=AT)

        assert decision.retry_at == (MORNING + dt.timedelta(days=1) if waits else None)

    def test_a_message_about_nobody_is_an_error(self) -> None:
        message = message_to(reachable())
        message.communication = None

        with pytest.raises(safe_contact.NobodyToReach):
            safe_contact.ask(message=message, at=AT)

    def test_a_sign_in_code_comes_at_night_too(self) -> None:
        victim = reachable()
        point = ContactPoint.objects.get(person=victim.person, kind="MOBILE")
        code = OutboxMessageFactory(
            communication=None,
            purpose=Purpose.PORTAL_CODE,
            channel=Channel.TEXT,
            content_level=ContentLevel.NOTHING,
            contact_point=point,
            template_values={"victim_id": str(victim.pk)},
        )

        assert safe_contact.ask(message=code, at=NIGHT).is_allowed


class TestSharedWithAParty:
    """SAFE-7, T7."""

    @pytest.mark.parametrize(
        ("channel", "field"),
        [(Channel.EMAIL, "email_keys"), (Channel.TEXT, "phone_keys"), (Channel.POST, "address_keys")],
    )
    def test_a_contact_point_that_a_defendant_has_too_is_off(self, channel: Channel, field: str) -> None:
        victim = reachable()
        message = message_to(victim, channel)
        DefendantFactory(case=victim.case, **{field: [message.contact_point.key]})

        assert safe_contact.ask(message=message, at=AT).refusals == (Refusal.SHARED_WITH_A_PARTY,)

    def test_a_defendant_of_a_split_case_counts_too(self) -> None:
        victim = reachable()
        split = VictimFactory(case__urn=f"{victim.case.urn}/1", case__urn_key=victim.case.urn_key).case
        message = message_to(victim)
        DefendantFactory(case=split, email_keys=[message.contact_point.key])

        assert Refusal.SHARED_WITH_A_PARTY in safe_contact.ask(message=message, at=AT).refusals

    def test_so_does_a_relative_who_lives_with_a_suspect(self) -> None:
        victim = reachable()
        near = ConnectionFactory(victim=victim, is_suspect_or_lives_with_suspect=True)
        ContactPointFactory(
            person=near.person,
            kind=ContactPointKind.POST,
            value=HOME,
            key=contact_keys.address_key(value="12 Example St, EX1 2EX"),
        )

        assert safe_contact.ask(message=message_to(victim, Channel.POST), at=AT).refusals == (
            Refusal.SHARED_WITH_A_PARTY,
        )

    def test_an_address_that_such_a_relative_has_left_is_no_reason(self) -> None:
        victim = reachable()
        near = ConnectionFactory(victim=victim, is_suspect_or_lives_with_suspect=True)
        left = contact_keys.address_key(value="12 Example St, EX1 2EX")
        ended = {"superseded_at": AT, "superseded_by": "staff:1"}
        ContactPointFactory(person=near.person, kind=ContactPointKind.POST, value=HOME, key=left, **ended)

        assert safe_contact.ask(message=message_to(victim, Channel.POST), at=AT).is_allowed

    def test_another_victim_in_the_household_is_no_reason(self) -> None:
        victim = reachable()
        home_of(VictimFactory(case=victim.case))

        assert safe_contact.ask(message=message_to(victim, Channel.POST), at=AT).is_allowed


class TestCoolingOff:
    """T4: a changed postal address is not used for two days."""

    def test_a_second_address_waits_and_the_first_did_not(self) -> None:
        victim = reachable()
        ContactPoint.objects.filter(person=victim.person, kind="POST").update(superseded_at=AT, superseded_by="staff:x")
        new = home_of(victim, "9 Other Road\nExampletown\nEX1 9EX", recorded_at=AT)

        before = safe_contact.ask(message=message_to(victim, Channel.POST), at=AT + dt.timedelta(hours=47))

        assert before.refusals == (Refusal.COOLING_OFF,)
        assert before.retry_at == new.recorded_at + dt.timedelta(hours=48)

    def test_the_same_address_written_again_is_no_change(self) -> None:
        victim = reachable()
        ContactPoint.objects.filter(person=victim.person, kind="POST").update(superseded_at=AT, superseded_by="staff:x")
        home_of(victim, recorded_at=AT)

        assert safe_contact.ask(message=message_to(victim, Channel.POST), at=AT).is_allowed


class TestChoose:
    """SAFE-2."""

    def test_the_persons_preferred_way_with_the_version_of_the_address_to_freeze(self) -> None:
        victim = reachable()

        choice = safe_contact.choose(communication=letter_to(victim), at=AT)

        assert choice.channel is Channel.EMAIL
        assert choice.contact_point == ContactPoint.objects.get(person=victim.person, kind="EMAIL")
        assert (choice.content_level, choice.not_before) == (ContentLevel.FULL, AT)

    def test_without_a_preference_a_letter(self) -> None:
        choice = safe_contact.choose(communication=letter_to(reachable(preferred_method="")), at=AT)

        assert choice.channel is Channel.POST

    def test_whoever_prefers_the_phone_gets_the_written_record_by_post(self) -> None:
        choice = safe_contact.choose(communication=letter_to(reachable(preferred_method="MOBILE")), at=AT)

        assert choice.channel is Channel.POST

    def test_with_no_profile_at_all_a_safe_address_is_enough(self) -> None:
        victim = VictimFactory()
        home_of(victim)

        assert safe_contact.choose(communication=letter_to(victim), at=AT).channel is Channel.POST

    def test_through_an_adviser_only_to_the_adviser(self) -> None:
        victim = reachable(preferred_method="VIA_ISVA")
        adviser = adviser_of(victim)

        choice = safe_contact.choose(communication=letter_to(victim), at=AT)

        assert choice.channel is Channel.INTERMEDIARY_EMAIL
        assert choice.contact_point is not None
        assert choice.contact_point.person == adviser.person

    def test_the_primary_adviser_of_several(self) -> None:
        victim = reachable(preferred_method="VIA_ISVA")
        adviser_of(victim, is_primary=False)
        primary = adviser_of(victim, is_primary=True)
        adviser_of(victim, is_primary=False, recorded_at=AT)

        choice = safe_contact.choose(communication=letter_to(victim), at=AT)

        assert choice.contact_point is not None
        assert choice.contact_point.person == primary.person

    def test_an_adviser_who_is_gone_leaves_it_to_a_person(self) -> None:
        victim = reachable(preferred_method="VIA_ISVA")
        adviser_of(victim, ended_at=AT, ended_by="staff:x")

        choice = safe_contact.choose(communication=letter_to(victim), at=AT)

        assert choice.channel is None
        assert [decision.refusals for _, decision in choice.passed_over] == [(Refusal.NO_CONTACT_POINT,)]

    def test_a_bereaved_family_is_told_through_the_flo_whatever_they_prefer(self) -> None:
        victim = reachable()
        relative = PersonFactory()
        ContactPointFactory(person=relative)
        officer = adviser_of(victim, ConnectionKind.FLO)
        obligation = ObligationFactory(victim=victim, addressee=Addressee.BEREAVED_FAMILY_VIA_FLO)

        choice = safe_contact.choose(communication=letter_to(victim, recipient=relative, obligation=obligation), at=AT)

        assert choice.channel is Channel.INTERMEDIARY_EMAIL
        assert choice.contact_point is not None
        assert choice.contact_point.person == officer.person

    def test_at_night_it_names_the_morning(self) -> None:
        choice = safe_contact.choose(communication=letter_to(reachable()), at=NIGHT)

        assert (choice.channel, choice.not_before) == (Channel.EMAIL, MORNING)

    def test_nothing_safe_gives_nothing_and_every_reason(self) -> None:
        choice = safe_contact.choose(communication=letter_to(VictimFactory()), at=AT)

        assert (choice.channel, choice.contact_point, choice.content_level) == (None, None, ContentLevel.NOTHING)
        assert {channel for channel, _ in choice.passed_over} == {Channel.POST, Channel.EMAIL}

    def test_the_portal_comes_last_for_whoever_uses_it(self) -> None:
        victim = VictimFactory()
        SafeContactProfileFactory(person=victim.person, uses_portal=True)

        assert safe_contact.choose(communication=letter_to(victim), at=AT).channel is Channel.PORTAL


class TestLanguage:
    """SAFE-4, PAIR-4: English alone waits for a reader of Welsh, whoever approved it before they chose Welsh."""

    @pytest.mark.parametrize(
        ("approved_by", "language", "channel"),
        [
            ("staff:approver", "CY", None),
            ("staff:approver", "OTHER", Channel.EMAIL),
            ("system:promises", "CY", None),
            ("system:promises", "OTHER", None),
            ("system:promises", "EN", Channel.EMAIL),
        ],
    )
    def test_an_english_letter_to_a_reader_of_another_language(
        self, approved_by: str, language: str, channel: Channel | None
    ) -> None:
        victim = reachable()
        letter = letter_to(victim, approved_by=approved_by, template=TemplateVersionFactory(language="EN"))
        victim.person.language = language
        victim.person.save()

        assert safe_contact.choose(communication=letter, at=AT).channel is channel

    def test_goes_in_english_alone_when_the_reader_said_so(self) -> None:
        victim = reachable()
        victim.person.language = "CY"
        victim.person.save()
        letter = letter_to(
            victim,
            template=TemplateVersionFactory(language="EN"),
            english_alone_at=AT,
            english_alone_by="staff:writer",
        )

        assert safe_contact.choose(communication=letter, at=AT).channel is Channel.EMAIL


class TestNextAfter:
    """W11."""

    def test_takes_the_next_in_the_persons_order(self) -> None:
        message = message_to(reachable(), state=MessageState.QUEUED)

        choice = safe_contact.next_after(message=message, at=AT)

        assert choice.channel is Channel.POST

    def test_never_one_that_was_tried_before(self) -> None:
        victim = reachable()
        first = message_to(victim)
        second = OutboxMessageFactory(
            communication=first.communication,
            channel=Channel.POST,
            contact_point=ContactPoint.objects.get(person=victim.person, kind="POST"),
        )

        assert safe_contact.next_after(message=second, at=AT).channel is None

    def test_a_bare_notice_by_a_channel_does_not_use_it_up(self) -> None:
        victim = reachable()
        post = message_to(victim, Channel.POST)
        OutboxMessageFactory(
            communication=post.communication,
            purpose=Purpose.NEWS_NOTICE,
            contact_point=ContactPoint.objects.get(person=victim.person, kind="EMAIL"),
        )

        assert safe_contact.next_after(message=post, at=AT).channel is Channel.EMAIL

    def test_never_one_that_is_not_safe(self) -> None:
        victim = reachable(never_post=True)

        assert safe_contact.next_after(message=message_to(victim), at=AT).channel is None

    def test_a_code_has_no_second_way(self) -> None:
        message = message_to(reachable())
        message.communication = None

        with pytest.raises(safe_contact.NobodyToReach):
            safe_contact.next_after(message=message, at=AT)


class TestOutlookAndNotice:
    def test_the_outlook_answers_for_every_channel_that_could_carry_a_letter(self) -> None:
        answers = dict(safe_contact.outlook(communication=letter_to(reachable(never_post=True)), at=AT))

        assert answers[Channel.EMAIL].is_allowed
        assert answers[Channel.POST].refusals == (Refusal.CHANNEL_NOT_ALLOWED,)

    def test_a_notice_goes_by_the_first_safe_channel_of_those_asked_for(self) -> None:
        victim = reachable(never_text=True)

        choice = safe_contact.notice(victim=victim, person=victim.person, at=AT, channels=(Channel.TEXT, Channel.EMAIL))

        assert choice.channel is Channel.EMAIL
