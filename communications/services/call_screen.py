"""Everything that whoever rings must know, put together for one page: what to mind, say and be asked (L6).

Writes nothing. The numbers are among it, so whoever shows the page records that they were shown.
"""

import dataclasses
import datetime as dt

from accounts.actors import Actor
from accounts.models import StaffUser
from accounts.permissions import Permission
from cases import policies
from cases.models import Charge, Hearing, Obligation
from cases.rules.vocabulary import JourneyStage, Language, LimitKind, ReviewText
from cases.rules.working_days import london_date
from cases.selectors.records import CaseRecord, VictimRecord
from cases.services import reference
from communications.documents.context import SupportService
from communications.documents.support import services_for
from communications.models import (
    CallSeries,
    CallText,
    Communication,
    ContactAttempt,
    IdentityCheck,
    Promise,
    ReaderWish,
    SupporterTelling,
    WarningSign,
)
from communications.rules.calls.ladder import NextStep
from communications.rules.calls.questions import LikelyQuestion, QuestionFacts, likely_questions
from communications.rules.calls.scripts import Script, ScriptFacts, script
from communications.rules.calls.texts import first_name
from communications.rules.calls.vocabulary import CallPurpose, SeriesState
from communications.rules.collisions import Collision
from communications.rules.dates_in_words import with_weekday
from communications.rules.vocabulary import CommunicationState, PromiseState
from communications.selectors.warning_signs import lasting_signs
from communications.services import (
    call_steps,
    collisions,
    composing,
    contact,
    contact_plans,
    letter_facts,
    news_plans,
    plan_steps,
    reader_words,
    recipients,
)
from communications.services.contact_plans import SupporterNow
from communications.services.news_plans import ShownNewsPlan
from communications.services.plan_steps import ShownPlan
from communications.services.safe_calls import Phones

APPROVED = frozenset({CommunicationState.APPROVED, CommunicationState.SENT, CommunicationState.FAILED})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CallScreen:
    """One series with what must be known before ringing."""

    series: CallSeries
    victim: VictimRecord
    #: It is on record who is on the phone, so that they may be told. Until then nothing here says what that would be:
    #: ``letter_text``, ``questions`` and ``support`` are empty, and ``scripts`` those that anybody may hear (CALL-10).
    may_tell: bool
    #: Newest first.
    attempts: tuple[ContactAttempt, ...]
    texts: tuple[CallText, ...]
    phones: Phones
    #: What comes next; None once the series has ended.
    step: NextStep | None
    #: The check of the conversation that is going on.
    identity: IdentityCheck | None
    letter: Communication | None
    #: The words of the letter as they were approved: nobody reads out a draft.
    letter_text: str
    promise: Promise | None
    scripts: tuple[Script, ...]
    questions: tuple[LikelyQuestion, ...]
    support: tuple[SupportService, ...]
    #: In which order this news reaches the person, and how each step stands; None where no letter has begun.
    plan: ShownPlan | None
    #: By which steps news that an event brought reaches them; None where the calls are about no such news.
    news_plan: ShownNewsPlan | None
    #: Each try to tell a supporter that we will ring, newest first.
    tellings: tuple[SupporterTelling, ...]
    #: What other contacts of the day, and other facts told elsewhere, mean for this call.
    collision: Collision
    #: Signs that this victim may be losing touch; empty for a viewer who does not ring people of the case.
    signs: tuple[WarningSign, ...]
    #: The words that whoever is rung chose for the person accused and for themselves (V32); None for no wish.
    chosen_words: ReaderWish | None
    #: Whether the viewer may ring and record.
    can_log: bool


@reference.read_once()
def read(*, viewer: Actor, series: CallSeries, at: dt.datetime) -> CallScreen:
    """Put together what the page of a series shows at an aware instant; a constant number of queries.

    ``series`` is one that the viewer may see (``communications.selectors.calls.visible_series``).
    """
    known = CaseRecord(case=series.case).victim(series.victim_id)
    phones = call_steps.phones_of(series=series, at=at)
    promise = Promise.objects.filter(victim=series.victim, person=series.person, state=PromiseState.OPEN).first()
    is_open = series.state == SeriesState.OPEN
    letter = call_steps.current_letter(series=series)
    can_log = is_open and policies.can(actor=viewer, permission=Permission.LOG_CONTACT, case=series.case)
    identity = contact.open_identity(series=series, actor=viewer, at=at)
    may_tell = can_log and identity is not None
    words = script(facts=_script_facts(viewer, series, known))
    return CallScreen(
        series=series,
        victim=known,
        may_tell=may_tell,
        attempts=tuple(series.attempts.select_related("identity").order_by("-number")),
        texts=tuple(series.texts.select_related("message").order_by("-recorded_at", "-id")),
        phones=phones,
        step=call_steps.count(series=series, phones=phones, at=at) if is_open else None,
        identity=identity,
        letter=letter,
        letter_text=_approved_text(letter) if may_tell else "",
        promise=promise,
        scripts=tuple(one for one in words if may_tell or one.situation.is_before_identity),
        questions=likely_questions(facts=_question_facts(series, promise, at=at)) if may_tell else (),
        support=_support(series, at=at) if may_tell else (),
        plan=plan_steps.plan_of_letter(communication=letter, at=at) if letter is not None else None,
        news_plan=news_plans.plan_of_series(series=series, at=at),
        tellings=tuple(series.supporter_tellings.order_by("-told_at", "-id")),
        collision=collisions.before_ringing(series=series, at=at),
        signs=lasting_signs(viewer=viewer, victim_ids=[series.victim_id]).get(series.victim_id, ()),
        chosen_words=reader_words.newest(victim=series.victim, person=series.person),
        can_log=can_log,
    )


def supporter(*, series: CallSeries, at: dt.datetime) -> SupporterNow | None:
    """Say who is told before the calls of a series, whether they may be and how it stands; None for nobody (S2)."""
    return contact_plans.supporter_now(series=series, letter=call_steps.current_letter(series=series), at=at)


def plan(*, series: CallSeries, at: dt.datetime) -> ShownPlan | ShownNewsPlan | None:
    """Say in which order the news of a series reaches the person; None where no letter about it has begun."""
    if series.news is not None:
        return news_plans.plan_of_series(series=series, at=at)
    letter = call_steps.current_letter(series=series)
    return plan_steps.plan_of_letter(communication=letter, at=at) if letter is not None else None


def _approved_text(letter: Communication | None) -> str:
    if letter is None or letter.state not in APPROVED or not letter.words or letter.template is None:
        return ""
    return composing.letter_words(communication=letter).as_text()


def _script_facts(viewer: Actor, series: CallSeries, known: VictimRecord) -> ScriptFacts:
    is_staff = viewer.label.startswith("staff:")
    caller = StaffUser.objects.filter(pk=viewer.identifier).values_list("full_name", flat=True) if is_staff else []
    person = series.person
    is_victim = series.person_id == known.victim.person_id
    profile = known.profile if is_victim else None
    return ScriptFacts(
        person=person.preferred_name or person.full_name,
        caller=first_name(full_name=next(iter(caller), "")),
        purpose=CallPurpose(series.purpose),
        has_agreed_words=bool(profile is not None and profile.code_phrase),
        needs_interpreter=bool(person.needs_interpreter),
        is_relative=not is_victim,
    )


def _question_facts(series: CallSeries, promise: Promise | None, *, at: dt.datetime) -> QuestionFacts:
    obligation = series.obligation
    coming = Hearing.objects.filter(case=series.case, is_vacated=False, starts_at__gt=at).order_by("starts_at")
    is_over = JourneyStage(series.case.stage).is_over
    return QuestionFacts(
        purpose=CallPurpose(series.purpose),
        review=ReviewText(obligation.review_text) if obligation is not None else None,
        review_days=_review_days(obligation),
        is_meeting_offered=obligation is not None and obligation.meeting_offer,
        next_update=with_weekday(day=promise.due_on, language=Language.EN) if promise is not None else "",
        next_hearing=_hearing_words(None if is_over else coming.first()),
    )


def _review_days(obligation: Obligation | None) -> int | None:
    if obligation is None:
        return None
    on = london_date(at=obligation.decided_at)
    return reference.load_rules(on=on).limits.in_force(kind=LimitKind.VRR_REQUEST, on=on).value


def _hearing_words(hearing: Hearing | None) -> str:
    if hearing is None or hearing.starts_at is None:
        return ""
    day = with_weekday(day=london_date(at=hearing.starts_at), language=Language.EN)
    return f"On {day}, at {hearing.court_name}"


def _support(series: CallSeries, *, at: dt.datetime) -> tuple[SupportService, ...]:
    """Choose the services that may be named to this person: the same as a letter to them would name."""
    charges = tuple(Charge.objects.filter(charge_victims__victim=series.victim).order_by("id"))
    addressee = recipients.addressee_of(victim=series.victim, obligation=series.obligation, at=at)
    facts = letter_facts.support_facts(
        victim=series.victim, charges=charges, addressee=addressee, on=london_date(at=at)
    )
    return services_for(facts=facts)
