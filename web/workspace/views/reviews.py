"""Reviews: log a request, read it with its stages, take it or not, give it to a reviewer, record what came of it."""

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from accounts.selectors import names_of
from cases import policies
from cases.models import Case, Obligation, ReviewStage
from cases.rules import review_stages
from cases.rules.vocabulary import (
    DecisionCode,
    ReviewAsker,
    ReviewBody,
    ReviewOutcome,
    ReviewReceipt,
    ReviewStageKind,
    ReviewState,
    ReviewText,
    ToldBy,
)
from cases.rules.working_days import BeyondHorizon
from cases.selectors import records
from cases.selectors import reviews as selectors
from cases.selectors.reviews import ReviewRecord, StageRecord
from cases.services import review_answers, review_rights
from cases.services import reviews as requests
from cases.services.reference import NothingPublished
from communications.rules.letter_requirements import REVIEW_TELLINGS
from communications.selectors import letters
from communications.services import reviews as service
from communications.services.superseding import UNSENT
from web import formatting
from web.components import Row
from web.forms.base import GovukForm
from web.middleware import actor_of
from web.workspace.forms import reviews as forms
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import reviews as presenter

#: Buttons of a form whose answers are looked at once more before they are recorded.
RECORD, CHANGE = "record", "change"


def may_with_reviews(request: HttpRequest, case: Case) -> presenter.May:
    """Say what the viewer may do with reviews in this case."""
    actor = actor_of(request)
    held = {
        name: policies.can(actor=actor, permission=permission, case=case)
        for name, permission in (
            ("log", Permission.ENTER_CASE_FACTS),
            ("arrange", Permission.ARRANGE_REVIEW),
            ("review", Permission.REVIEW_DECISION),
            ("tell", Permission.WRITE_LETTER),
        )
    }
    return presenter.May(**held, label=actor.label)


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def log_review(request: HttpRequest, obligation_id: uuid.UUID) -> HttpResponse:
    """Log a request for a review: the form, the rule's answer to it to check, and then the record."""
    actor, now = actor_of(request), timezone.now()
    owed = records.visible_obligation(viewer=actor, obligation_id=obligation_id)
    policies.require(actor=actor, permission=Permission.ENTER_CASE_FACTS, case=owed.case)
    connections = records.case_record(viewer=actor, case_id=owed.case_id).victim(owed.victim_id).connections
    form = forms.LogReviewForm(
        posted(request),
        connections=connections,
        decided_on=formatting.london_date(at=owed.decided_at),
        today=formatting.london_date(at=now),
        initial={"key": f"form:{uuid.uuid4()}"},
    )
    looked_at(request, owed, case_id=owed.case_id, victim_ids=[owed.victim_id], at=now)
    back = reverse("workspace:case-decisions", args=[owed.case_id])
    if request.method == "POST" and request.POST.get("step") != CHANGE and form.is_valid():
        entry = form.entry()
        if request.POST.get("step") != RECORD:
            rows = _try(form, lambda: _log_rows(owed, form, entry))
            if rows is not None:
                return _check(request, title="Check the request", rows=rows, back=back, button="Log the request")
        else:
            logged = _try(
                form, lambda: service.log_request(obligation_id=obligation_id, entry=entry, actor=actor, at=now)
            )
            if logged is not None:
                messages.success(request, _logged_words(logged))
                return redirect("workspace:review", review_id=logged.request.pk)
    context = {
        "form": form,
        "title": "Log a request for a review",
        "rows": presenter.about(owed),
        "back": back,
        "button": "Continue",
        "warning": "Log it even if you think that it is late or cannot be reviewed. Whoever asks is owed an answer.",
    }
    return page(request, "workspace/review_form.html", context, section="workspace:cases")


@require_safe
@missing_is_404
def review(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Show one request with every stage, its clock and what can be done now."""
    actor, now = actor_of(request), timezone.now()
    record = selectors.visible_review(viewer=actor, review_id=review_id)
    asked = record.request
    labels = [asked.logged_by, asked.checked_by]
    labels += [each.answer.recorded_by for each in record.stages if each.answer is not None]
    labels += [telling.recorded_by for telling in asked.tellings.all()]
    looked_at(request, asked, case_id=asked.case_id, victim_ids=[asked.victim_id], at=now)
    sent = letters.letters_of_review(viewer=actor, review_id=review_id)
    context = {
        "review": presenter.review(
            record, names=names_of(labels), may=may_with_reviews(request, asked.case), letters=sent, at=now
        ),
        "case_id": asked.case_id,
        "due_at": presenter.answer_due(record, letters=sent),
        "at": now,
    }
    return page(request, "workspace/review.html", context, section="workspace:cases")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def check(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Say whether a request to which the rule did not plainly say yes is taken."""
    record = _opened(request, review_id, Permission.ARRANGE_REVIEW)
    form = forms.CheckReviewForm(posted(request))

    def act() -> str:
        answer, reason = form.cleaned_data["answer"], form.cleaned_data["reason"]
        actor, now = actor_of(request), timezone.now()
        if answer == "take":
            stage = service.take(request_id=review_id, reason=reason, actor=actor, at=now)
            return f"Taken. The answer is due by {formatting.weekday_words(stage.due_on)}."
        service.refuse(request_id=review_id, because=ReviewState(answer), reason=reason, actor=actor, at=now)
        return "Not taken. The letter that tells the person why is ready to be finished."

    return _act(request, record, form, act, title="Say whether this request is taken", button="Record the answer")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def reviewer(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Give the current stage to somebody who had no part in the decision."""
    record = _opened(request, review_id, Permission.ARRANGE_REVIEW)
    current = _current(record)
    people = service.possible_reviewers(stage_id=current.stage.pk, at=timezone.now())
    is_independent = current.stage.kind == ReviewStageKind.INDEPENDENT_REVIEW
    form = forms.ReviewerForm(posted(request), people=people, is_independent=is_independent)

    def act() -> str:
        is_ours = form.chosen_body is ReviewBody.THIS_SERVICE
        service.assign(
            stage_id=current.stage.pk,
            body=form.chosen_body,
            reviewer_id=uuid.UUID(form.cleaned_data["reviewer"]) if is_ours else None,
            outside_name="" if is_ours else form.cleaned_data["outside_name"],
            had_no_part=form.cleaned_data["had_no_part"],
            actor=actor_of(request),
            at=timezone.now(),
        )
        return "Given to a reviewer."

    left_out = [f"{user.full_name}: {formatting.and_list(why_not)}" for user, why_not in people if why_not]
    return _act(
        request, record, form, act, title="Give it to a reviewer", button="Give it to them", left_out=left_out,
        is_nobody_fresh=not is_independent and all(why_not for _, why_not in people),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def outcome(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Record what the review found: the form, the answers to check, and then the record, which stays as it is."""
    record = _opened(request, review_id, None)
    current = _current(record)
    asked = record.request
    possible = review_stages.possible_outcomes(
        stage=ReviewStageKind(current.stage.kind),
        text=ReviewText(asked.review_text),
        code=DecisionCode(asked.decision.code),
    )
    found_words = {each.value: tag.text for each, tag in presenter.OUTCOMES.items()}
    form = forms.OutcomeForm(posted(request), possible=possible, words=found_words)
    if request.method == "POST" and request.POST.get("step") not in {RECORD, CHANGE} and form.is_valid():
        means = next(each.means for each in possible if each.outcome.value == form.cleaned_data["outcome"])
        rows = [
            Row(key="What the review found", value=(found_words[form.cleaned_data["outcome"]], means)),
            Row(key="Why", value=tuple(form.cleaned_data["reasons"].splitlines())),
        ]
        if form.cleaned_data["what_follows"].strip():
            rows.append(Row(key="What follows", value=tuple(form.cleaned_data["what_follows"].splitlines())))
        back = reverse("workspace:review", args=[review_id])
        return _check(
            request, title="Check what came of the review", rows=rows, back=back, button="Record the outcome",
            warning="Once recorded, it cannot be changed. The person must then be told.",
        )  # fmt: skip

    def act() -> str:
        service.record_outcome(
            stage_id=current.stage.pk,
            outcome=ReviewOutcome(form.cleaned_data["outcome"]),
            reasons=form.cleaned_data["reasons"],
            what_follows=form.cleaned_data["what_follows"],
            actor=actor_of(request),
            at=timezone.now(),
        )
        return "Outcome recorded, and its letter opened. It stays on the list of work until the person has been told."

    is_recorded = request.POST.get("step") == RECORD
    return _act(
        request, record, form, act, title="Record what came of the review", button="Continue", is_shown=not is_recorded
    )


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def further(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Open the independent review for somebody who is not satisfied with the first answer."""
    record = _opened(request, review_id, Permission.ENTER_CASE_FACTS)
    form = forms.FurtherReviewForm(posted(request))

    def act() -> str:
        stage = service.go_further(
            request_id=review_id,
            asked_on=form.cleaned_data["asked_on"],
            said=form.cleaned_data["said"],
            actor=actor_of(request),
            at=timezone.now(),
        )
        return f"An independent review has begun. Its answer is due by {formatting.weekday_words(stage.due_on)}."

    return _act(request, record, form, act, title="They ask for an independent review", button="Open it")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def tell(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Record that the person was told what came of their request in another way than by its letter."""
    record = _opened(request, review_id, Permission.WRITE_LETTER)
    waiting = [
        letter
        for letter in letters.letters_of_review(viewer=actor_of(request), review_id=review_id)
        if letter.letter_type in REVIEW_TELLINGS and letter.state in UNSENT
    ]
    form = forms.TellingForm(posted(request), has_letter=bool(waiting))

    def act() -> str:
        service.record_telling(
            request_id=review_id,
            told_on=form.cleaned_data["told_on"],
            how=ToldBy(form.cleaned_data["how"]),
            note=form.cleaned_data["note"],
            letter_follows=form.letter_follows,
            actor=actor_of(request),
            at=timezone.now(),
        )
        return "Recorded that they were told. The work of this answer is done."

    return _act(request, record, form, act, title="Record that they were told", button="Record it")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def withdraw(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Close a request that the person took back."""
    record = _opened(request, review_id, Permission.ENTER_CASE_FACTS)
    form = forms.WithdrawReviewForm(posted(request))

    def act() -> str:
        service.withdraw(
            request_id=review_id, reason=form.cleaned_data["reason"], actor=actor_of(request), at=timezone.now()
        )
        return "The request was taken back. The decision stands as it was."

    return _act(request, record, form, act, title="They do not want the review any more", button="Close the request")


def _opened(request: HttpRequest, review_id: uuid.UUID, permission: Permission | None) -> ReviewRecord:
    """Read a request that the viewer may see and, where one is named, act on."""
    actor = actor_of(request)
    record = selectors.visible_review(viewer=actor, review_id=review_id)
    asked = record.request
    if permission is not None:
        policies.require(actor=actor, permission=permission, case=asked.case)
    else:
        may = may_with_reviews(request, asked.case)
        if not may.arrange:
            policies.require(actor=actor, permission=Permission.REVIEW_DECISION, case=asked.case)
    looked_at(request, asked, case_id=asked.case_id, victim_ids=[asked.victim_id], at=timezone.now())
    return record


def _current(record: ReviewRecord) -> StageRecord:
    """Return the latest stage.

    Raises:
        ReviewStage.DoesNotExist: no stage has begun.
    """
    if record.current is None:
        raise ReviewStage.DoesNotExist("No stage has begun")
    return record.current


def _act(
    request: HttpRequest,
    record: ReviewRecord,
    form: GovukForm,
    act: Callable[[], str],
    *,
    title: str,
    button: str,
    is_shown: bool = False,
    **context: object,
) -> HttpResponse:
    """Make the one call when the form is sent and valid; otherwise show it, with what the service refuses."""
    review_id = record.request.pk
    if request.method == "POST" and not is_shown and form.is_valid():
        said = _try(form, act)
        if said is not None:
            messages.success(request, said)
            return redirect("workspace:review", review_id=review_id)
    shown = {
        "form": form,
        "title": title,
        "button": button,
        "back": reverse("workspace:review", args=[review_id]),
        "rows": [
            Row(key="Victim", value=record.request.victim.person.full_name),
            Row(key="Decision", value=DecisionCode(record.request.decision.code).label),
            *(
                [Row(key="Answer due by", value=formatting.weekday_words(record.current.stage.due_on))]
                if record.current is not None and record.is_open
                else []
            ),
        ],
        **context,
    }
    return page(request, "workspace/review_form.html", shown, section="workspace:cases")


def _check(
    request: HttpRequest, *, title: str, rows: list[Row], back: str, button: str, warning: str = ""
) -> HttpResponse:
    """Show the answers once more; they travel with the page, so that nothing is typed again."""
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", "step"}
        for value in values
    ]
    context = {"title": title, "rows": rows, "back": back, "button": button, "warning": warning, "kept": kept}
    return page(request, "workspace/review_check.html", context, section="workspace:cases")


def _log_rows(owed: Obligation, form: forms.LogReviewForm, entry: requests.ReviewEntry) -> list[Row]:
    """List what was answered, with what the rule says to it."""
    right = review_rights.right_of(
        obligation=owed, asker=requests.asker_facts(obligation=owed, entry=entry)[1], on=entry.received_on
    )
    name = (
        ""
        if entry.asker is ReviewAsker.VICTIM
        else dict(form.fields["person"].choices).get(  # type: ignore[attr-defined]
            str(entry.asker_person_id), entry.asker_name
        )
    )
    rows = [
        *presenter.about(owed),
        Row(key="Reached us", value=(formatting.weekday_words(entry.received_on), ReviewReceipt(entry.receipt).label)),
        Row(key="Who asks", value=tuple(filter(None, (entry.asker.label, name)))),
    ]
    if entry.authority:
        rows.append(Row(key="Written authority", value=entry.authority))
    if entry.said:
        rows.append(Row(key="What they said", value=tuple(entry.said.splitlines())))
    return [*rows, *presenter.answer_rows(right)]


def _logged_words(logged: requests.LoggedReview) -> str:
    if not logged.is_new:
        return "This request was already logged. Nothing was logged twice."
    if logged.stage is None:
        return "Request logged. Somebody who arranges reviews must say whether it is taken."
    return f"Request logged. The answer is due by {formatting.weekday_words(logged.stage.due_on)}."


_Made = TypeVar("_Made")
#: What a service refuses, as the field it is about ("" for the whole form) and the words for it.
_REFUSALS: dict[type[Exception], tuple[str, str]] = {
    requests.AlreadyAsked: ("", "A review of this decision was already asked for. Open the case to see it"),
    requests.AlreadyChecked: ("", "Somebody else answered this request first"),
    requests.NeedsReason: ("reason", "Enter why"),
    requests.UnknownAsker: ("person", "Select a person who is connected with this victim, or somebody else"),
    requests.UnknownStep: ("", "This has been answered or closed meanwhile. Go back to see how it stands"),
    review_answers.NotInReview: ("", "This stage has been answered or closed meanwhile. Go back to see how it stands"),
    review_answers.NotTheReviewer: ("", "Only the person to whom the review was given can record what came of it"),
    review_answers.UnableToReview: ("", "This person cannot look at decisions in this case"),
    review_answers.ImpossibleOutcome: ("outcome", "Select an outcome that is possible for this decision"),
    review_answers.NothingToTell: ("", "Nothing waits to be told. Go back to see how it stands"),
    review_answers.NeedsWords: ("what_follows", "Enter what happens next, or why it cannot be put right"),
    NothingPublished: ("", "No time limits are known for this day. Ask the administrator to load them"),
    BeyondHorizon: (
        "",
        "The bank holidays for the due date are not known yet. Ask the administrator to load them",
    ),
}


def _try(form: GovukForm, call: Callable[[], _Made]) -> _Made | None:
    """Make the one call; put what the service refuses beside the field it is about."""
    try:
        return call()
    except review_answers.ToldOutOfOrder:
        form.add_error("told_on", "The date on which they were told must be between the answer and today")
    except requests.ReceivedOutOfOrder:
        name = "received_on" if "received_on" in form.fields else "asked_on"
        form.add_error(name, "Enter a day between what it is about and today")
    except review_answers.NotFresh as refused:
        form.add_error("reviewer", f"Choose somebody else: they {formatting.and_list(list(refused.reasons))}")
    except tuple(_REFUSALS) as refused:
        name, said = _REFUSALS[type(refused)]
        form.add_error(name if name in form.fields else None, said)
    return None
