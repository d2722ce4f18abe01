"""Complaints: taken in, acknowledged, answered by somebody whom they are not about, told, and taken further (V27, M11).

The first answer and the second are one stage each. An answer is kept before anybody is told of it; the person has it on
their online page, with a notice that says nothing, or from somebody who then records that they told it. Until they
have it, the work of it stays on the list. A complaint changes nothing in the case.
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import NotPermitted, require
from audit.vocabulary import Verb
from cases import policies
from cases.models import Connection, Person, Victim
from cases.rules.vocabulary import Language, ReviewReceipt, WorkKind
from cases.rules.working_days import end_of_day, london_date
from cases.services import work
from communications.models import Communication, Complaint, ComplaintStage, ContactAttempt, Meeting
from communications.models.complaint import LONGEST_TEXT
from communications.rules import complaints as rules
from communications.rules.accounts_of_events import may_tell_what_happened
from communications.rules.complaints import (
    FIRST,
    SECOND,
    ComplaintAbout,
    ComplaintOutcome,
    ComplaintStanding,
    ComplaintTold,
    Further,
    WhyNotAnswer,
)
from communications.selectors import complaints as reading
from communications.selectors import portal_readers
from communications.services import complaint_stages as stages
from communications.services import news_notices
from communications.services.correspondence import MayTellWhatHappened, TooManyMessages, UnableToTake

#: More than this in a day and a person is asked to ring instead.
MOST_IN_A_DAY = 5
#: With these the person was told at once that we have it.
_SPOKEN = frozenset({ReviewReceipt.PHONE, ReviewReceipt.IN_PERSON})
_NOTHING_SAFE = "There is something new about their complaint, but no text or email is safe. Tell them another way."


class NoSuchCause(LookupError):
    """There is no such letter, call or meeting of this person, or not yet. Never says which."""


class UnknownComplainant(ValueError):
    """The person is neither the victim nor anybody who speaks for them."""


class DoneMeanwhile(Exception):
    """Somebody else has done this since the page was opened; nothing was changed."""


class NotFresh(Exception):
    """The actor may not answer this complaint, because it is about them or they answered it before."""

    def __init__(self, why: WhyNotAnswer) -> None:
        super().__init__(why.value)
        self.why = why


class NotInWelsh(ValueError):
    """The person reads Welsh, and has no answer in English alone."""


class NotNow(Exception):
    """A second answer cannot be asked for at this moment; ``why`` says how it stands."""

    def __init__(self, why: Further) -> None:
        super().__init__(why.value)
        self.why = why


class OutOfOrder(ValueError):
    """A day is in the future, or before what it follows."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintEntry:
    """What somebody complains of."""

    #: The form's token: the same again is the same complaint.
    key: str
    about: ComplaintAbout
    text: str
    tells_what_happened: bool | None
    #: London date on which it reached us.
    received_on: dt.date
    receipt: ReviewReceipt
    #: What caused it; at most one.
    letter: Communication | None = None
    call: ContactAttempt | None = None
    meeting: Meeting | None = None


@transaction.atomic
def make(*, entry: ComplaintEntry, actor: Actor, at: dt.datetime) -> Complaint:
    """Take in a complaint of the person signed in to the portal, in their own name (COMP-1).

    ``entry`` names only what is theirs to see: ``communications.services.portal_complaints`` reads it so.

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
        correspondence.UnableToTake: no words, or too many.
        correspondence.MayTellWhatHappened: the person must be asked first.
        correspondence.TooManyMessages: several complaints today.
        BeyondHorizon, NothingPublished, NoLimitInForce: a clock cannot be counted; nothing is kept.
    """
    require(actor=actor, permission=Permission.WRITE_OWN_MESSAGE, victim_id=actor.victim_id)
    if actor.victim_id is None or actor.person_id is None:
        raise NotPermitted(actor=actor, permission=Permission.WRITE_OWN_MESSAGE, is_about_an_object=True)
    victim = _locked_victim(actor.victim_id)
    person = Person.objects.get(pk=actor.person_id)
    return _take(victim, person, entry, actor=actor, at=at)


@transaction.atomic
def take_down(
    *, victim_id: uuid.UUID, person_id: uuid.UUID, letter_id: uuid.UUID | None, entry: ComplaintEntry,
    actor: Actor, at: dt.datetime,
) -> Complaint:  # fmt: skip
    """Take down a complaint that a person made by telephone, by letter or in person (V33).

    One made by voice is acknowledged at once: whoever takes it down says so, and by when it is answered.

    Raises:
        accounts.policies.NotPermitted: the actor may not speak with people in this case.
        UnknownComplainant: it is neither the victim nor anybody who speaks for them.
        NoSuchCause: the letter is not to this person.
        OutOfOrder: it reached us in the future.
        correspondence.UnableToTake, MayTellWhatHappened, TooManyMessages: see ``make``.
        BeyondHorizon, NothingPublished, NoLimitInForce: see ``make``.
    """
    victim = _locked_victim(victim_id)
    policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=victim.case)
    if person_id not in {each.pk for each in who_may_complain(victim=victim)}:
        raise UnknownComplainant
    if entry.received_on > london_date(at=at):
        raise OutOfOrder("It reached us today at the latest")
    letter = None
    if letter_id is not None:
        letter = Communication.objects.filter(
            pk=letter_id, victim=victim, recipient_id=person_id, sent_at__isnull=False
        ).first()
        if letter is None:
            raise NoSuchCause
    complaint = _take(
        victim, Person.objects.get(pk=person_id), dataclasses.replace(entry, letter=letter), actor=actor, at=at
    )
    if entry.receipt in _SPOKEN:
        stage = complaint.stages.get(number=FIRST)
        if stage.acknowledged_at is None:
            _acknowledge(complaint, stage, actor=actor, at=at)
    return complaint


def who_may_complain(*, victim: Victim) -> list[Person]:
    """List whose complaint can be taken down: the victim's, and of whoever speaks for them now; two queries."""
    speaking = Connection.objects.filter(victim=victim, ended_at__isnull=True, has_consent=True)
    speaking = speaking.exclude(is_suspect_or_lives_with_suspect=True).select_related("person")
    return list({person.pk: person for person in (victim.person, *(each.person for each in speaking))}.values())


@transaction.atomic
def acknowledge(*, stage_id: uuid.UUID, actor: Actor, at: dt.datetime) -> ComplaintStage:
    """Record that we have read it and the person is told so: by their page, or by whoever presses this (COMP-3).

    Raises:
        accounts.policies.NotPermitted: the actor may not answer people in this case.
        DoneMeanwhile: it was acknowledged or settled.
    """
    complaint, stage = _locked(stage_id)
    policies.require(actor=actor, permission=Permission.ANSWER_MESSAGE, case=complaint.case)
    if stage.acknowledged_at is not None or stage.outcome:
        raise DoneMeanwhile
    _acknowledge(complaint, stage, actor=actor, at=at)
    if portal_readers.reads_online(victim_id=complaint.victim_id, person_id=complaint.person_id, at=at):
        _tell_of_news(complaint, f"complaint-acknowledged:{stage.pk}", due_on=stage.answer_due_on, actor=actor, at=at)
    return stage


@transaction.atomic
def answer(
    *,
    stage_id: uuid.UUID,
    outcome: ComplaintOutcome,
    text: str,
    what_we_do: str,
    is_online: bool,
    actor: Actor,
    at: dt.datetime,
    text_cy: str = "",
    what_we_do_cy: str = "",
) -> ComplaintStage:
    """Answer a stage, once (COMP-2, COMP-3); for whoever reads Welsh in both languages, which go to them together.

    With ``is_online`` the person reads it on their page from now on, and a notice without content says that there is
    something new. Otherwise somebody tells them, which is work until it is recorded (``record_telling``).

    Raises:
        accounts.policies.NotPermitted: the actor may not answer complaints in this case, or not at this stage.
        NotFresh: it is about the actor, or they answered the first stage.
        DoneMeanwhile: it was answered or taken back.
        NotInWelsh: the person reads Welsh, and a part of the answer is not there in it.
        correspondence.UnableToTake: no words, too many, or nothing is said of what we do where they are right; or it
            is to be read online by somebody who cannot.
    """
    complaint, stage = _locked(stage_id)
    policies.require(actor=actor, permission=permission_for(number=stage.number), case=complaint.case)
    if stage.outcome or outcome is ComplaintOutcome.WITHDRAWN:
        raise DoneMeanwhile
    why_not = why_not_answer(complaint=complaint, stage=stage, who=actor.label)
    if why_not is not None:
        raise NotFresh(why_not)
    words, follows = _checked(text), _clean(what_we_do)
    if not follows and outcome is not ComplaintOutcome.NOT_UPHELD:
        raise UnableToTake("Say what we do about it")
    words_cy, follows_cy = _in_welsh(complaint.person, text_cy, what_we_do_cy, is_followed=bool(follows))
    reads_online = portal_readers.reads_online(victim_id=complaint.victim_id, person_id=complaint.person_id, at=at)
    if is_online and not reads_online:
        raise UnableToTake("They do not use their online page")
    stage.outcome, stage.answer, stage.what_we_do = outcome, words, follows
    stage.answer_cy, stage.what_we_do_cy = words_cy, follows_cy
    stage.settled_at, stage.settled_by = at, actor.label
    if is_online:
        stage.told_on, stage.told_how = london_date(at=at), ComplaintTold.ONLINE_PAGE
        stage.told_at, stage.told_by = at, actor.label
    stage.save()
    stages.record(complaint=complaint, verb=Verb.ANSWERED, actor=actor, at=at, stage=stage, outcome=outcome.value)
    # That it is overdue stays with the unit until the person has the answer.
    done = ("acknowledge", "answer", "half", *(("overdue",) if is_online else ()))
    stages.settle_work(stage=stage, names=done, outcome="Answered", actor=actor, at=at)
    if is_online:
        _tell_of_news(complaint, f"complaint-answered:{stage.pk}", due_on=stage.answer_due_on, actor=actor, at=at)
    else:
        work.raise_item(
            kind=WorkKind.COMPLAINT_TELL, key=stages.work_key(name="tell", stage=stage), actor=actor, at=at,
            case=complaint.case,
            summary="Their complaint is answered. Tell them the answer, by a way that is safe, and record it.",
            victim=complaint.victim, about=f"complaint:{complaint.pk}",
            due_at=end_of_day(due_on=stage.answer_due_on),
        )  # fmt: skip
    return stage


@transaction.atomic
def record_telling(
    *, stage_id: uuid.UUID, told_on: dt.date, how: ComplaintTold, note: str, actor: Actor, at: dt.datetime
) -> ComplaintStage:
    """Record that the person was told the answer, by voice or on paper; from that day they may go further (COMP-4).

    Raises:
        accounts.policies.NotPermitted: the actor may not speak with people in this case.
        DoneMeanwhile: there is no answer to tell, or they were told.
        OutOfOrder: ``told_on`` is in the future or before the answer.
        correspondence.UnableToTake: it is not written down what was said.
    """
    complaint, stage = _locked(stage_id)
    policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=complaint.case)
    if rules.standing_of(stage=reading.facts_of(stage)) is not ComplaintStanding.TO_BE_TOLD:
        raise DoneMeanwhile
    settled_at = stage.settled_at or at
    if not london_date(at=settled_at) <= told_on <= london_date(at=at):
        raise OutOfOrder("They are told between the answer and today")
    stage.told_on, stage.told_how, stage.told_note = told_on, how, _checked(note)
    stage.told_at, stage.told_by = at, actor.label
    stage.save()
    stages.record(complaint=complaint, verb=Verb.MET, actor=actor, at=at, stage=stage, how=how.value)
    told = f"Told on {told_on.isoformat()}"
    stages.settle_work(stage=stage, names=("tell", "overdue"), outcome=told, actor=actor, at=at)
    return stage


@transaction.atomic
def go_further(
    *, complaint_id: uuid.UUID, said: str, late_reason: str, actor: Actor, at: dt.datetime
) -> ComplaintStage:
    """Ask for a second answer, by somebody more senior: the person on their page, or staff for them (COMP-4).

    Staff may take it after the last day, with the reason; on the page the person is asked to ring instead.

    Raises:
        accounts.policies.NotPermitted: it is not the actor's complaint, or they may not speak with people there.
        NotNow: it was not answered, they were not told, it is late, or it was asked for.
        correspondence.UnableToTake: too many words.
        BeyondHorizon, NothingPublished, NoLimitInForce: see ``make``.
    """
    complaint = _locked_complaint(complaint_id)
    _require_own_or_here(complaint, actor=actor)
    newest = complaint.stages.order_by("-number").first()
    if newest is None:  # A complaint has its first stage from the moment it is made.
        raise NotNow(Further.NOT_YET)
    today, until = london_date(at=at), stages.further_until(stage=newest)
    standing = rules.further(stage=reading.facts_of(newest), until=until, today=today)
    is_taken_late = standing is Further.LATE and actor.person_id is None and late_reason.strip()
    if standing is not Further.MAY and not is_taken_late:
        raise NotNow(standing)
    stage = stages.open_stage(
        complaint=complaint,
        number=SECOND,
        asked_on=today,
        said=_clean(said),
        late_reason=_clean(late_reason),
        actor=actor,
        at=at,
    )
    stages.record(complaint=complaint, verb=Verb.REOPENED, actor=actor, at=at, stage=stage)
    return stage


@transaction.atomic
def withdraw(*, complaint_id: uuid.UUID, actor: Actor, at: dt.datetime) -> ComplaintStage:
    """Take a complaint back while it waits: the person on their page, or staff for them. What was answered stays.

    Raises:
        accounts.policies.NotPermitted: it is not the actor's complaint, or they may not speak with people there.
        DoneMeanwhile: it was answered or taken back.
    """
    complaint = _locked_complaint(complaint_id)
    _require_own_or_here(complaint, actor=actor)
    stage = complaint.stages.filter(outcome="").first()
    if stage is None:
        raise DoneMeanwhile
    stage.outcome, stage.settled_at, stage.settled_by = ComplaintOutcome.WITHDRAWN, at, actor.label
    stage.save()
    stages.record(complaint=complaint, verb=Verb.CLOSED, actor=actor, at=at, stage=stage)
    names = ("acknowledge", "answer", "half", "overdue")
    stages.settle_work(stage=stage, names=names, outcome="Taken back", actor=actor, at=at)
    return stage


def permission_for(*, number: int) -> Permission:
    """Name what somebody needs who answers a stage: the second is by somebody more senior."""
    return Permission.ANSWER_COMPLAINT_AGAIN if number == SECOND else Permission.ANSWER_COMPLAINT


def why_not_answer(*, complaint: Complaint, stage: ComplaintStage, who: str) -> WhyNotAnswer | None:
    """Say why whoever has this label may not answer a stage; None where they may. Two queries at most (COMP-2)."""
    officer_id = complaint.victim.officer_id
    first = complaint.stages.filter(number=FIRST).values_list("settled_by", flat=True).first() or ""
    return rules.why_not_answer(
        who=who,
        hands=reading.hands_in(complaint),
        contact=f"staff:{officer_id}" if officer_id is not None else "",
        answered_first=first,
        number=stage.number,
    )


def _take(victim: Victim, person: Person, entry: ComplaintEntry, *, actor: Actor, at: dt.datetime) -> Complaint:
    words = _checked(entry.text)
    known = Complaint.objects.filter(victim=victim, key=entry.key).first()
    if known is not None:
        return known
    if entry.tells_what_happened is None and may_tell_what_happened(text=words):
        raise MayTellWhatHappened
    today = Complaint.objects.filter(victim=victim, person=person, logged_at__gt=at - dt.timedelta(days=1))
    if today.count() >= MOST_IN_A_DAY:
        raise TooManyMessages
    complaint = Complaint.objects.create(
        case=victim.case, victim=victim, person=person, key=entry.key, about=entry.about, text=words,
        tells_what_happened=bool(entry.tells_what_happened), letter=entry.letter, call=entry.call,
        meeting=entry.meeting, received_on=entry.received_on, receipt=entry.receipt, logged_at=at,
        logged_by=actor.label,
    )  # fmt: skip
    stage = stages.open_stage(
        complaint=complaint, number=FIRST, asked_on=entry.received_on, said="", late_reason="", actor=actor, at=at
    )
    stages.record(complaint=complaint, verb=Verb.RECEIVED, actor=actor, at=at, stage=stage)
    if complaint.tells_what_happened:
        work.raise_item(
            kind=WorkKind.FORWARD_TO_POLICE, key=f"pass-to-police:{complaint.pk}", actor=actor, at=at,
            summary="A complaint tells what happened. Pass that to the officer in the case, and do not discuss it.",
            case=complaint.case, victim=victim, about=f"complaint:{complaint.pk}",
            due_at=end_of_day(due_on=stage.acknowledge_due_on),
        )  # fmt: skip
    return complaint


def _acknowledge(complaint: Complaint, stage: ComplaintStage, *, actor: Actor, at: dt.datetime) -> None:
    stage.acknowledged_at, stage.acknowledged_by = at, actor.label
    stage.save(update_fields=["acknowledged_at", "acknowledged_by"])
    stages.record(complaint=complaint, verb=Verb.CONFIRMED, actor=actor, at=at, stage=stage)
    stages.settle_work(stage=stage, names=("acknowledge",), outcome="They know that we have it", actor=actor, at=at)


def _tell_of_news(complaint: Complaint, key: str, *, due_on: dt.date, actor: Actor, at: dt.datetime) -> None:
    news_notices.tell(
        victim=complaint.victim, person=complaint.person, key=key, fallback=_NOTHING_SAFE,
        fallback_key=f"tell-of:{key}", about=f"complaint:{complaint.pk}", due_at=end_of_day(due_on=due_on),
        actor=actor, at=at,
    )  # fmt: skip


def _require_own_or_here(complaint: Complaint, *, actor: Actor) -> None:
    """Refuse unless it is the signed-in person's own complaint, or staff may speak with people in the case."""
    policies.require_own_or_here(
        actor=actor, own=Permission.WRITE_OWN_MESSAGE, permission=Permission.LOG_CONTACT, victim=complaint.victim
    )
    if actor.person_id is not None and actor.person_id != complaint.person_id:
        raise Complaint.DoesNotExist


def _locked_victim(victim_id: uuid.UUID) -> Victim:
    rows = Victim.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("case__unit", "officer", "person").get(pk=victim_id)


def _locked_complaint(complaint_id: uuid.UUID) -> Complaint:
    rows = Complaint.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("case__unit", "victim__person", "victim__officer", "person").get(pk=complaint_id)


def _locked(stage_id: uuid.UUID) -> tuple[Complaint, ComplaintStage]:
    """Lock the complaint of a stage, so that two who act at once see each other's."""
    complaint = _locked_complaint(ComplaintStage.objects.values_list("complaint_id", flat=True).get(pk=stage_id))
    return complaint, complaint.stages.get(pk=stage_id)


def _in_welsh(person: Person, text: str, what_we_do: str, *, is_followed: bool) -> tuple[str, str]:
    """Return the answer in Welsh for whoever reads Welsh, whole; for anybody else nothing."""
    if person.language != Language.CY:
        return "", ""
    words, follows = _clean(text), _clean(what_we_do)
    if not words or bool(follows) is not is_followed:
        raise NotInWelsh
    return words, follows


def _clean(text: str) -> str:
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(words) > LONGEST_TEXT:
        raise UnableToTake(f"There are more than {LONGEST_TEXT:,} characters")
    return words


def _checked(text: str) -> str:
    words = _clean(text)
    if not words:
        raise UnableToTake("There are no words")
    return words
