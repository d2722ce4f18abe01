"""Supporters come onto the register, are agreed to, invited, and gone again (S1, S3; SHOW-1 to SHOW-3)."""

import datetime as dt
import uuid

import pytest

from accounts import actors
from accounts.actors import Actor, ActorKind, Grant
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import Connection, ContactPoint, WorkItem
from cases.rules.vocabulary import (
    ConnectionKind,
    ConsentEnd,
    ConsentWay,
    MayBeTold,
    ShownPart,
    SupporterKind,
    WorkKind,
)
from communications.models import (
    OutboxMessage,
    PortalAccount,
    PortalInvitation,
    PortalSession,
    RegisteredSupporter,
    SupporterConsent,
)
from communications.rules.calls.supporters import refusal
from communications.rules.portal_ways import Pair
from communications.rules.supporter_access import AccessRefusal, UnusableConsent
from communications.rules.vocabulary import Channel, DeviceKind, Purpose
from communications.selectors import supporter_access, supporters
from communications.services import (
    contact_plans,
    portal_invitations,
    portal_secrets,
    portal_sessions,
    portal_sign_in,
    safe_calls,
    supporter_consents,
    supporter_details,
    supporter_invitations,
    supporter_register,
)
from communications.services.portal_invitations import UnableToInvite
from communications.services.supporter_consents import NearSuspect, NotAgreed
from communications.services.supporter_register import NotOnRegister, SupporterEntry
from tests.factories.accounts import AreaFactory, UnitFactory
from tests.factories.cases import CaseFactory, ConnectionFactory, ContactPointFactory, VictimFactory
from tests.factories.reference import lay_reference_data

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
UNTIL = dt.date(2026, 9, 11)
ALL = tuple(ShownPart)


@pytest.fixture(autouse=True)
def _reference_data(db) -> None:
    lay_reference_data()


def officer(victim, role: Role = Role.VLU_OFFICER) -> Actor:
    case = victim.case
    grant = Grant(role=role, area_code=case.area_id, unit_id=case.unit_id)
    return Actor(kind=ActorKind.STAFF, identifier="1", grants=frozenset({grant}))


def elsewhere():
    """A victim whose case lies in another Area."""
    unit = UnitFactory(area=AreaFactory(code="WESSEX", name="Wessex"))
    return VictimFactory(case=CaseFactory(unit=unit, area=unit.area))


def herself(victim) -> Actor:
    return actors.victim(victim_id=victim.pk, person_id=victim.person_id)


def entry(**said) -> SupporterEntry:
    usual = {
        "kind": SupporterKind.ISVA,
        "full_name": "Sian Placeholder",
        "organisation": "Lantern Support",
        "relationship": "",
        "email": "sian@example.org",
        "mobile": "07700 900123",
        "may_be_told": MayBeTold.EVERYTHING,
        "is_suspect_or_lives_with_suspect": None,
    }
    return SupporterEntry(**(usual | said))


def put(victim, *, actor=None, at=AT, **said) -> Connection:
    return supporter_register.put_beside(
        victim_id=victim.pk, entry=entry(**said), actor=actor or officer(victim), at=at
    )


def check(victim, beside, *, is_near=False, at=AT) -> RegisteredSupporter:
    return supporter_register.check(
        victim_id=victim.pk, connection_id=beside.pk, is_near_suspect=is_near, actor=officer(victim), at=at
    )


def agree(victim, beside, *, parts=ALL, ends_on=UNTIL, how=ConsentWay.BY_TELEPHONE, actor=None, at=AT):
    return supporter_consents.agree(
        victim_id=victim.pk,
        connection_id=beside.pk,
        parts=parts,
        ends_on=ends_on,
        how=how,
        actor=actor or officer(victim),
        at=at,
    )


def end(victim, beside, *, actor=None, reason=ConsentEnd.VICTIM_SAID_SO, at=AT):
    return supporter_consents.end(
        victim_id=victim.pk, connection_id=beside.pk, reason=reason, actor=actor or officer(victim), at=at
    )


def agreed(victim=None, **said) -> tuple[object, Connection]:
    """A victim beside whom a checked adviser stands, to whom they have agreed."""
    victim = victim or VictimFactory()
    beside = put(victim, **said)
    check(victim, beside)
    agree(victim, beside)
    return victim, beside


def invite(victim, beside, *, at=AT, wanted=None) -> PortalInvitation | None:
    supporter = RegisteredSupporter.objects.select_related("person").get(person=beside.person_id)
    return supporter_invitations.invite(actor=officer(victim), victim=victim, supporter=supporter, wanted=wanted, at=at)


def come_in(invitation, *, at=AT) -> str:
    """Type the code of the invitation and the six digits; return the cookie."""
    typed = portal_secrets.invitation_code(invitation_id=invitation.pk)
    portal_sign_in.ask_for_code(typed=typed, browser="theirs", address="198.51.100.7", at=at)
    message = OutboxMessage.objects.filter(purpose=Purpose.PORTAL_CODE).latest("id")
    digits = portal_secrets.one_time_code(code_id=uuid.UUID(message.template_values["code_id"]))
    return portal_sign_in.confirm(typed=digits, browser="theirs", at=at).token


def seen_by(victim, *, at=AT):
    (found,) = supporters.beside(victim=victim, at=at)
    return found


def open_work(victim) -> list[str]:
    found = WorkItem.objects.filter(victim=victim, kind=WorkKind.PERSON_BESIDE_THEM, state="OPEN")
    return sorted(item.key.partition(":")[0] for item in found)


class TestRegister:
    def test_s3_one_adviser_of_victims_in_two_areas_is_one_person(self) -> None:
        one, other = VictimFactory(), elsewhere()
        assert one.case.area_id != other.case.area_id

        first, second = put(one), put(other, full_name="sian placeholder ", email=" SIAN@example.org")

        assert first.person_id == second.person_id
        assert RegisteredSupporter.objects.count() == 1
        assert ContactPoint.objects.filter(person=first.person_id).count() == 2

    def test_s3_a_new_number_typed_elsewhere_does_not_turn_the_codes_there(self) -> None:
        first = put(VictimFactory())

        second = put(VictimFactory(), mobile="07700 900999")

        assert second.person_id == first.person_id
        points = ContactPoint.objects.filter(person=first.person_id, superseded_at__isnull=True)
        assert {point.key for point in points} == {"sian@example.org", "+447700900123"}

    def test_s3_whoever_has_the_telephone_of_somebody_else_is_not_taken_for_them(self) -> None:
        put(VictimFactory())

        with pytest.raises(NotOnRegister) as refused:
            put(VictimFactory(), full_name="Nia Placeholder", email="nia@example.org")

        assert refused.value.part == "full_name"
        assert "Sian" not in str(refused.value)

    def test_s3_details_of_two_people_are_nobodys(self) -> None:
        put(VictimFactory())
        put(VictimFactory(), full_name="Nia Placeholder", email="nia@example.org", mobile="07700 900124")

        with pytest.raises(NotOnRegister):
            put(VictimFactory(), mobile="07700 900124")

    @pytest.mark.parametrize("missing", ["email", "mobile"])
    def test_s1_two_places_are_needed_because_one_alone_lets_nobody_in(self, missing) -> None:
        with pytest.raises(NotOnRegister) as refused:
            put(VictimFactory(), **{missing: " "})

        assert refused.value.part == missing

    def test_s1_what_is_the_victims_own_is_nobody_elses(self) -> None:
        victim = VictimFactory()
        ContactPointFactory(person=victim.person, mobile=True, value="+447700900123", key="+447700900123")

        with pytest.raises(NotOnRegister) as refused:
            put(victim)

        assert refused.value.part == "mobile"
        assert not RegisteredSupporter.objects.exists()

    def test_s1_the_victim_does_not_stand_beside_themselves(self) -> None:
        helper = put(VictimFactory())
        own = VictimFactory(person=helper.person)
        ContactPoint.objects.filter(person=helper.person).update(superseded_at=None)

        with pytest.raises(NotOnRegister):
            put(own)

    def test_s3_whom_the_case_knows_already_becomes_the_person_of_the_register_and_keeps_what_was_agreed(self) -> None:
        known = put(VictimFactory())
        connection = ConnectionFactory(kind=ConnectionKind.ISVA, may_be_told=MayBeTold.DATES_ONLY)

        same = put(connection.victim, connection_id=connection.pk)

        assert (same.pk, same.person_id, same.may_be_told) == (connection.pk, known.person_id, MayBeTold.DATES_ONLY)

    def test_s3_whom_the_case_knows_and_nobody_else_is_put_on_the_register_as_they_are(self) -> None:
        connection = ConnectionFactory(kind=ConnectionKind.IDVA)

        same = put(connection.victim, connection_id=connection.pk, kind=SupporterKind.IDVA)

        assert RegisteredSupporter.objects.get().person_id == connection.person_id == same.person_id

    @pytest.mark.parametrize(
        "kind", [ConnectionKind.PARENT_GUARDIAN, ConnectionKind.CLOSE_RELATIVE, ConnectionKind.OIC]
    )
    def test_show_3_a_parent_a_relative_and_the_police_have_no_suppporters_sign_in(self, kind) -> None:
        connection = ConnectionFactory(kind=kind, is_primary=False)

        with pytest.raises(Connection.DoesNotExist):
            put(connection.victim, connection_id=connection.pk)

    def test_s3_twice_beside_the_same_person_is_refused(self) -> None:
        victim = VictimFactory()
        put(victim)

        with pytest.raises(NotOnRegister):
            put(victim)

    def test_s1_who_does_not_speak_with_people_of_the_case_puts_nobody_there(self) -> None:
        victim = VictimFactory()

        for actor in (officer(elsewhere()), officer(victim, Role.INSPECTOR), herself(victim)):
            with pytest.raises(NotPermitted):
                put(victim, actor=actor)

    def test_show_3_a_friend_stands_beside_without_taking_the_advisers_place(self) -> None:
        victim = VictimFactory()
        adviser = put(victim)

        friend = put(
            victim,
            kind=SupporterKind.FAMILY_OR_FRIEND,
            full_name="Robin",
            email="robin@example.net",
            mobile="07700 900125",
        )

        adviser.refresh_from_db()
        assert (friend.kind, friend.is_primary, adviser.is_primary) == (ConnectionKind.SUPPORTER, False, True)


class TestCheck:
    def test_s1_whom_nobody_has_checked_is_work_and_sees_nothing(self) -> None:
        victim = VictimFactory()
        beside = put(victim)
        agree(victim, beside)

        assert seen_by(victim).access.refusal is AccessRefusal.NOT_CHECKED
        assert open_work(victim) == ["supporter-check"]
        assert not supporter_access.in_force(at=AT).exists()

    def test_s1_once_checked_what_was_agreed_takes_effect(self) -> None:
        victim, _ = agreed()

        assert seen_by(victim).access.parts == frozenset(ALL)
        assert open_work(victim) == []
        assert supporter_access.in_force(at=AT).get().victim == victim

    def test_s3_for_the_next_victim_only_the_suspect_is_asked_about(self) -> None:
        agreed()
        other = VictimFactory()

        put(other)
        assert open_work(other) == ["supporter-check"]
        another = VictimFactory()
        put(another, is_suspect_or_lives_with_suspect=False)
        assert open_work(another) == []

    def test_s1_somebody_who_turns_out_to_live_with_the_suspect_sees_nothing_of_that_victim_any_more(self) -> None:
        victim, beside = agreed()
        other, _ = agreed()

        check(victim, beside, is_near=True, at=AT + DAY)

        assert list(supporter_access.in_force(at=AT + DAY)) == list(SupporterConsent.objects.filter(victim=other))
        assert SupporterConsent.objects.get(victim=victim).end_reason == ConsentEnd.NOT_SAFE
        with pytest.raises(NearSuspect):
            agree(victim, beside, actor=herself(victim))
        with pytest.raises(UnableToInvite):
            invite(victim, beside)

    def test_s1_somebody_near_the_suspect_is_not_thereby_checked_for_others(self) -> None:
        victim = VictimFactory()

        assert check(victim, put(victim), is_near=True).checked_at is None

    def test_s1_only_who_speaks_with_people_of_the_case_checks(self) -> None:
        victim = VictimFactory()
        beside = put(victim)

        with pytest.raises(NotPermitted):
            supporter_register.check(
                victim_id=victim.pk, connection_id=beside.pk, is_near_suspect=False, actor=herself(victim), at=AT
            )


class TestAgree:
    def test_s1_a_victim_agrees_online_and_somebody_asks_whether_it_was_they(self) -> None:
        victim = VictimFactory()
        beside = put(victim, is_suspect_or_lives_with_suspect=False)
        check(victim, beside)

        consent = agree(victim, beside, actor=herself(victim), parts=[ShownPart.DATES, ShownPart.CONTACT])

        assert (consent.agreed_how, consent.parts) == (ConsentWay.ONLINE, ["CONTACT", "DATES"])
        assert open_work(victim) == ["supporter-choice"]

    def test_show_2_a_change_ends_what_held_and_writes_it_anew(self) -> None:
        victim, beside = agreed()

        agree(victim, beside, parts=[ShownPart.CONTACT], at=AT + DAY)

        ended, standing = SupporterConsent.objects.order_by("agreed_at")
        assert (ended.end_reason, ended.ended_at) == (ConsentEnd.CHANGED, AT + DAY)
        assert (standing.parts, standing.ended_at) == (["CONTACT"], None)

    def test_show_2_the_same_again_changes_nothing(self) -> None:
        victim, beside = agreed()
        before = AuditEvent.objects.count()

        agree(victim, beside, at=AT + DAY)

        assert (SupporterConsent.objects.count(), AuditEvent.objects.count()) == (1, before)

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            ({"parts": [ShownPart.LETTERS]}, UnusableConsent.WITHOUT_CONTACT),
            ({"ends_on": AT.date() - DAY}, UnusableConsent.ENDS_TOO_EARLY),
            ({"ends_on": AT.date() + 367 * DAY}, UnusableConsent.ENDS_TOO_LATE),
        ],
    )
    def test_show_2_what_cannot_stand_is_refused(self, said, why) -> None:
        victim = VictimFactory()

        with pytest.raises(NotAgreed) as refused:
            agree(victim, put(victim), **said)

        assert refused.value.why is why

    def test_s1_a_parent_or_a_relative_says_nothing_of_what_others_see(self) -> None:
        victim, beside = agreed()
        parent = ConnectionFactory(victim=victim)
        reader = actors.victim(victim_id=victim.pk, person_id=parent.person_id)

        with pytest.raises(NotPermitted):
            agree(victim, beside, actor=reader)
        with pytest.raises(NotPermitted):
            end(victim, beside, actor=reader)
        with pytest.raises(supporter_consents.NotThere):
            supporter_consents.open_beside(viewer=reader, at=AT)

    def test_s1_nobody_agrees_for_somebody_elses_record(self) -> None:
        victim, beside = agreed()

        for actor in (herself(VictimFactory()), officer(elsewhere()), officer(victim, Role.INSPECTOR)):
            with pytest.raises(NotPermitted):
                agree(victim, beside, actor=actor)

    def test_show_3_a_partner_with_the_phone_cannot_name_himself(self) -> None:
        """Neither somebody new, nor whom the case knows as another's, nor a relative: staff put everybody there."""
        victim = VictimFactory()
        relative = ConnectionFactory(victim=victim, kind=ConnectionKind.CLOSE_RELATIVE)
        _, another_victims = agreed()

        for connection_id in (uuid.uuid4(), relative.pk, another_victims.pk):
            with pytest.raises(RegisteredSupporter.DoesNotExist):
                supporter_consents.agree(
                    victim_id=victim.pk,
                    connection_id=connection_id,
                    parts=ALL,
                    ends_on=UNTIL,
                    how=ConsentWay.ONLINE,
                    actor=herself(victim),
                    at=AT,
                )

        item = supporter_consents.ask_for_somebody(actor=herself(victim), at=AT)
        again = supporter_consents.ask_for_somebody(actor=herself(victim), at=AT)
        assert item == again
        assert (open_work(victim), SupporterConsent.objects.filter(victim=victim).count()) == (["supporter-asked"], 0)

    def test_s1_staff_do_not_ask_in_a_victims_name(self) -> None:
        with pytest.raises(NotPermitted):
            supporter_consents.ask_for_somebody(actor=officer(elsewhere()), at=AT)

    def test_s1_the_page_names_those_on_the_register_and_nobody_near_a_suspect(self) -> None:
        victim, beside = agreed()
        near = put(victim, full_name="Robin", email="robin@example.net", mobile="07700 900125")
        check(victim, near, is_near=True)
        ConnectionFactory(victim=victim, kind=ConnectionKind.IDVA)

        opened = supporter_consents.open_beside(viewer=herself(victim), at=AT)

        assert [each.connection for each in opened.beside] == [beside]
        assert AuditEvent.objects.filter(victim_id=victim.pk, verb="VIEWED", subject_kind="beside").exists()


class TestEnd:
    def test_s1_it_ends_at_once_and_twice_is_no_error(self) -> None:
        victim, beside = agreed()

        assert end(victim, beside, actor=herself(victim)).end_reason == ConsentEnd.VICTIM_SAID_SO
        assert end(victim, beside, actor=herself(victim)) is None
        assert not supporter_access.in_force(at=AT).exists()
        assert open_work(victim) == ["supporter-choice"]

    @pytest.mark.parametrize(
        ("reason", "stored"),
        [(ConsentEnd.NOT_SAFE, ConsentEnd.NOT_SAFE), (ConsentEnd.CHANGED, ConsentEnd.VICTIM_SAID_SO)],
    )
    def test_s1_staff_end_it_because_it_is_not_safe_or_because_the_person_said_so(self, reason, stored) -> None:
        victim, beside = agreed()

        assert end(victim, beside, reason=reason).end_reason == stored
        assert open_work(victim) == []

    def test_s1_the_end_stands_in_the_trail_of_that_victim(self) -> None:
        victim, beside = agreed()

        consent = end(victim, beside)

        event = AuditEvent.objects.get(verb="REVOKED", subject_id=str(consent.pk))
        assert (event.victim_id, event.detail) == (victim.pk, {"reason": "VICTIM_SAID_SO"})


class TestInvite:
    def test_s1_by_email_and_text_to_places_of_their_own_and_naming_nobody(self) -> None:
        victim, beside = agreed()

        invitation = invite(victim, beside)

        message = OutboxMessage.objects.get(dedupe_key=invitation.message_key)
        assert (message.channel, message.template_name) == (Channel.EMAIL, "supporter_invitation")
        assert {invitation.person_id, message.contact_point.person_id} == {beside.person_id}
        assert invitation.code_contact_point.key == "+447700900123"

    def test_s1_they_come_in_to_their_list_and_to_no_page_of_the_victims(self) -> None:
        victim, beside = agreed()

        visitor = portal_sessions.visitor(token=come_in(invite(victim, beside)), at=AT)

        assert (visitor.is_supporter, visitor.supported_ids, visitor.victim_ids) == (True, (victim.pk,), ())

    def test_s3_who_has_a_sign_in_gains_the_next_record_without_an_invitation(self) -> None:
        victim, beside = agreed()
        token = come_in(invite(victim, beside))

        other, again = agreed()

        assert invite(other, again) is None
        visitor = portal_sessions.visitor(token=token, at=AT)
        assert set(visitor.supported_ids) == {victim.pk, other.pk}

    def test_s1_one_invitation_at_a_time_is_out(self) -> None:
        victim, beside = agreed()
        first = invite(victim, beside)
        other, again = agreed()

        invite(other, again)

        first.refresh_from_db()
        assert first.revoked_at == AT
        assert PortalInvitation.objects.filter(revoked_at__isnull=True).count() == 1

    def test_s1_by_letter_is_no_way(self) -> None:
        victim, beside = agreed()

        with pytest.raises(UnableToInvite):
            invite(victim, beside, wanted=Pair(invitation=Channel.POST, codes=Channel.TEXT))

    def test_s1_without_two_safe_places_nobody_is_invited(self) -> None:
        victim, beside = agreed()
        ContactPoint.objects.filter(person=beside.person_id, kind="MOBILE").update(is_safe=False)

        with pytest.raises(UnableToInvite):
            invite(victim, beside)

    @pytest.mark.parametrize(
        ("of", "change"),
        [
            ("supporter", {"checked_at": None, "checked_by": ""}),
            ("supporter", {"ended_at": AT, "ended_by": "staff:test"}),
            ("connection", {"ended_at": AT, "ended_by": "staff:test"}),
            ("connection", {"is_suspect_or_lives_with_suspect": None}),
            ("person", {"died_on": AT.date()}),
        ],
    )
    def test_show_1_whoever_may_see_nothing_is_not_invited(self, of, change) -> None:
        victim, beside = agreed()
        supporter = RegisteredSupporter.objects.get()
        row = {"supporter": supporter, "connection": beside, "person": beside.person}[of]
        type(row).objects.filter(pk=row.pk).update(**change)

        with pytest.raises(UnableToInvite):
            invite(victim, beside)

    def test_s1_only_who_may_invite_does(self) -> None:
        victim, beside = agreed()
        supporter = RegisteredSupporter.objects.select_related("person").get()

        with pytest.raises(NotPermitted):
            supporter_invitations.invite(
                actor=officer(victim, Role.INSPECTOR), victim=victim, supporter=supporter, at=AT
            )
        assert beside.ended_at is None


class TestAnotherNumber:
    """S1: changed details are checked as those of somebody new; nobody comes in as a supporter by naming a number."""

    @staticmethod
    def change(victim, beside, *, email="sian@example.org", mobile="07700 900456", actor=None, at=AT + DAY):
        return supporter_details.change(
            victim_id=victim.pk, connection_id=beside.pk, email=email, mobile=mobile,
            actor=actor or officer(victim), at=at,
        )  # fmt: skip

    def test_s1_whoever_had_a_sign_in_is_out_until_checked_and_invited_anew(self) -> None:
        victim, beside = agreed()
        token = come_in(invite(victim, beside))
        supporter = RegisteredSupporter.objects.get()

        self.change(victim, beside)

        assert portal_sessions.visitor(token=token, at=AT + DAY) is None
        assert not PortalAccount.objects.filter(person=supporter.person, closed_at__isnull=True).exists()
        supporter.refresh_from_db()
        assert supporter.checked_at is None
        assert WorkItem.objects.filter(kind=WorkKind.PERSON_BESIDE_THEM, state="OPEN").exists()
        with pytest.raises(UnableToInvite):
            supporter_invitations.invite(actor=officer(victim), victim=victim, supporter=supporter, at=AT + DAY)

        check(victim, beside, at=AT + DAY)
        supporter.refresh_from_db()
        assert supporter_invitations.invite(actor=officer(victim), victim=victim, supporter=supporter, at=AT + DAY)
        assert SupporterConsent.objects.filter(supporter=supporter, ended_at__isnull=True).exists()

    def test_s3_the_old_number_is_used_no_more_and_the_new_one_is_kept_once_for_all(self) -> None:
        victim = VictimFactory()
        beside = put(victim)

        self.change(victim, beside)

        kept = ContactPoint.objects.filter(person=beside.person, superseded_at__isnull=True)
        assert sorted(kept.values_list("kind", flat=True)) == ["EMAIL", "MOBILE"]
        assert kept.get(kind="MOBILE").key.endswith("7700900456")
        assert AuditEvent.objects.filter(verb="CHANGED", victim_id=victim.pk, detail={"contact": "another"}).exists()

    def test_s1_a_victims_own_number_is_refused_also_of_another_whom_they_support(self) -> None:
        victim, other = VictimFactory(), elsewhere()
        ContactPointFactory(person=other.person, mobile=True, value="+447700900456", key="+447700900456")
        beside = put(victim)
        put(other, actor=officer(other))

        with pytest.raises(NotOnRegister) as refused:
            self.change(victim, beside)

        assert refused.value.part == "mobile"

    def test_s3_what_is_somebody_elses_on_the_register_is_refused(self) -> None:
        victim = VictimFactory()
        beside = put(victim)
        put(elsewhere_too := elsewhere(), actor=officer(elsewhere_too), full_name="Rhys Placeholder",
            email="rhys@example.org", mobile="07700 900456")  # fmt: skip

        with pytest.raises(NotOnRegister, match="somebody else's"):
            self.change(victim, beside)

    @pytest.mark.parametrize(("email", "mobile"), [("sian@example.org", "07700 900123"), ("sian@example.org", "")])
    def test_s1_the_same_or_nothing_is_no_change(self, email: str, mobile: str) -> None:
        victim = VictimFactory()
        beside = put(victim)

        with pytest.raises(NotOnRegister):
            self.change(victim, beside, email=email, mobile=mobile)

    def test_s1_whoever_has_a_record_of_their_own_changes_it_there(self) -> None:
        victim = VictimFactory()
        beside = put(victim)
        VictimFactory(person=beside.person)

        with pytest.raises(NotOnRegister, match="record of their own"):
            self.change(victim, beside)

    def test_s1_only_who_speaks_with_people_of_the_case_changes_it(self) -> None:
        victim = VictimFactory()
        beside = put(victim)

        with pytest.raises(NotPermitted):
            self.change(victim, beside, actor=officer(elsewhere()))


class TestLeave:
    def leave(self, victim, beside, *, at=AT) -> int:
        return supporter_register.leave(victim_id=victim.pk, connection_id=beside.pk, actor=officer(victim), at=at)

    def test_s1_who_left_the_service_but_has_the_phone_is_out_everywhere(self) -> None:
        victim, beside = agreed()
        agreed()
        token = come_in(invite(victim, beside))
        account = PortalAccount.objects.get()

        assert self.leave(victim, beside, at=AT + MINUTE) == 2

        assert portal_sessions.visitor(token=token, at=AT + MINUTE) is None
        account.refresh_from_db()
        assert account.closed_at is not None
        assert {each.end_reason for each in SupporterConsent.objects.all()} == {ConsentEnd.SUPPORTER_LEFT}
        number = portal_secrets.sign_in_number(account_id=account.pk, since=account.number_since)
        before = OutboxMessage.objects.count()
        portal_sign_in.ask_for_code(typed=number, browser="theirs", address="198.51.100.7", at=AT + DAY)
        assert OutboxMessage.objects.count() == before, "no code leaves for the telephone"

    def test_s1_an_invitation_that_is_out_opens_nothing_after_they_left(self) -> None:
        victim, beside = agreed()
        invitation = invite(victim, beside)

        self.leave(victim, beside)

        before = OutboxMessage.objects.count()
        typed = portal_secrets.invitation_code(invitation_id=invitation.pk)
        portal_sign_in.ask_for_code(typed=typed, browser="theirs", address="198.51.100.7", at=AT)
        assert OutboxMessage.objects.count() == before

    def test_s1_twice_is_no_error_and_every_victims_trail_says_it(self) -> None:
        victim, beside = agreed()
        other, _ = agreed()

        self.leave(victim, beside)

        assert self.leave(victim, beside) == 0
        for each in (victim, other):
            assert AuditEvent.objects.filter(
                verb="REVOKED", victim_id=each.pk, detail__reason="SUPPORTER_LEFT"
            ).exists()

    def test_s3_whoever_has_that_telephone_next_is_somebody_new(self) -> None:
        victim, beside = agreed()
        self.leave(victim, beside)

        _, next_one = agreed(full_name="Nia Placeholder", email="nia@example.org")

        assert next_one.person_id != beside.person_id

    def test_s1_a_supporter_with_a_record_of_their_own_keeps_that(self) -> None:
        victim, beside = agreed()
        own = VictimFactory(person=beside.person)
        token = come_in(portal_invitations.invite(actor=officer(own), victim=own, person=own.person, at=AT))
        assert invite(victim, beside) is None
        visitor = portal_sessions.visitor(token=token, at=AT)
        assert (visitor.victim_ids, visitor.supported_ids) == ((own.pk,), (victim.pk,)), "two lists, never one"

        self.leave(victim, beside)

        account = PortalAccount.objects.get()
        assert account.closed_at is None
        again = portal_sessions.open_session(account=account, device=DeviceKind.MAC, at=AT)
        visitor = portal_sessions.visitor(token=again, at=AT)
        assert (visitor.victim_ids, visitor.supported_ids, visitor.is_supporter) == ((own.pk,), (), False)

    def test_s1_only_who_speaks_with_people_of_the_case_says_so(self) -> None:
        victim, beside = agreed()

        with pytest.raises(NotPermitted):
            supporter_register.leave(victim_id=victim.pk, connection_id=beside.pk, actor=officer(elsewhere()), at=AT)


def test_s3_two_victims_of_one_case_with_one_adviser_are_two_consents() -> None:
    one, _ = agreed()
    other, beside = agreed(VictimFactory(case=one.case))

    end(other, beside)

    assert [consent.victim for consent in supporter_access.in_force(at=AT)] == [one]


def test_s2_a_registered_supporter_can_be_told_first_by_telephone() -> None:
    victim, beside = agreed()
    beside.refresh_from_db()

    phones = safe_calls.phones(victim=victim, person=beside.person, at=AT)
    facts = contact_plans.supporter_facts(connection=beside, phones=phones, at=AT)

    assert refusal(facts=facts, on=AT.date()) is None


def test_s1_a_session_that_is_open_shows_nothing_after_the_end() -> None:
    victim, beside = agreed()
    token = come_in(invite(victim, beside))

    end(victim, beside, actor=herself(victim), at=AT + MINUTE)

    visitor = portal_sessions.visitor(token=token, at=AT + MINUTE)
    assert (visitor.supporter_for(victim_id=victim.pk), visitor.supported_ids) == (None, ())
    assert PortalSession.objects.filter(ended_at__isnull=True).exists()
