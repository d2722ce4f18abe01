"""The right to review as the portal shows it: whether, why, until when with how that was worked out, and its course."""

import dataclasses
import datetime as dt
import uuid

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cases.rules.vocabulary import RequestStanding, ReviewAsker
from cases.rules.working_days import CountedDay
from cases.services.review_rights import ReviewRight
from communications.rules import review_words
from communications.selectors.portal_reviews import DecisionTold, FollowedAnswer, FollowedReview, FollowedStage
from communications.services.portal_reviews import OpenDecision, OpenReviews
from web.components import Row
from web.formatting import date_words, london_date, page_language, weekday_words

_SATURDAY = 5


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DecisionCard:
    """One decision in the list."""

    title: str
    #: Whether a review may be asked for, or how one stands; empty while the letter has not been opened here.
    standing: str
    href: str
    link: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownStage:
    """One stage of a review that was asked for."""

    title: str
    #: The day on which it was asked for.
    asked: str
    #: By when it is answered, or when it was.
    when: str
    #: What comes next where the day has passed; empty otherwise.
    late: str
    #: What came of it, once the person was told; empty until then.
    outcome: str
    reasons: str
    what_follows: str
    letter_href: str
    is_done: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """One decision with the right to review, or the review itself."""

    title: str
    letter_href: str
    is_unopened: bool
    may: str
    why: str
    then: str
    rows: tuple[Row, ...]
    #: What a person must know today: the last day, or that the ordinary time has passed; empty otherwise.
    warning: str
    #: That somebody looks at the request first; empty where it is taken at once.
    checked_first: str
    ask_href: str
    further_href: str
    #: How the review stands in one sentence; empty where nobody asked.
    standing: str
    said: str
    stages: tuple[ShownStage, ...]
    refusal: ShownStage | None
    contact: str
    phone: str


def cards(opened: OpenReviews, *, victim_id: uuid.UUID, today: dt.date) -> tuple[DecisionCard, ...]:
    """List the decisions, newest letter first."""
    return tuple(_card(each, victim_id=victim_id, today=today) for each in opened.decisions)


def page(opened: OpenDecision, *, victim_id: uuid.UUID, has_read: bool) -> ReviewPage:
    """Show one decision. ``has_read`` is the person's own word that they have read the letter, on paper for example."""
    told = opened.told
    names = {"victim_id": victim_id, "told_id": told.obligation.pk}
    words = review_words.why_words(why=told.why, language=page_language())
    may_ask = told.may_ask and told.right is not None
    return ReviewPage(
        title=_title(told),
        letter_href=reverse("portal:letter", kwargs={"victim_id": victim_id, "letter_id": told.letter_id}),
        is_unopened=told.is_unopened and not has_read,
        may=words.may,
        why=words.why,
        then=words.then,
        rows=_rows(told, today=opened.today) if may_ask else (),
        warning=_warning(told.right, today=opened.today) if may_ask else "",
        checked_first=_checked_first(opened) if may_ask else "",
        ask_href=reverse("portal:review_ask", kwargs=names) if may_ask else "",
        further_href=reverse("portal:review_further", kwargs=names)
        if told.review is not None and told.review.may_go_further
        else "",
        standing=_standing(told.review, today=opened.today) if told.review is not None else "",
        said=told.review.said if told.review is not None else "",
        stages=tuple(_stage(each, victim_id=victim_id, today=opened.today) for each in told.review.stages)
        if told.review is not None
        else (),
        refusal=_refusal(told.review, victim_id=victim_id) if told.review is not None else None,
        contact=opened.contact.present_name or opened.contact.unit_name,
        phone=opened.contact.phone,
    )


def check_rows(*, told: DecisionTold, said: str, late_reason: str, is_late: bool) -> tuple[Row, ...]:
    """List what a person is about to send."""
    rows = [
        Row(key=_("What it is about"), value=_title(told)),
        Row(key=_("What you want the prosecutor to know"), value=_lines(said)),
    ]
    if is_late:
        rows.append(Row(key=_("Why you ask later"), value=_lines(late_reason)))
    return tuple(rows)


def is_late(told: DecisionTold) -> bool:
    """Say whether the ordinary time for asking has passed."""
    return told.right is not None and told.right.answer.standing in {
        RequestStanding.LATE_BUT_ACCEPTED,
        RequestStanding.EXCEPTIONAL_ONLY,
    }


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.splitlines()) if text.strip() else (_("Nothing. You do not have to give a reason."),)


def _title(told: DecisionTold) -> str:
    return _("The decision in our letter of %(day)s") % {"day": date_words(london_date(at=told.sent_at))}


def _card(told: DecisionTold, *, victim_id: uuid.UUID, today: dt.date) -> DecisionCard:
    return DecisionCard(
        title=_title(told),
        standing=_card_standing(told, today=today),
        href=reverse("portal:review", kwargs={"victim_id": victim_id, "told_id": told.obligation.pk}),
        link=_("See what you can ask, and why"),
    )


def _card_standing(told: DecisionTold, *, today: dt.date) -> str:
    if told.is_unopened and told.review is None:
        return _("You have not opened this letter here. It says whether you can ask us to look again.")
    if told.review is not None and not told.may_ask:
        return _standing(told.review, today=today)
    if not told.may_ask or told.right is None:
        return review_words.why_words(why=told.why, language=page_language()).may
    last_day = told.right.ordinary_window_ends_on
    if last_day is not None and today <= last_day:
        return _("You can ask us to look again, by %(day)s.") % {"day": weekday_words(last_day)}
    return review_words.why_words(why=told.why, language=page_language()).may


def _rows(told: DecisionTold, *, today: dt.date) -> tuple[Row, ...]:
    right = told.right
    if right is None or right.ordinary_window_ends_on is None or right.communicated_on is None:
        return (Row(key=_("Ask by"), value=_("No last day has begun to run. You can ask now.")),)
    last_day = right.ordinary_window_ends_on
    rows = [Row(key=_("Ask by"), value=capfirst(weekday_words(last_day)))]
    if today <= last_day:
        rows.append(Row(key=_("Days left, weekends included"), value=str((last_day - today).days)))
    rows.append(
        Row(key=_("How we worked it out"), value=_worked_out(right.days, communicated_on=right.communicated_on))
    )
    if right.outer_window_ends_on is not None:
        later = _("You can still ask until %(day)s. After that we can only look again for exceptional reasons.")
        rows.append(
            Row(key=_("If you need more time"), value=later % {"day": weekday_words(right.outer_window_ends_on)})
        )
    return tuple(rows)


def _worked_out(days: tuple[CountedDay, ...], *, communicated_on: dt.date) -> tuple[str, ...]:
    counted = max((day.number for day in days if day.number is not None), default=0)
    lines = [
        _("Our letter left on %(day)s. From the day after, we counted %(count)s working days.")
        % {"day": weekday_words(communicated_on), "count": counted},
        _("Working days are Monday to Friday, without bank holidays."),
    ]
    holidays = [date_words(day.day) for day in days if day.number is None and day.day.weekday() < _SATURDAY]
    if holidays:
        lines.append(_("Bank holidays that we did not count: %(days)s.") % {"days": ", ".join(holidays)})
    return tuple(lines)


def _warning(right: ReviewRight | None, *, today: dt.date) -> str:
    if right is None or right.ordinary_window_ends_on is None:
        return ""
    if today == right.ordinary_window_ends_on:
        if right.outer_window_ends_on is None:
            return _("Today is the last day for asking.")
        return _("Today is the last day of the ordinary time. If you need longer, we still take your request later.")
    if right.answer.standing is RequestStanding.LATE_BUT_ACCEPTED:
        return _("The ordinary time has passed. You can still ask: we take your request all the same.")
    if right.answer.standing is RequestStanding.EXCEPTIONAL_ONLY:
        return _("The time for asking has passed. You can still send your request. Somebody looks at it first.")
    return ""


def _checked_first(opened: OpenDecision) -> str:
    if opened.is_plain:
        return ""
    if opened.asker is not ReviewAsker.VICTIM:
        return _("You would ask for somebody else. Somebody here checks first that you can, and then writes to you.")
    return _("Somebody here looks first at whether we can take the request, and then writes to you.")


def _standing(review: FollowedReview, *, today: dt.date) -> str:
    if review.refusal is not None:
        return _("We could not take the request to look again.")
    if review.was_taken_back:
        return _("The request to look again was taken back.")
    if review.is_being_checked:
        return _("We have the request to look again. Somebody checks first whether we can take it.")
    if review.is_over:
        return _("We looked again and told you the answer.")
    due_on = review.stages[-1].due_on
    if today > due_on:
        return _(
            "We are looking at it again. Our answer is late, and we are sorry. You should have had it by %(day)s."
        ) % {"day": weekday_words(due_on)}
    return _("We are looking at it again. We answer by %(day)s.") % {"day": weekday_words(due_on)}


def _stage(stage: FollowedStage, *, victim_id: uuid.UUID, today: dt.date) -> ShownStage:
    is_late = stage.answer is None and today > stage.due_on
    if stage.answer is not None:
        when = _("We told you the answer on %(day)s.") % {"day": date_words(stage.answer.told_on)}
    elif is_late:
        when = _("You should have had our answer by %(day)s. You did not, and we are sorry.") % {
            "day": weekday_words(stage.due_on)
        }
    else:
        when = _("We answer by %(day)s. That is %(count)s working days from the day on which it was asked for.") % {
            "day": weekday_words(stage.due_on),
            "count": stage.limit_working_days,
        }
    outcome = ""
    if stage.answer is not None and stage.answer.outcome is not None and not stage.answer.is_unopened:
        outcome = review_words.outcome_words(outcome=stage.answer.outcome, stage=stage.kind, language=page_language())
    return ShownStage(
        title=review_words.stage_words(kind=stage.kind, language=page_language()),
        asked=_("Asked for on %(day)s.") % {"day": date_words(stage.started_on)},
        when=when,
        late=_(
            "Nothing that you did made it late. Looking again goes on, and you still get the answer and the reasons. "
            "A manager can see that it is late. Ask your contact how far it is."
        )
        if is_late
        else "",
        outcome=outcome,
        is_done=stage.answer is not None,
        **_words_of(stage.answer, victim_id=victim_id),
    )


def _refusal(review: FollowedReview, *, victim_id: uuid.UUID) -> ShownStage | None:
    if review.refusal is None:
        return None
    return ShownStage(
        title=_("We could not take your request"),
        asked=_("Asked for on %(day)s.") % {"day": date_words(review.asked_on)},
        when=_("We told you on %(day)s.") % {"day": date_words(review.refusal.told_on)},
        late="",
        outcome="",
        is_done=True,
        **_words_of(review.refusal, victim_id=victim_id),
    )


def _words_of(answer: FollowedAnswer | None, *, victim_id: uuid.UUID) -> dict[str, str]:
    if answer is None:
        return {"reasons": "", "what_follows": "", "letter_href": ""}
    href = ""
    if answer.letter_id is not None:
        href = reverse("portal:letter", kwargs={"victim_id": victim_id, "letter_id": answer.letter_id})
    return {"reasons": answer.reasons, "what_follows": answer.what_follows, "letter_href": href}
