"""Codes read out on the telephone (V33, PORT-7): to whom, what they open, how often, and that they stand nowhere."""

import concurrent.futures
import datetime as dt
import json
import logging
import uuid

import pytest
from django.core import serializers
from django.db import IntegrityError, connection, transaction

from accounts import policies
from accounts.actors import Actor, ActorKind, Grant
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import ContactPoint
from cases.rules.vocabulary import ContactPointKind, Language
from communications.models import OutboxMessage, PortalAccount, PortalCode, PortalInvitation, PortalSession
from communications.rules import portal_codes, portal_spoken
from communications.rules.calls.vocabulary import IdentityKind
from communications.rules.portal_invitations import InvitationState
from communications.rules.vocabulary import Channel, Purpose
from communications.selectors import portal_invitations as seen
from communications.services import portal_invitations, portal_secrets, portal_sign_in
from communications.services import portal_spoken as spoken
from communications.services.portal_invitations import UnableToInvite
from tests.factories.accounts import staff_with
from tests.factories.cases import ContactPointFactory, PersonFactory, SafeContactProfileFactory, VictimFactory

#: Friday morning, a safe hour.
AT = dt.datetime(2026, 3, 27, 10, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
HERS, AT_HOME = "browser-of-hers", "198.51.100.7"
ASKED = IdentityKind.SECURITY_QUESTIONS


def officer(victim, **changes) -> Actor:
    case = victim.case
    grant = Grant(role=Role.VLU_OFFICER, area_code=case.area_id, unit_id=case.unit_id)
    return Actor(**{"kind": ActorKind.STAFF, "identifier": str(uuid.uuid4()), "grants": frozenset({grant}), **changes})


def home_telephone(person, value="+441632960001", **changes) -> ContactPoint:
    return ContactPointFactory(person=person, kind=ContactPointKind.HOME_PHONE, value=value, **changes)


@pytest.fixture
def victim(db):
    """Somebody with a home telephone and a mobile that are safe, and no email."""
    victim = VictimFactory()
    home_telephone(victim.person)
    ContactPointFactory(person=victim.person, mobile=True)
    return victim


def outlook(victim, *, person=None, at=AT):
    return spoken.outlook(actor=officer(victim), victim=victim, person=person or victim.person, at=at)


def read_out(victim, *, person=None, actor=None, check=ASKED, codes=None, key="", at=AT, number=None):
    person = person or victim.person
    choices = outlook(victim, person=person, at=at).choices
    point_id = number or (choices[0].number.pk if choices else uuid.uuid4())
    return spoken.read_out(
        actor=actor or officer(victim),
        victim=victim,
        person=person,
        number_id=point_id,
        codes=codes or (choices[0].codes if choices else Channel.TEXT),
        check=check,
        key=key or str(uuid.uuid4()),
        at=at,
    )


def stands(victim, at=AT):
    return seen.newest(viewer=officer(victim), victim=victim, person=victim.person, at=at)


def comes_in(typed, *, browser=HERS, at=AT):
    portal_sign_in.ask_for_code(typed=typed, browser=browser, address=AT_HOME, at=at)
    newest = PortalCode.objects.latest("sent_at")
    return portal_sign_in.confirm(typed=portal_secrets.one_time_code(code_id=newest.pk), browser=browser, at=at)


class TestWays:
    def test_lead_from_the_home_telephone_to_digits_by_text(self, victim):
        found = outlook(victim)

        [choice] = found.choices
        assert (choice.number.kind, choice.codes) == (ContactPointKind.HOME_PHONE, Channel.TEXT)
        assert found.why_none == ""

    def test_do_not_use_one_mobile_for_both(self, db):
        victim = VictimFactory()
        ContactPointFactory(person=victim.person, mobile=True)

        assert outlook(victim).choices == ()
        assert "one telephone" in outlook(victim).why_none
        with pytest.raises(UnableToInvite, match="one telephone"):
            read_out(victim)

    def test_are_not_there_for_somebody_who_has_only_the_telephone(self, db):
        victim = VictimFactory()
        home_telephone(victim.person)

        assert "Only the telephone is safe" in outlook(victim).why_none
        assert "the same facts, the same promises" in outlook(victim).why_none

    def test_are_not_there_for_somebody_who_never_wants_to_be_rung(self, victim):
        SafeContactProfileFactory(person=victim.person, never_phone=True)

        assert "No number of theirs is known to be safe" in outlook(victim).why_none

    def test_do_not_use_a_number_that_was_never_checked(self, victim):
        ContactPoint.objects.filter(kind=ContactPointKind.HOME_PHONE).update(is_safe=False)

        assert outlook(victim).choices == ()

    def test_do_not_use_a_number_whose_owner_may_have_been_somebody_who_rang_in(self, victim):
        ContactPoint.objects.filter(kind=ContactPointKind.HOME_PHONE).update(recorded_at=AT - 47 * HOUR)

        assert "less than two days ago" in outlook(victim).why_none
        assert outlook(victim, at=AT + HOUR).choices

    def test_count_a_number_that_was_confirmed_anew_from_the_first_time(self, victim):
        first = ContactPoint.objects.get(kind=ContactPointKind.HOME_PHONE)
        ContactPoint.objects.filter(pk=first.pk).update(superseded_at=AT - HOUR, superseded_by="staff:1")
        home_telephone(victim.person, recorded_at=AT - HOUR)

        assert outlook(victim).choices

    def test_wait_for_a_safe_time(self, victim):
        at_night = AT + 13 * HOUR

        assert "may not be rung at this time" in outlook(victim, at=at_night).why_none
        with pytest.raises(UnableToInvite):
            read_out(victim, at=at_night)

    def test_lead_to_email_too_where_that_is_safe(self, victim):
        ContactPointFactory(person=victim.person)

        pairs = {(one.number.kind, one.codes) for one in outlook(victim).choices}
        assert pairs == {
            (ContactPointKind.HOME_PHONE, Channel.EMAIL),
            (ContactPointKind.HOME_PHONE, Channel.TEXT),
            (ContactPointKind.MOBILE, Channel.EMAIL),
        }


class TestCode:
    def test_lets_the_person_in_once_with_six_digits_by_another_way(self, victim):
        code = read_out(victim)

        signed_in = comes_in("".join(code.groups))

        message = OutboxMessage.objects.get(purpose=Purpose.PORTAL_CODE)
        assert (message.channel, message.contact_point.kind) == (Channel.TEXT, ContactPointKind.MOBILE)
        assert signed_in.is_first_time
        assert PortalAccount.objects.get().person == victim.person
        with pytest.raises(portal_sign_in.WrongCode):
            comes_in("".join(code.groups), browser="another", at=AT + dt.timedelta(minutes=1))

    def test_opens_nothing_after_half_an_hour(self, victim):
        code = read_out(victim)

        with pytest.raises(portal_sign_in.WrongCode):
            comes_in("".join(code.groups), at=AT + portal_spoken.SPOKEN_LIFE)
        assert not PortalSession.objects.exists()

    def test_is_four_groups_with_the_names_of_their_signs(self, victim):
        code = read_out(victim)

        assert [len(group) for group in code.groups] == [4, 4, 4, 4]
        assert code.aloud == tuple(portal_codes.aloud(code=group, language=Language.EN) for group in code.groups)

    def test_is_said_with_welsh_numbers_to_somebody_who_speaks_welsh(self, victim):
        victim.person.language = Language.CY
        victim.person.save()

        code = read_out(victim)

        assert code.aloud == tuple(portal_codes.aloud(code=group, language=Language.CY) for group in code.groups)

    def test_ends_an_earlier_one_that_was_not_used(self, victim):
        first = read_out(victim)
        read_out(victim)

        with pytest.raises(portal_sign_in.WrongCode):
            comes_in("".join(first.groups))

    def test_ends_with_the_access(self, victim):
        code = read_out(victim)
        portal_invitations.revoke(actor=officer(victim), victim=victim, person=victim.person, at=AT)

        with pytest.raises(portal_sign_in.WrongCode):
            comes_in("".join(code.groups))

    def test_stands_nowhere_that_somebody_could_read(self, victim, caplog):
        caplog.set_level(logging.DEBUG)

        code = read_out(victim)

        written = json.dumps(
            [json.loads(serializers.serialize("json", model.objects.all())) for model in (PortalInvitation, AuditEvent)]
        )
        for text in (written, caplog.text, repr(code)):
            assert not any(group in text for group in code.groups)
        assert not OutboxMessage.objects.exists()

    def test_leaves_a_trace_of_who_gave_it_and_how_it_was_sure(self, victim):
        actor = officer(victim)
        read_out(victim, actor=actor)

        entry = AuditEvent.objects.get(verb="INVITED")
        assert (entry.actor, entry.victim_id) == (actor.label, victim.pk)
        assert entry.detail == {"person_id": str(victim.person_id), "channel": "PHONE", "kind": ASKED.value}

    def test_is_seen_by_staff_as_read_out_and_used(self, victim):
        code = read_out(victim)
        assert (stands(victim).state, stands(victim).ways) == (InvitationState.READ_OUT, None)
        assert stands(victim, at=AT + HOUR).state is InvitationState.EXPIRED

        comes_in("".join(code.groups))

        assert stands(victim).state is InvitationState.USED

    def test_can_be_cancelled(self, victim):
        code = read_out(victim)

        assert portal_invitations.cancel(actor=officer(victim), victim=victim, person=victim.person, at=AT)
        with pytest.raises(portal_sign_in.WrongCode):
            comes_in("".join(code.groups))


class TestRefused:
    @pytest.mark.parametrize("check", [IdentityKind.BIRTH_AND_ADDRESS, IdentityKind.RANG_BACK])
    def test_where_the_check_is_one_that_others_pass(self, victim, check):
        with pytest.raises(UnableToInvite, match="others may know"):
            read_out(victim, check=check)

    def test_where_words_were_asked_for_that_nobody_agreed_on(self, victim):
        with pytest.raises(UnableToInvite, match="not enough"):
            read_out(victim, check=IdentityKind.AGREED_WORDS)
        SafeContactProfileFactory(person=victim.person, code_phrase="two grey herons")

        assert read_out(victim, check=IdentityKind.AGREED_WORDS).groups

    def test_where_the_number_is_not_theirs(self, victim):
        other = home_telephone(PersonFactory(), value="+441632960009")

        with pytest.raises(UnableToInvite, match="choose anew"):
            read_out(victim, number=other.pk)

    def test_in_another_area(self, victim):
        grant = Grant(role=Role.VLU_OFFICER, area_code="ELSEWHERE", unit_id=uuid.uuid4())
        stranger = officer(victim, grants=frozenset({grant}))

        with pytest.raises(policies.NotPermitted):
            read_out(victim, actor=stranger)
        with pytest.raises(policies.NotPermitted):
            spoken.outlook(actor=stranger, victim=victim, person=victim.person, at=AT)

    @pytest.mark.parametrize("role", [Role.PROSECUTOR, Role.INSPECTOR])
    def test_in_a_role_that_invites_nobody(self, victim, role):
        case = victim.case
        grants = frozenset({Grant(role=role, area_code=case.area_id, unit_id=case.unit_id)})

        with pytest.raises(policies.NotPermitted):
            read_out(victim, actor=officer(victim, grants=grants))

    @pytest.mark.parametrize("by", ["email", "phone"])
    def test_to_a_member_of_staff_who_would_let_themselves_in(self, victim, by):
        user = staff_with(Role.VLU_OFFICER, victim.case.unit)
        user.phone = "07700 900 555"
        user.save()
        if by == "email":
            ContactPointFactory(person=victim.person, value=user.email, unsafe=True)
        else:
            ContactPointFactory(
                person=victim.person, kind=ContactPointKind.MOBILE, value="+447700900555",
                superseded_at=AT - HOUR, superseded_by="staff:1",
            )  # fmt: skip
        actor = officer(victim, identifier=str(user.pk))

        with pytest.raises(UnableToInvite, match="This may be you"):
            read_out(victim, actor=actor)
        with pytest.raises(UnableToInvite, match="This may be you"):
            portal_invitations.invite(actor=actor, victim=victim, person=victim.person, at=AT)

    def test_to_somebody_who_is_nobodys(self, victim):
        stranger = PersonFactory()
        home_telephone(stranger, value="+441632960003")
        ContactPointFactory(person=stranger, mobile=True)

        with pytest.raises(UnableToInvite, match="not recorded as somebody"):
            read_out(victim, person=stranger)

    def test_for_the_fourth_time_within_a_day(self, victim):
        for minute in range(portal_spoken.MOST_TO_ONE_PERSON):
            read_out(victim, at=AT + dt.timedelta(minutes=minute))

        with pytest.raises(UnableToInvite, match="Something may be wrong"):
            read_out(victim, at=AT + HOUR)
        assert read_out(victim, at=AT + dt.timedelta(days=3)).groups

    def test_for_a_member_of_staff_who_gave_very_many(self, victim):
        actor = officer(victim)
        for _ in range(portal_spoken.MOST_BY_ONE_MEMBER):
            another = VictimFactory(case=victim.case)
            home_telephone(another.person, value=f"+4416329607{_:02d}")
            ContactPointFactory(person=another.person, mobile=True, value=f"+4477009007{_:02d}")
            read_out(another, actor=actor)

        with pytest.raises(UnableToInvite, match="Ask a colleague"):
            read_out(victim, actor=actor)

    def test_when_the_form_is_sent_twice(self, victim):
        key = str(uuid.uuid4())
        code = read_out(victim, key=key)

        with pytest.raises(spoken.AlreadyShown):
            read_out(victim, key=key)
        assert comes_in("".join(code.groups)).is_first_time


class TestDatabase:
    @pytest.mark.parametrize(
        "changes",
        [
            {"identity": "BIRTH_AND_ADDRESS"},
            {"identity": ""},
            {"rung_contact_point": None},
            {"spoken_key": ""},
            {"channel": "EMAIL"},
        ],
        ids=["weak-check", "no-check", "no-number", "no-key", "sent-too"],
    )
    def test_keeps_what_was_read_out_with_its_number_and_check(self, victim, changes):
        read_out(victim)

        with pytest.raises(IntegrityError), transaction.atomic():
            PortalInvitation.objects.update(**changes)

    def test_keeps_the_digits_from_the_number_that_was_rung(self, victim):
        read_out(victim)
        invitation = PortalInvitation.objects.get()

        with pytest.raises(IntegrityError), transaction.atomic():
            PortalInvitation.objects.update(code_contact_point=invitation.rung_contact_point)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_colleagues_leave_one_good_code(self):
        victim = VictimFactory()
        home_telephone(victim.person)
        ContactPointFactory(person=victim.person, mobile=True)

        def one(_):
            try:
                return read_out(victim)
            finally:
                connection.close()

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            codes = list(pool.map(one, range(2)))

        assert len({code.groups for code in codes}) == 2
        assert PortalInvitation.objects.filter(revoked_at__isnull=True).count() == 1
