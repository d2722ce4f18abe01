"""Asking when and how it is safe to reach a person: question by question, then the whole, then it holds (V13, V14)."""

import dataclasses
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from cases.services.people import Seen
from communications.rules.portal_proof import Need
from communications.services import own_choices
from communications.services.own_choices import OpenChoices
from communications.services.portal_sessions import Visitor
from web.components import ErrorLink
from web.forms.base import GovukForm
from web.portal import access, presenters_safe
from web.portal import forms_safe as forms
from web.portal import presenters_choices as presenter
from web.portal.forms_safe import Answers
from web.portal.views_choices import opened

TIMES, AVOID, VOICEMAIL, NEVER, PHRASE, SECRET, CHECK = (
    "times", "avoid", "voicemail", "never", "phrase", "secret", "check",
)  # fmt: skip
STEPS = (TIMES, AVOID, VOICEMAIL, NEVER, PHRASE, SECRET, CHECK)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One page of the questions, asked for by somebody who is signed in."""

    request: HttpRequest
    visitor: Visitor
    victim_id: uuid.UUID
    viewer: Actor
    found: OpenChoices

    @property
    def session(self) -> str:
        return str(self.visitor.session_id)

    def show(self, step: str, answers: Answers, form: GovukForm | None = None, *, problem: str = "") -> HttpResponse:
        """Show one question with what was answered before, or the whole."""
        profile = self.found.choices.profile
        shown = form if form is not None else _form(step, None, answers, self.found)
        context: dict[str, Any] = {
            "step": step,
            "form": shown,
            "has_errors": bool(problem),
            "errors": [ErrorLink(text=problem)] if problem else shown.error_links,
            "kept": forms.pack(answers, session=self.session),
            "safe": presenters_safe.windows(answers.safe),
            "avoid": presenters_safe.windows(answers.avoid),
            "rows": presenters_safe.check_rows(answers, profile=profile) if step == CHECK else (),
            "warnings": presenters_safe.warnings(answers, at=timezone.now()) if step == CHECK else (),
            "is_first": step == TIMES,
            "reader": presenter.reader_of(self.found),
            "victim_id": self.victim_id,
        }
        return render(self.request, "portal/choices_safe.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def safe(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Ask one question after another; save when the whole was looked at."""
    viewer, found = opened(request, visitor, victim_id)
    asked = _Asked(request=request, visitor=visitor, victim_id=victim_id, viewer=viewer, found=found)
    answers = forms.unpack(request.POST.get("kept", ""), session=asked.session) if request.method == "POST" else None
    step = request.POST.get("step", "")
    if answers is None or step not in STEPS:
        return asked.show(TIMES, forms.from_profile(found.choices.profile))
    act, _separator, what = request.POST.get("act", "next").partition(":")
    if act == "back":
        return asked.show(STEPS[max(STEPS.index(step) - 1, 0)], answers)
    if act == "change" and what in STEPS:
        return asked.show(what, answers)
    if act == "remove":
        return asked.show(step, _without(answers, step, what))
    if step == CHECK:
        return _saved(asked, answers)
    return _answered(asked, step, answers, is_more_wanted=act == "add")


def _answered(asked: _Asked, step: str, answers: Answers, *, is_more_wanted: bool) -> HttpResponse:
    """Take in the answer to one question, and go on to the next or to the whole."""
    form = _form(step, asked.request.POST, answers, asked.found)
    if not form.is_valid():
        return asked.show(step, answers, form)
    newer = _TAKE[step](form, answers)
    if max(len(newer.safe), len(newer.avoid)) > forms.MOST_TIMES:
        form.add_error("days", _("These are many times. Please tell your contact instead."))
        return asked.show(step, answers, form)
    if is_more_wanted:
        return asked.show(step, newer)
    following = CHECK if newer.is_whole else STEPS[STEPS.index(step) + 1]
    return asked.show(following, dataclasses.replace(newer, is_whole=newer.is_whole or following == CHECK))


def _saved(asked: _Asked, answers: Answers) -> HttpResponse:
    """Make the one call; what somebody else changed meanwhile is shown beside what was answered."""
    try:
        own_choices.choose_safe_contact(
            actor=asked.viewer, change=answers.change, seen=Seen(answers.seen), at=timezone.now()
        )
    except own_choices.ChangedMeanwhile:
        profile = asked.found.choices.profile
        newer = dataclasses.replace(answers, seen=profile.pk if profile is not None else None)
        return asked.show(
            CHECK,
            newer,
            problem=_(
                "This was changed by somebody else while you answered, perhaps after you spoke to us. Below you see "
                "your answers beside what holds now. Save them if they are what you want."
            ),
        )
    return redirect("portal:safe_saved", victim_id=asked.victim_id)


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def safe_saved(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Say that it holds from now on."""
    _viewer, found = opened(request, visitor, victim_id)
    context = {"reader": presenter.reader_of(found), "victim_id": victim_id}
    return render(request, "portal/choices_safe_saved.html", context)


def _form(step: str, data: Any, answers: Answers, found: OpenChoices) -> GovukForm:
    profile = found.choices.profile
    if step == AVOID:
        return forms.AvoidForm(data)
    if step == VOICEMAIL:
        known = {True: "yes", False: "no", None: None}[answers.voicemail]
        return forms.VoicemailForm(data, initial={"voicemail": known})
    if step == NEVER:
        return forms.NeverForm(data, initial={"never": list(answers.never)})
    if step == PHRASE:
        is_known = profile is not None and bool(profile.code_phrase)
        initial = {"answer": answers.phrase, "words": answers.phrase_words}
        return forms.PhraseForm(data, is_known=is_known, initial=initial)
    if step == SECRET:
        is_known = profile is not None and bool(profile.must_not_know)
        initial = {"answer": answers.secret, "words": answers.secret_words}
        return forms.MustNotKnowForm(data, is_known=is_known, initial=initial)
    return forms.TimesForm(data)


def _with_words(form: GovukForm, *, answer: str, words: str, answers: Answers) -> Answers:
    said = form.cleaned_data["answer"]
    text = str(form.cleaned_data["words"]).strip() if said == forms.NEW else ""
    return dataclasses.replace(answers, **{answer: said, words: text})


_TAKE: dict[str, Callable[[Any, Answers], Answers]] = {
    TIMES: lambda form, answers: dataclasses.replace(answers, safe=(*answers.safe, *form.windows)),
    AVOID: lambda form, answers: dataclasses.replace(answers, avoid=(*answers.avoid, *form.windows)),
    VOICEMAIL: lambda form, answers: dataclasses.replace(answers, voicemail=form.cleaned_data["voicemail"] == "yes"),
    NEVER: lambda form, answers: dataclasses.replace(answers, never=tuple(form.cleaned_data["never"])),
    PHRASE: lambda form, answers: _with_words(form, answer="phrase", words="phrase_words", answers=answers),
    SECRET: lambda form, answers: _with_words(form, answer="secret", words="secret_words", answers=answers),
}


def _without(answers: Answers, step: str, what: str) -> Answers:
    """Take one window out; what is not there any more is no error."""
    number = int(what) if what.isdecimal() else -1
    if step == TIMES:
        return dataclasses.replace(
            answers, safe=tuple(window for place, window in enumerate(answers.safe) if place != number)
        )
    return dataclasses.replace(
        answers, avoid=tuple(window for place, window in enumerate(answers.avoid) if place != number)
    )
