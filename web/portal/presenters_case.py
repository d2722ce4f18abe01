"""The first page: now and next in a sentence each, who has it, the promise, what can be done, the steps (V2 to V6)."""

import dataclasses
import uuid
from collections import Counter

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.rules.vocabulary import HandoverReason
from communications.rules.case_steps import Step, StepState
from communications.rules.portal_actions import Action, ActionKind
from communications.rules.status_words import Reader
from communications.selectors.portal import PortalContact, PortalContactChange, PortalLetter, PortalPromise
from communications.selectors.portal_case import PortalCase
from communications.selectors.portal_records import OwnRecordLine
from communications.services.portal_reading import OpenCase
from web.components import Link, Tag, Task
from web.formatting import date_words, london_date, month_words, weekday_words
from web.portal.presenters import hours_words, support_line, title_of, told_apart
from web.portal.presenters_help import guide_link
from web.portal.presenters_wait import WaitWords, wait_words

#: Letters on the first page; all of them stand in "Letters and messages", and what is not read yet under "to do".
LETTERS_SHOWN = 3


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LetterLink:
    """A letter in the list."""

    title: str
    #: The day it was sent, as people read it.
    sent: str
    href: str
    is_new: bool
    #: A later letter puts right something in it.
    is_corrected: bool
    #: Which of several that read alike; empty for every other.
    apart: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """One step of the case."""

    title: str
    #: The day on which it began; empty where nothing records it, and for what is to come.
    day: str
    state: Tag
    is_now: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """The one thing with a last day that is near."""

    text: str
    link: Link


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The first page."""

    #: Whether a relative of somebody who died reads it.
    is_for_family: bool
    banner: Banner | None
    happened: str
    since: str
    next: str
    #: The next day in court; a whole sentence, empty where none is known or may be said.
    in_court: str
    #: How long the step usually takes; None where we cannot say.
    wait: WaitWords | None
    holder: str
    holder_since: str
    #: A whole sentence; empty where nothing more is awaited.
    awaited: str
    #: That the letter is late, with our apology; empty where it is not.
    letter_late: tuple[str, ...]
    #: When the person will hear from us; empty where no date is promised.
    promise: str
    #: Our apology for a promise that we missed; empty where there is none.
    apology: tuple[str, ...]
    to_do: tuple[Task, ...]
    to_know: tuple[str, ...]
    steps: tuple[ShownStep, ...]
    #: How the step works that the case is at.
    guide: Link
    letters: tuple[LetterLink, ...]
    #: Whom to ask.
    contact: str
    phone: str
    email: str
    opening_hours: str
    #: Who else can help, one line each.
    support: tuple[str, ...]


def home_page(opened: OpenCase) -> HomePage:
    """Say where the case stands."""
    case = opened.case
    return HomePage(
        is_for_family=case.standing.reader is Reader.FAMILY,
        banner=_banner(case),
        happened=case.status.happened,
        since=date_words(case.status_since),
        next=case.status.next,
        in_court=_("The next day in court is %(date)s.") % {"date": weekday_words(case.next_in_court_on)}
        if case.next_in_court_on is not None
        else "",
        wait=wait_words(opened.wait),
        holder=case.holder.words,
        holder_since=date_words(case.holder.since),
        awaited=_("We are waiting for %(what)s.") % {"what": case.holder.awaited} if case.holder.awaited else "",
        letter_late=_letter_late(case),
        promise=_promise(case.promise),
        apology=_apology(case.promise),
        to_do=_tasks(case),
        to_know=(*(_news(action, case) for action in case.actions if not action.is_to_do), *_ends_soon(opened)),
        steps=tuple(shown_step(step, title) for step, title in case.steps),
        guide=guide_link(case.guide),
        letters=_letters(case),
        contact=_whom_to_ask(case.contact),
        phone=case.contact.phone,
        email=case.contact.email,
        opening_hours=hours_words(case.contact.opening_hours),
        support=tuple(support_line(service) for service in opened.support),
    )


def _ends_soon(opened: OpenCase) -> tuple[str, ...]:
    """Say that what the person once chose ends soon, without saying what: others may look on."""
    if opened.beside_ends_on is None:
        return ()
    words = _("Something that you chose under “How we keep in touch” ends on %(date)s.")
    return (words % {"date": date_words(opened.beside_ends_on)},)


def _letters(case: PortalCase) -> tuple[LetterLink, ...]:
    links = [letter_link(each, victim_id=case.victim_id) for each in case.letters[:LETTERS_SHOWN]]
    apart = told_apart([f"{each.title}, {each.sent}" for each in links])
    return tuple(dataclasses.replace(each, apart=words) for each, words in zip(links, apart, strict=True))


def letter_link(letter: PortalLetter, *, victim_id: uuid.UUID) -> LetterLink:
    """Show a letter as a line of a list."""
    return LetterLink(
        title=title_of(letter.purpose),
        sent=date_words(london_date(at=letter.sent_at)),
        href=_letter_href(letter.id, victim_id=victim_id),
        is_new=not letter.has_been_read,
        is_corrected=letter.is_corrected,
    )


#: The page that leads on from each kind of line; a letter has its own.
_PAGES: dict[ActionKind, str] = {
    ActionKind.ASK_FOR_REVIEW: "reviews",
    ActionKind.ANSWER_MEETING: "meetings",
    ActionKind.CONFIRM_CONTACT: "choices",
}


def _tasks(case: PortalCase) -> tuple[Task, ...]:
    """List what can be done; what two lines are about is told apart in their links (WCAG 2.4.4)."""
    tasks = [_task(action, case) for action in case.actions if action.is_to_do]
    alike = Counter(each.title for each in tasks)
    apart = told_apart([f"{each.title}, {each.hint}" for each in tasks])
    return tuple(
        dataclasses.replace(each, hidden_text=", ".join(filter(None, (each.hint, words))))
        if alike[each.title] > 1
        else each
        for each, words in zip(tasks, apart, strict=True)
    )


def _task(action: Action, case: PortalCase) -> Task:
    on = {"date": date_words(action.on)} if action.on is not None else {}
    status_text = ""
    if action.kind is ActionKind.READ_LETTER:
        title = _("Read our letter of %(date)s") % on
        # Two letters may be of one day.
        hint = next((title_of(each.purpose) for each in case.letters if each.id == action.letter_id), "")
    elif action.kind is ActionKind.READ_HARD_LETTER:
        title = _("Choose when to read our letter of %(date)s") % on
        hint = _("It may be hard to read. You can ask us to ring you first.")
    elif action.kind is ActionKind.ASK_FOR_REVIEW:
        title = _("Ask for a decision to be looked at again")
        hint = _("Only if you want to. Our letter to you explains how.")
        status_text = _until(action)
    elif action.kind is ActionKind.ANSWER_MEETING:
        title = _("Tell us whether you want to meet us")
        hint = _("We offered you a meeting on %(date)s. You do not have to say yes.") % on
    else:
        title = _("Tell us whether we still reach you safely")
        hint = _("We ask every three months, so that nothing goes to a place that is no longer safe.")
    return Task(title=title, href=_href(action, case), hint=hint, status_text=status_text)


def _banner(case: PortalCase) -> Banner | None:
    if case.banner is None or case.banner.until is None:
        return None
    return Banner(
        text=_("You can ask for a decision to be looked at again until %(date)s.")
        % {"date": weekday_words(case.banner.until)},
        link=Link(text=_("What you can do"), href=_href(case.banner, case)),
    )


def _until(action: Action) -> str:
    return _("Until %(date)s") % {"date": date_words(action.until)} if action.until is not None else ""


def _href(action: Action, case: PortalCase) -> str:
    if action.letter_id is not None:
        return _letter_href(action.letter_id, victim_id=case.victim_id)
    return reverse(f"portal:{_PAGES[action.kind]}", kwargs={"victim_id": case.victim_id})


def _letter_href(letter_id: uuid.UUID, *, victim_id: uuid.UUID) -> str:
    return reverse("portal:letter", kwargs={"victim_id": victim_id, "letter_id": letter_id})


def _news(action: Action, case: PortalCase) -> str:
    on = {"date": date_words(action.on)} if action.on is not None else {}
    if action.kind is ActionKind.REVIEW_ASKED:
        return (
            _("You asked on %(date)s for a decision to be looked at again. We will write to you with the answer.") % on
        )
    if action.kind is ActionKind.MEETING_ARRANGED:
        return _("You have a meeting with us on %(date)s.") % on
    if action.kind is ActionKind.MEETING_AGREED:
        return _("You said that you want to meet us. We are finding a time.")
    if action.kind is ActionKind.CONTACT_AWAY:
        return cover_words(case.contact)
    return contact_change(case.contact_change)


_STEP_STATES: dict[StepState, tuple[Promise, str]] = {
    StepState.DONE: (gettext_lazy("Done"), "green"),
    StepState.NOW: (gettext_lazy("Now"), "blue"),
    StepState.TO_COME: (gettext_lazy("To come"), "grey"),
}


def shown_step(step: Step, title: str) -> ShownStep:
    """Show one step with its day and how it stands."""
    words, colour = _STEP_STATES[step.state]
    return ShownStep(
        title=title,
        day=date_words(step.on) if step.on is not None else "",
        state=Tag(text=str(words), colour=colour),
        is_now=step.state is StepState.NOW,
    )


def _promise(promise: PortalPromise) -> str:
    if promise.due_on is None:
        return ""
    return _("You will hear from us by %(date)s, even if nothing has changed.") % {
        "date": weekday_words(promise.due_on)
    }


def _apology(promise: PortalPromise) -> tuple[str, ...]:
    if promise.missed_on is None:
        return ()
    said = _("We said that you would hear from us by %(date)s. You did not, and we are sorry.") % {
        "date": date_words(promise.missed_on)
    }
    if promise.due_on is None:
        return (
            said,
            _("You had to wait because of us, not because of anything you did. We will give you a new date."),
        )
    return (said, _("You will hear from us by %(day)s.") % {"day": weekday_words(promise.due_on)})


def _letter_late(case: PortalCase) -> tuple[str, ...]:
    if case.letter_late_since is None:
        return ()
    late = _("We should have sent you this letter by %(date)s. We have not sent it yet, and we are sorry.")
    return (
        late % {"date": date_words(case.letter_late_since)},
        _("You have to wait because of us, not because of anything you did. You can ring us and ask about it."),
    )


#: Why the contact changed, said to the person.
_CHANGES: dict[HandoverReason, Promise] = {
    HandoverReason.LEAVING: gettext_lazy("%(former)s is leaving our team."),
    HandoverReason.OTHER_WORK: gettext_lazy("%(former)s has other work here now."),
    HandoverReason.AWAY: gettext_lazy("%(former)s is away from work for some time."),
    HandoverReason.SHARED_OUT: gettext_lazy(
        "We have shared out our work again, so that everybody gets enough of our time."
    ),
    HandoverReason.EXPERIENCE: gettext_lazy("Your new contact works with cases like yours every day."),
    HandoverReason.ASKED_FOR: gettext_lazy("You asked for somebody else. Thank you for telling us."),
}


def cover_words(contact: PortalContact) -> str:
    """Say who is there while the contact is away."""
    if contact.cover_until is None:
        return ""
    return _("%(officer)s is away until %(date)s. Until then, ask %(cover)s.") % {
        "officer": contact.officer_name,
        "date": date_words(contact.cover_until),
        "cover": contact.cover_name,
    }


def _whom_to_ask(contact: PortalContact) -> str:
    if not contact.officer_name:
        return contact.unit_name
    return _("Your contact is %(name)s, %(unit)s.") % {"name": contact.officer_name, "unit": contact.unit_name}


def contact_change(change: PortalContactChange | None) -> str:
    """Say that the contact changed, when and why."""
    if change is None:
        return ""
    why = str(_CHANGES[change.reason]) % {"former": change.former_name}
    said = _("Your contact changed on %(date)s. Before, it was %(former)s.") % {
        "date": date_words(change.changed_on),
        "former": change.former_name,
    }
    return " ".join((said, why, _("What we agreed with you still stands.")))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RecordLink:
    """One record of somebody who has several."""

    text: str
    href: str
    #: What tells it from the others, and nothing of what it is about (T8).
    hints: tuple[str, ...]


def record_links(records: tuple[OwnRecordLine, ...]) -> tuple[RecordLink, ...]:
    """Offer the records of somebody who has several, oldest first."""
    return tuple(
        RecordLink(
            text=_("Updates %(number)s") % {"number": number},
            href=reverse("portal:home", kwargs={"victim_id": record.victim_id}),
            hints=tuple(filter(None, _hints(record))),
        )
        for number, record in enumerate(records, start=1)
    )


def _hints(record: OwnRecordLine) -> tuple[str, ...]:
    return (
        _("In touch since %(month)s.") % {"month": month_words(record.since)},
        _("Your contact is %(name)s.") % {"name": record.contact_name} if record.contact_name else "",
        _("You will hear from us by %(day)s.") % {"day": weekday_words(record.next_on)} if record.next_on else "",
    )
