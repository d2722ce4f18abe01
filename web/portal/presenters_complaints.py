"""A complaint as its person reads it: where it is, until when, who answers, and what can be done next (V27, M11)."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.rules.vocabulary import Language
from communications.models import ComplaintStage
from communications.rules.complaints import (
    FIRST,
    ComplaintAbout,
    ComplaintOutcome,
    ComplaintStanding,
    Further,
    is_about_a_decision,
)
from communications.rules.contact_store import ContactKind
from communications.selectors.contact_store import StoreEntry
from communications.selectors.portal import PortalContact
from communications.services.portal_complaints import OwnComplaint, OwnStage
from web.components import Row, Tag
from web.formatting import date_words, london_date, page_language, weekday_words
from web.portal.forms_complaints import ABOUT
from web.portal.presenters import title_of

_CAUSES: dict[ContactKind, Promise] = {
    ContactKind.LETTER: gettext_lazy("Our letter of %(day)s"),
    ContactKind.CALL: gettext_lazy("Our call of %(day)s"),
    ContactKind.MEETING: gettext_lazy("Our meeting of %(day)s"),
}
_TAGS: dict[ComplaintStanding, tuple[Promise, str]] = {
    ComplaintStanding.RECEIVED: (gettext_lazy("We have it"), "blue"),
    ComplaintStanding.LOOKED_AT: (gettext_lazy("We are looking into it"), "blue"),
    ComplaintStanding.TO_BE_TOLD: (gettext_lazy("We are looking into it"), "blue"),
    ComplaintStanding.ANSWERED: (gettext_lazy("Answered"), "green"),
    ComplaintStanding.WITHDRAWN: (gettext_lazy("Taken back"), "grey"),
}
_OUTCOMES: dict[ComplaintOutcome, Promise] = {
    ComplaintOutcome.UPHELD: gettext_lazy("You are right, and we are sorry."),
    ComplaintOutcome.PARTLY: gettext_lazy("You are right in part, and we are sorry for that."),
    ComplaintOutcome.NOT_UPHELD: gettext_lazy("We looked into this, and do not think that we did it wrong."),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswer:
    """An answer of ours."""

    found: str
    #: What the words were written in: English, where nobody asked us for Welsh.
    language: str
    text: str
    what_we_do: str
    told: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownStage:
    """One answer, asked for or given."""

    title: str
    #: Where it is now, each a sentence.
    lines: tuple[str, ...]
    said: str
    answer: ShownAnswer | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintPage:
    """One complaint."""

    title: str
    tag: Tag
    about: str
    #: What caused it; empty where they chose nothing.
    cause: str
    text: str
    stages: tuple[ShownStage, ...]
    is_about_a_decision: bool
    #: Where somebody more senior is asked for; empty where that is not now.
    further_href: str
    #: Until when, or that it is late.
    further_until: str
    is_late: bool
    assessor_until: str
    is_assessor_over: bool
    has_second_answer: bool
    #: Where it is taken back; empty once it is answered.
    stop_href: str
    contact: str
    phone: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintCard:
    """A complaint as the list shows it."""

    title: str
    href: str
    about: str
    tag: Tag
    when: str


def cause_choices(entries: Iterable[StoreEntry]) -> list[tuple[str, str]]:
    """Offer the letters, calls and meetings that may have caused it, newest first; letters by their name too."""
    return [(f"{each.kind.value}:{each.subject_id}", _choice_words(each)) for each in entries]


def _choice_words(entry: StoreEntry) -> str:
    words = _cause_words(entry.kind, entry.on)
    # Two letters may be of one day.
    return f"{words}: {title_of(entry.letter.purpose)}" if entry.letter is not None else words


def cards(complaints: Iterable[OwnComplaint], *, victim_id: uuid.UUID, today: dt.date) -> tuple[ComplaintCard, ...]:
    """Turn the complaints of a person into the lines of the list."""
    return tuple(
        ComplaintCard(
            title=_title(each),
            href=reverse("portal:complaint", kwargs={"victim_id": victim_id, "complaint_id": each.complaint.pk}),
            about=str(ABOUT[ComplaintAbout(each.complaint.about)]),
            tag=_tag(each.newest),
            when=_lines(each.newest, today=today)[-1],
        )
        for each in complaints
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintCopy:
    """A complaint as it stands in a copy that is taken away."""

    title: str
    about: str
    text: str
    stages: tuple[ShownStage, ...]


def copies(complaints: Iterable[OwnComplaint], *, today: dt.date) -> tuple[ComplaintCopy, ...]:
    """Turn the complaints of a person into what their copy says, on a London date (V20)."""
    return tuple(
        ComplaintCopy(
            title=_title(each),
            about=str(ABOUT[ComplaintAbout(each.complaint.about)]),
            text=each.complaint.text,
            stages=tuple(_stage(stage, today=today) for stage in each.stages),
        )
        for each in complaints
    )


def page(own: OwnComplaint, contact: PortalContact, *, victim_id: uuid.UUID, today: dt.date) -> ComplaintPage:
    """Turn one complaint into its page on a London date."""
    complaint, names = own.complaint, {"victim_id": victim_id, "complaint_id": own.complaint.pk}
    about = ComplaintAbout(complaint.about)
    is_open = own.newest.standing in {ComplaintStanding.RECEIVED, ComplaintStanding.LOOKED_AT}
    return ComplaintPage(
        title=_title(own),
        tag=_tag(own.newest),
        about=str(ABOUT[about]),
        cause=_cause_words(*own.cause) if own.cause is not None else "",
        text=complaint.text,
        stages=tuple(_stage(each, today=today) for each in own.stages),
        is_about_a_decision=is_about_a_decision(about=about),
        further_href=reverse("portal:complaint_further", kwargs=names) if own.further is Further.MAY else "",
        further_until=weekday_words(own.further_until) if own.further_until is not None else "",
        is_late=own.further is Further.LATE,
        assessor_until=weekday_words(own.assessor_until) if own.assessor_until is not None else "",
        is_assessor_over=own.assessor_until is not None and today > own.assessor_until,
        has_second_answer=own.assessor_until is not None,
        stop_href=reverse("portal:complaint_stop", kwargs=names) if is_open else "",
        contact=contact.present_name or contact.unit_name,
        phone=contact.phone,
    )


def check_rows(*, about: ComplaintAbout, cause: str, text: str, tells: bool | None) -> tuple[Row, ...]:
    """Say once more what is about to be sent."""
    rows = [Row(key=_("What it is about"), value=str(ABOUT[about]))]
    if cause:
        rows.append(Row(key=_("It is about this"), value=cause))
    rows.append(Row(key=_("Your words"), value=tuple(line for line in text.splitlines() if line.strip())))
    if tells:
        passed_on = _("We pass your words to the police officer in your case.")
        rows.append(Row(key=_("What happened to you"), value=passed_on))
    return tuple(rows)


def _title(own: OwnComplaint) -> str:
    return _("Your complaint of %(day)s") % {"day": date_words(own.complaint.received_on)}


def _tag(stage: OwnStage) -> Tag:
    words, colour = _TAGS[stage.standing]
    return Tag(text=str(words), colour=colour)


def _cause_words(kind: ContactKind, on: dt.date) -> str:
    return str(_CAUSES[kind]) % {"day": date_words(on)}


def _stage(stage: OwnStage, *, today: dt.date) -> ShownStage:
    return ShownStage(
        title=_("The first answer") if stage.number == FIRST else _("The second answer, by somebody more senior"),
        lines=_lines(stage, today=today),
        said=stage.said,
        answer=_answer(stage.given) if stage.given is not None else None,
    )


def _lines(stage: OwnStage, *, today: dt.date) -> tuple[str, ...]:
    """Say where a stage is; the last sentence is what matters now."""
    due = weekday_words(stage.answer_due_on)
    if stage.standing is ComplaintStanding.WITHDRAWN:
        day = weekday_words(stage.settled_on or stage.asked_on)
        return (_("It was taken back on %(day)s. Nothing more happens with it.") % {"day": day},)
    if stage.given is not None and stage.given.told_on is not None:
        return (_("We told you the answer on %(day)s.") % {"day": weekday_words(stage.given.told_on)},)
    lines = []
    if stage.standing is ComplaintStanding.RECEIVED:
        if today <= stage.acknowledge_due_on:
            day = weekday_words(stage.acknowledge_due_on)
            lines.append(_("Somebody reads it and lets you know by the end of %(day)s.") % {"day": day})
        else:
            lines.append(_("You should have heard by now that somebody reads it. You did not, and we are sorry."))
    else:
        lines.append(_("We have read it and are looking into it."))
    if today > stage.answer_due_on:
        lines.append(
            _(
                "We are sorry. You should have had our answer by %(day)s. You still get one. A manager can see that it "
                "is late."
            )
            % {"day": due}
        )
    else:
        lines.append(_("You will have our answer by the end of %(day)s.") % {"day": due})
    return tuple(lines)


def _answer(given: ComplaintStage) -> ShownAnswer:
    told_on = given.told_on or london_date(at=given.opened_at)
    is_welsh = page_language() is Language.CY and bool(given.answer_cy)
    return ShownAnswer(
        found=str(_OUTCOMES[ComplaintOutcome(given.outcome)]),
        text=given.answer_cy if is_welsh else given.answer,
        what_we_do=given.what_we_do_cy if is_welsh else given.what_we_do,
        language=(Language.CY if is_welsh else Language.EN).value.lower(),
        told=weekday_words(told_on),
    )
