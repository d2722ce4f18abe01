"""Invitations by letter (V1, V33, PORT-3, PORT-4): which ways, what leaves, what stays nowhere, and what ends them."""

import csv
import datetime as dt
import json
import logging

import pytest
from django.core import serializers
from django.db import connection, transaction

from accounts import policies
from accounts.actors import Actor, ActorKind, Grant
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import ContactPoint, WorkItem
from cases.rules.vocabulary import ContactPointKind, Language
from cases.rules.working_days import LONDON
from communications.models import (
    DeliveryAttempt,
    OutboxMessage,
    PortalCode,
    PortalInvitation,
    PortalSession,
    RenderedDocument,
)
from communications.outbox import asking, relay
from communications.rules import portal_codes
from communications.rules.portal_invitations import InvitationState
from communications.rules.portal_ways import Pair
from communications.rules.vocabulary import Channel, MessageState, Purpose
from communications.selectors import portal_invitations as seen
from communications.services import (
    claims,
    portal_invitations,
    portal_secrets,
    portal_sign_in,
    portal_ways,
    printed_codes,
    receipts,
)
from tests.factories.cases import ContactPointFactory, SafeContactProfileFactory, VictimFactory
from tests.factories.reference import lay_reference_data
from tests.letters.pdfs import text_of
from tests.letters.test_large_print import sizes_of

#: Friday morning, a safe hour.
AT = dt.datetime(2026, 3, 27, 10, 0, tzinfo=dt.UTC)
BY_LETTER = Pair(invitation=Channel.POST, codes=Channel.TEXT)
BY_LETTER_AND_EMAIL = Pair(invitation=Channel.POST, codes=Channel.EMAIL)
HERS, HOME = "browser-of-hers", "198.51.100.7"


def the_clock() -> dt.datetime:
    return AT


def officer(victim) -> Actor:
    case = victim.case
    grant = Grant(role=Role.VLU_OFFICER, area_code=case.area_id, unit_id=case.unit_id)
    return Actor(kind=ActorKind.STAFF, identifier="1", grants=frozenset({grant}))


def victim_with(*kinds: str, **person):
    """A victim with a safe point of each kind."""
    victim = VictimFactory(**person)
    for kind in kinds:
        ContactPointFactory(person=victim.person, **({} if kind == "email" else {kind: True}))
    return victim


@pytest.fixture(autouse=True)
def _published(db, settings, tmp_path):
    lay_reference_data()
    settings.PRINT_FOLDER = tmp_path / "print"
    settings.SENDER_LETTER = "communications.channels.letter.PrintFolderChannel"
    settings.PUBLIC_URL = "https://updates.example.org"


@pytest.fixture
def victim(db):
    return victim_with("post", "mobile")


def invite(victim, wanted=None, at=AT):
    return portal_invitations.invite(actor=officer(victim), victim=victim, person=victim.person, wanted=wanted, at=at)


def code_of(invitation) -> str:
    return portal_secrets.invitation_code(invitation_id=invitation.pk)


def printed(code) -> str:
    return portal_codes.in_groups(code=code).replace("-", " ")


def message_of(invitation) -> OutboxMessage:
    return OutboxMessage.objects.get(dedupe_key=invitation.message_key)


def stands(victim, at=AT):
    return seen.newest(viewer=officer(victim), victim=victim, person=victim.person, at=at)


def drain():
    return relay.drain(clock=the_clock, budget_seconds=20)


def printed_files(settings):
    return sorted(settings.PRINT_FOLDER.glob("letters/*/*.pdf"))


def says(invitation, status, *, at=AT):
    """The print room reports something about a letter."""
    message = message_of(invitation)
    receipts.store(
        provider="print", provider_id="", send_ref=message.send_ref, status=status, provider_at=at, body={}, at=at
    )
    receipts.apply_waiting(at=at)


def comes_in(typed, at=AT):
    portal_sign_in.ask_for_code(typed=typed, browser=HERS, address=HOME, at=at)
    newest = PortalCode.objects.latest("sent_at")
    return portal_sign_in.confirm(typed=portal_secrets.one_time_code(code_id=newest.pk), browser=HERS, at=at)


class TestWays:
    @pytest.mark.parametrize(
        ("kinds", "wanted", "codes_go_to"),
        [
            (("post", "mobile"), None, ContactPointKind.MOBILE),
            (("post", "email"), None, ContactPointKind.EMAIL),
            (("post", "mobile", "email"), BY_LETTER, ContactPointKind.MOBILE),
            (("post", "mobile", "email"), BY_LETTER_AND_EMAIL, ContactPointKind.EMAIL),
        ],
    )
    def test_by_letter_with_codes_by_an_electronic_way(self, db, kinds, wanted, codes_go_to):
        invitation = invite(victim_with(*kinds), wanted)

        assert message_of(invitation).channel == Channel.POST
        assert invitation.code_contact_point.kind == codes_go_to

    def test_are_the_quickest_where_nobody_chose(self, db):
        assert invite(victim_with("post", "mobile", "email")).channel == Channel.EMAIL

    def test_with_post_only_lead_to_no_invitation_and_staff_are_told_what_remains(self, db):
        with pytest.raises(portal_invitations.UnableToInvite, match="Only post is safe") as refused:
            invite(victim_with("post"))

        assert "the same facts, the same promises" in str(refused.value)
        assert not OutboxMessage.objects.exists()

    def test_never_include_post_for_somebody_who_said_never_post(self, victim):
        SafeContactProfileFactory(person=victim.person, never_post=True)

        with pytest.raises(portal_invitations.UnableToInvite):
            invite(victim, BY_LETTER)

    def test_never_include_an_address_that_nobody_checked(self, victim):
        ContactPoint.objects.filter(person=victim.person, kind="POST").update(is_safe=False)

        with pytest.raises(portal_invitations.UnableToInvite, match="Only texting is safe"):
            invite(victim)

    def test_never_include_post_for_somebody_told_through_an_isva(self, victim):
        SafeContactProfileFactory(person=victim.person, preferred_method="VIA_ISVA")

        with pytest.raises(portal_invitations.UnableToInvite, match="No way to this person"):
            invite(victim)

    def test_never_include_post_where_less_may_be_revealed_by_it(self, victim):
        SafeContactProfileFactory(person=victim.person, content_levels={"POST": "NEUTRAL"})

        with pytest.raises(portal_invitations.UnableToInvite):
            invite(victim, BY_LETTER)

    def test_that_were_chosen_are_refused_when_they_are_not_safe_any_more(self, db):
        victim = victim_with("email", "mobile", "post")
        SafeContactProfileFactory(person=victim.person, never_post=True)

        with pytest.raises(portal_invitations.UnableToInvite, match="not safe any more"):
            invite(victim, BY_LETTER)

    def test_that_are_never_allowed_are_refused_with_their_reason(self, victim):
        with pytest.raises(portal_invitations.UnableToInvite, match="ten minutes"):
            invite(victim, Pair(invitation=Channel.TEXT, codes=Channel.POST))

    def test_are_listed_for_staff_with_the_reasons_against_the_others(self, db):
        victim = victim_with("post", "mobile")

        outlook = portal_ways.outlook(person=victim.person, victim=victim, at=AT)

        assert outlook.pairs == (BY_LETTER,)
        assert outlook.closed == ((Channel.EMAIL, ("There is no address or number for this channel.",)),)
        assert outlook.why_none == ""


class TestInvitation:
    def test_lasts_to_the_end_of_the_fourteenth_working_day(self, victim):
        ends = invite(victim, BY_LETTER).expires_at.astimezone(LONDON)

        assert ends == dt.datetime(2026, 4, 20, 23, 59, 59, tzinfo=LONDON)

    def test_has_a_reference_that_is_not_the_code(self, victim):
        invitation = invite(victim, BY_LETTER)

        assert invitation.reference.startswith("VCS-")
        assert invitation.reference[4:].replace("-", "") not in code_of(invitation)

    def test_by_email_has_none(self, db):
        assert invite(victim_with("email", "mobile")).reference == ""

    def test_waits_until_a_changed_address_has_cooled_off_and_counts_from_then(self, victim):
        """T4: the address was changed this morning."""
        ContactPoint.objects.filter(person=victim.person, kind="POST").update(
            superseded_at=AT, superseded_by="staff:1", recorded_at=AT - dt.timedelta(days=300)
        )
        ContactPointFactory(
            person=victim.person, post=True, value="9 Other Street\nCardiff\nCF10 2BB", key="CF102BB 9", recorded_at=AT
        )

        invitation = invite(victim, BY_LETTER)

        assert message_of(invitation).not_before == AT + dt.timedelta(hours=48)
        assert invitation.expires_at.astimezone(LONDON).date() == dt.date(2026, 4, 20)

    def test_draws_another_reference_where_the_first_is_taken(self, victim, monkeypatch):
        first = invite(victim, BY_LETTER)
        drawn = iter([first.reference, "VCS-2222-3333"])
        monkeypatch.setattr(portal_invitations, "new_reference", lambda: next(drawn))

        assert invite(victim, BY_LETTER, at=AT + dt.timedelta(hours=1)).reference == "VCS-2222-3333"

    def test_stays_within_who_may_invite(self, victim):
        with pytest.raises(policies.NotPermitted):
            portal_invitations.invite(
                actor=Actor(kind=ActorKind.STAFF, identifier="2"),
                victim=victim,
                person=victim.person,
                wanted=BY_LETTER,
                at=AT,
            )


@pytest.mark.django_db(transaction=True)
class TestSending:
    """Through the outbox, as everything else: claimed, checked once more, handed over once, and never stored."""

    def test_lays_one_letter_into_the_print_run_with_the_code_on_it(self, victim, settings):
        invitation = invite(victim, BY_LETTER)

        drain()

        [file] = printed_files(settings)
        [manifest] = settings.PRINT_FOLDER.glob("runs/*.csv")
        [line] = csv.DictReader(manifest.read_text().splitlines())
        assert printed(code_of(invitation)) in text_of(file.read_bytes())
        assert "updates.example.org" in text_of(file.read_bytes())
        assert invitation.reference in text_of(file.read_bytes())
        assert line["send_ref"] == str(message_of(invitation).send_ref)
        assert message_of(invitation).state == MessageState.ACCEPTED
        assert stands(victim).state is InvitationState.IN_PRINT

    def test_writes_to_a_welsh_speaker_in_welsh(self, db, settings):
        victim = victim_with("post", "mobile", person__language=Language.CY)
        invite(victim, BY_LETTER)

        drain()

        [file] = printed_files(settings)
        text = text_of(file.read_bytes())
        assert "Annwyl" in text
        # The contact's role and hours are in Welsh too: no letter mixes the two.
        assert "Uned Cyswllt Dioddefwyr" in text
        assert "dydd Llun i ddydd Gwener" in text

    def test_keeps_the_code_in_no_row_of_the_database(self, victim):
        """Whoever has a copy of the database can open nothing with it (ASVS 6.5, 11.5)."""
        invitation = invite(victim, BY_LETTER)

        drain()

        code = code_of(invitation)
        models = (PortalInvitation, OutboxMessage, DeliveryAttempt, AuditEvent, RenderedDocument, WorkItem)
        stored = json.dumps([serializers.serialize("json", model.objects.all()) for model in models])
        assert code not in stored
        assert printed(code) not in stored
        assert not RenderedDocument.objects.exists()

    def test_writes_the_code_into_no_log(self, victim, caplog):
        invitation = invite(victim, BY_LETTER)

        with caplog.at_level(logging.DEBUG):
            drain()

        assert code_of(invitation) not in caplog.text
        assert printed(code_of(invitation)) not in caplog.text

    def test_keeps_the_proof_of_which_bytes_were_posted(self, victim, settings):
        invite(victim, BY_LETTER)

        drain()

        [manifest] = settings.PRINT_FOLDER.glob("runs/*.csv")
        [line] = csv.DictReader(manifest.read_text().splitlines())
        assert DeliveryAttempt.objects.get(action="RENDER").answer == line["sha256"]

    def test_is_in_large_print_for_whoever_needs_it(self, victim, settings):
        """FORM-1 (V21)."""
        victim.person.formats = ["LARGE_PRINT"]
        victim.person.save()
        invitation = invite(victim, BY_LETTER)

        drain()

        [file] = printed_files(settings)
        assert printed(code_of(invitation)) in text_of(file.read_bytes())
        assert max(sizes_of(file.read_bytes()).values()) > 27

    def test_never_passes_through_the_table_of_finished_letters(self, victim):
        invite(victim, BY_LETTER)

        assert claims.claim_to_render(limit=10, worker="w") == []

    def test_is_completed_by_the_next_try_after_a_worker_died_between_letter_and_line(self, victim, settings):
        """F2 for a letter that is stored nowhere: made again, it is the very same letter."""
        invitation = invite(victim, BY_LETTER)
        drain()
        [manifest] = settings.PRINT_FOLDER.glob("runs/*.csv")
        manifest.unlink()
        with transaction.atomic():
            _undecided(message_of(invitation))

        drain()

        [line] = csv.DictReader(manifest.read_text().splitlines())
        assert line["send_ref"] == str(message_of(invitation).send_ref)
        assert message_of(invitation).state == MessageState.ACCEPTED
        assert len(printed_files(settings)) == 1

    def test_is_given_back_as_it_was_by_a_worker_that_stops(self, victim):
        invitation = invite(victim, BY_LETTER)
        [claim] = claims.claim_to_send(channel=Channel.POST, limit=5, worker="w")

        claims.give_back(claims=[claim])

        assert claim.is_made_when_sent
        assert message_of(invitation).state == MessageState.QUEUED

    def test_is_held_for_a_person_where_the_letter_cannot_be_made(self, db, settings):
        victim = victim_with("post", "mobile", person__full_name="李 Hughes")
        invitation = invite(victim, BY_LETTER)

        drain()

        assert message_of(invitation).state == MessageState.HELD
        assert printed_files(settings) == []
        assert WorkItem.objects.get().kind == "HELD_COMMUNICATION"
        assert stands(victim).state is InvitationState.STUCK

    def test_stops_where_post_is_no_longer_safe(self, victim, settings):
        invitation = invite(victim, BY_LETTER)
        SafeContactProfileFactory(person=victim.person, never_post=True)

        drain()

        assert message_of(invitation).state == MessageState.HELD
        assert printed_files(settings) == []

    def test_does_not_happen_when_the_code_opens_nothing_any_more(self, victim, settings):
        invitation = invite(victim, BY_LETTER)
        PortalInvitation.objects.update(revoked_at=AT, revoked_by="staff:1")

        drain()

        assert message_of(invitation).state == MessageState.CANCELLED
        assert printed_files(settings) == []


def _undecided(message) -> None:
    """Put a message into the state in which a worker that died in its call leaves it; receipts never go that way."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(
            "update communications_outboxmessage set state = 'AMBIGUOUS', undecided_since = now(), accepted_at = null, "
            "not_before = now() - interval '1 minute' where id = %s",
            [message.pk],
        )


@pytest.mark.django_db(transaction=True)
class TestComingIn:
    def test_takes_the_code_from_the_letter_and_six_digits_by_text(self, victim):
        invitation = invite(victim, BY_LETTER)
        drain()

        comes_in(printed(code_of(invitation)).lower())

        assert OutboxMessage.objects.get(purpose=Purpose.PORTAL_CODE).channel == Channel.TEXT
        assert PortalSession.objects.count() == 1
        assert stands(victim).state is InvitationState.USED

    def test_sends_the_six_digits_by_email_where_that_was_chosen(self, db):
        victim = victim_with("post", "mobile", "email")
        invitation = invite(victim, BY_LETTER_AND_EMAIL)

        comes_in(code_of(invitation))

        assert OutboxMessage.objects.get(purpose=Purpose.PORTAL_CODE).channel == Channel.EMAIL

    @pytest.mark.parametrize(("on", "is_in_time"), [(dt.date(2026, 4, 20), True), (dt.date(2026, 4, 21), False)])
    def test_works_to_the_end_of_the_day_that_the_letter_names(self, victim, on, is_in_time):
        invitation = invite(victim, BY_LETTER)

        at = dt.datetime.combine(on, dt.time(12), tzinfo=LONDON)
        portal_sign_in.ask_for_code(typed=code_of(invitation), browser=HERS, address=HOME, at=at)

        assert OutboxMessage.objects.filter(purpose=Purpose.PORTAL_CODE).exists() is is_in_time

    def test_is_not_possible_for_somebody_with_the_letter_only(self, victim):
        """T1: he opened her letter; the six digits go to her telephone."""
        invitation = invite(victim, BY_LETTER)
        portal_sign_in.ask_for_code(typed=code_of(invitation), browser="browser-of-his", address=HOME, at=AT)

        with pytest.raises(portal_sign_in.WrongCode):
            portal_sign_in.confirm(typed="000000", browser="browser-of-his", at=AT)
        assert not PortalSession.objects.exists()


class TestComingBack:
    """A letter that came back may have been in other hands: its code ends at once."""

    @pytest.fixture
    def posted(self, victim):
        invitation = invite(victim, BY_LETTER)
        OutboxMessage.objects.update(state=MessageState.ACCEPTED, accepted_at=AT)
        says(invitation, "dispatched")
        return invitation

    def test_ends_the_invitation_by_the_word_of_the_print_room(self, victim, posted):
        assert stands(victim).state is InvitationState.SENT

        says(posted, "returned", at=AT + dt.timedelta(days=5))

        posted.refresh_from_db()
        assert posted.revoked_at == AT + dt.timedelta(days=5)
        assert posted.revoked_by == "system:portal-access"
        assert stands(victim).state is InvitationState.RETURNED

    def test_ends_it_by_the_word_of_staff_who_hold_the_envelope(self, victim, posted):
        portal_invitations.came_back(actor=officer(victim), victim=victim, person=victim.person, at=AT)

        posted.refresh_from_db()
        assert posted.revoked_at == AT
        assert message_of(posted).state == MessageState.RETURNED
        assert AuditEvent.objects.filter(verb="SETTLED", actor="staff:1").count() == 1

    def test_lets_nobody_begin_with_the_code_any_more(self, victim, posted):
        says(posted, "returned")

        portal_sign_in.ask_for_code(typed=code_of(posted), browser=HERS, address=HOME, at=AT)

        assert not OutboxMessage.objects.filter(purpose=Purpose.PORTAL_CODE).exists()

    def test_takes_away_six_digits_that_were_asked_for_before_it(self, victim, posted):
        portal_sign_in.ask_for_code(typed=code_of(posted), browser=HERS, address=HOME, at=AT)
        says(posted, "returned")

        with pytest.raises(portal_sign_in.WrongCode):
            portal_sign_in.confirm(
                typed=portal_secrets.one_time_code(code_id=PortalCode.objects.get().pk), browser=HERS, at=AT
            )

    def test_puts_the_address_before_a_person(self, posted):
        says(posted, "returned")

        assert "its code was ended" in WorkItem.objects.get().summary

    def test_closes_this_address_for_invitations_until_it_is_recorded_anew(self, victim, posted):
        says(posted, "returned")

        outlook = portal_ways.outlook(person=victim.person, victim=victim, at=AT)
        with pytest.raises(portal_invitations.UnableToInvite):
            invite(victim)

        assert dict(outlook.closed)[Channel.POST] == (
            "A letter to this address came back. Record the address again once they have confirmed it.",
        )

    def test_after_it_was_used_asks_a_person_and_ends_nothing_by_itself(self, victim, posted):
        """Whoever came in also had the six digits from her telephone: it may well have been she."""
        comes_in(code_of(posted))
        says(posted, "returned")

        posted.refresh_from_db()
        assert posted.revoked_at is None
        assert PortalSession.objects.get().ended_at is None
        assert "whether it was they" in WorkItem.objects.get().summary

    def test_is_refused_where_no_letter_is_out(self, victim):
        invite(victim, BY_LETTER)

        with pytest.raises(portal_invitations.NotPosted):
            portal_invitations.came_back(actor=officer(victim), victim=victim, person=victim.person, at=AT)

    def test_is_refused_to_those_who_may_not(self, victim, posted):
        with pytest.raises(policies.NotPermitted):
            portal_invitations.came_back(
                actor=Actor(kind=ActorKind.STAFF, identifier="2"), victim=victim, person=victim.person, at=AT
            )


class TestFailing:
    def test_of_an_email_is_put_before_a_person(self, db):
        victim = victim_with("email", "mobile")
        invitation = invite(victim)
        OutboxMessage.objects.update(state=MessageState.ACCEPTED, accepted_at=AT)

        says(invitation, "permanent-failure")

        assert "invite them by another way" in WorkItem.objects.get().summary
        assert stands(victim).state is InvitationState.STUCK


class TestCancel:
    def test_ends_the_code_and_keeps_the_letter_from_leaving(self, victim):
        invitation = invite(victim, BY_LETTER)

        assert portal_invitations.cancel(actor=officer(victim), victim=victim, person=victim.person, at=AT)

        invitation.refresh_from_db()
        assert (invitation.revoked_at, invitation.revoked_by) == (AT, "staff:1")
        assert message_of(invitation).state == MessageState.CANCELLED
        assert stands(victim).state is InvitationState.ENDED
        assert AuditEvent.objects.filter(verb="CANCELLED", actor="staff:1").count() == 1

    def test_leaves_access_that_the_person_has(self, victim):
        comes_in(code_of(invite(victim, BY_LETTER)))
        invite(victim, BY_LETTER, at=AT + dt.timedelta(days=1))

        portal_invitations.cancel(actor=officer(victim), victim=victim, person=victim.person, at=AT)

        assert PortalSession.objects.get().ended_at is None
        assert PortalInvitation.objects.filter(redeemed_at__isnull=False, revoked_at__isnull=True).count() == 1

    def test_of_nothing_is_no_error(self, victim):
        assert not portal_invitations.cancel(actor=officer(victim), victim=victim, person=victim.person, at=AT)

    def test_closes_the_work_about_a_letter_that_was_held(self, victim):
        invitation = invite(victim, BY_LETTER)
        SafeContactProfileFactory(person=victim.person, never_post=True)
        drain()
        assert WorkItem.objects.get().state == "OPEN"

        portal_invitations.cancel(actor=officer(victim), victim=victim, person=victim.person, at=AT)

        assert WorkItem.objects.get().state == "DONE"
        assert message_of(invitation).state == MessageState.CANCELLED

    def test_happens_to_the_one_before_when_somebody_is_invited_again(self, victim):
        first = invite(victim, BY_LETTER)
        second = invite(victim, BY_LETTER, at=AT + dt.timedelta(days=1))

        assert message_of(first).state == MessageState.CANCELLED
        assert message_of(second).state == MessageState.QUEUED

    def test_is_refused_to_those_who_may_not(self, victim):
        with pytest.raises(policies.NotPermitted):
            portal_invitations.cancel(
                actor=Actor(kind=ActorKind.STAFF, identifier="2"), victim=victim, person=victim.person, at=AT
            )


@pytest.mark.django_db(transaction=True)
class TestWiping:
    """The code lies in the print folder until the letter is posted, and no longer than it lives."""

    @pytest.fixture
    def in_print(self, victim):
        invitation = invite(victim, BY_LETTER)
        drain()
        return invitation

    def wipe(self, at=AT):
        return asking.wipe_printed_codes(clock=lambda: at)

    def test_waits_until_the_letter_is_posted(self, in_print, settings):
        assert self.wipe() == 0
        assert printed_files(settings)[0].stat().st_size > 0

    def test_leaves_an_empty_file_and_the_line_once_it_is_posted(self, in_print, settings):
        says(in_print, "dispatched")

        assert self.wipe() == 1

        in_print.refresh_from_db()
        [manifest] = settings.PRINT_FOLDER.glob("runs/*.csv")
        assert printed_files(settings)[0].read_bytes() == b""
        assert str(message_of(in_print).send_ref) in manifest.read_text()
        assert in_print.wiped_at == AT
        assert self.wipe() == 0

    def test_happens_when_the_code_is_too_old_whatever_became_of_the_letter(self, in_print, settings):
        assert self.wipe(at=in_print.expires_at) == 1
        assert printed_files(settings)[0].read_bytes() == b""

    def test_leaves_other_letters_as_they_are(self, db):
        invite(victim_with("email", "mobile"))

        assert printed_codes.to_wipe(at=AT + dt.timedelta(days=60)) == []

    def test_is_nothing_of_ours_where_a_provider_prints(self, in_print, settings):
        says(in_print, "dispatched")
        settings.SENDER_LETTER = "communications.channels.provider.HttpProviderChannel"

        assert self.wipe() == 0
        in_print.refresh_from_db()
        assert in_print.wiped_at is None


class TestSeen:
    def test_is_nothing_where_nobody_was_invited(self, victim):
        assert stands(victim) is None

    def test_is_nothing_to_those_who_may_not_see_the_case(self, victim):
        invite(victim, BY_LETTER)
        stranger = Actor(kind=ActorKind.STAFF, identifier="2")

        assert seen.newest(viewer=stranger, victim=victim, person=victim.person, at=AT) is None

    def test_expires(self, victim):
        invitation = invite(victim, BY_LETTER)

        assert stands(victim, at=invitation.expires_at).state is InvitationState.EXPIRED

    def test_says_which_ways_were_chosen_and_never_the_code(self, victim):
        invitation = invite(victim, BY_LETTER)

        shown = stands(victim)

        assert shown.ways == BY_LETTER
        assert code_of(invitation) not in repr(shown)
