"""When and how it is safe to reach a person, in words. What is secret is said to be kept, and never shown (T4)."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import SafeContactProfile
from communications.rules.agreed_words import window_words
from communications.services import own_choices
from web.components import Row
from web.formatting import date_words, page_language
from web.portal.forms_safe import KEEP, NEVER, NEW, Answers

_NEVER = {
    "never_post": gettext_lazy("Post to your address"),
    "never_email": gettext_lazy("Email"),
    "never_text": gettext_lazy("Text messages"),
    "never_phone": gettext_lazy("Phone calls"),
}


def windows(stored: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Say each window of the week and each day in words, in the stored order."""
    return tuple(
        date_words(dt.date.fromisoformat(str(window["on"])))
        if "on" in window
        else window_words(window=window, language=page_language())
        for window in stored
    )


def _lines(stored: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Begin each as a line begins: Welsh writes a weekday small elsewhere."""
    return tuple(capfirst(line) for line in windows(stored))


def safe_words(stored: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Say when we may reach somebody."""
    return _lines(stored) or (_("Any day from 8am to 8pm"),)


def avoid_words(stored: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Say when we must not."""
    return _lines(stored) or (_("No times to avoid"),)


def never_words(names: Iterable[str]) -> tuple[str, ...]:
    """Say what must never be used."""
    found = set(names)
    return tuple(str(words) for name, words in _NEVER.items() if name in found) or (_("Nothing"),)


def voicemail_words(answer: bool | None) -> str:  # noqa: FBT001  (a stored answer, not a switch)
    """Say whether we may leave a message."""
    if answer is None:
        return _("As you agreed with us for each number")
    return _("We may leave a message") if answer else _("We leave no message")


def phrase_words(*, is_kept: bool) -> str:
    """Say whether there is a code phrase, never which."""
    return _("You have one. It is not shown here.") if is_kept else _("You have none")


def secret_words(*, is_kept: bool) -> str:
    """Say whether somebody must not know, never who."""
    return _("You told us. It is not shown here.") if is_kept else _("You named nobody")


def never_of(profile: SafeContactProfile | None) -> tuple[str, ...]:
    """Return the ways that a profile closes."""
    return tuple(name for name in NEVER if profile is not None and getattr(profile, name))


def check_rows(answers: Answers, *, profile: SafeContactProfile | None) -> tuple[tuple[str, Row], ...]:
    """List every answer with the question that it belongs to, and what holds now where that is something else."""
    has_phrase = profile is not None and bool(profile.code_phrase)
    has_secret = profile is not None and bool(profile.must_not_know)
    phrase = phrase_words(is_kept=answers.phrase == NEW or (answers.phrase == KEEP and has_phrase))
    secret = secret_words(is_kept=answers.secret == NEW or (answers.secret == KEEP and has_secret))
    held_safe = profile.safe_windows if profile is not None else []
    held_avoid = profile.times_to_avoid if profile is not None else []
    held_voicemail = profile.voicemail if profile is not None else None
    return (
        ("times", _row(_("When we may ring or text you"), safe_words(answers.safe), safe_words(held_safe))),
        ("avoid", _row(_("Times to avoid"), avoid_words(answers.avoid), avoid_words(held_avoid))),
        (
            "voicemail",
            _row(_("Messages on voicemail"), (voicemail_words(answers.voicemail),), (voicemail_words(held_voicemail),)),
        ),
        ("never", _row(_("Never use"), never_words(answers.never), never_words(never_of(profile)))),
        ("phrase", Row(key=_("Code phrase"), value=(phrase, *_new(answers.phrase == NEW)))),
        (
            "secret",
            Row(key=_("Who must not know"), value=(secret, *_new(answers.secret == NEW))),
        ),
    )


def _new(is_new: bool) -> tuple[str, ...]:  # noqa: FBT001  (one word more or none)
    return (_("You have just changed it."),) if is_new else ()


def _row(key: str, value: tuple[str, ...], held: tuple[str, ...]) -> Row:
    before = () if value == held else (_("Until now: %(before)s") % {"before": "; ".join(held)},)
    return Row(key=key, value=(*value, *before))


def warnings(answers: Answers, *, at: dt.datetime) -> tuple[str, ...]:
    """Say what these answers leave no room for, before they are saved."""
    found = []
    if not own_choices.leaves_time(safe_windows=answers.safe, times_to_avoid=answers.avoid, at=at):
        found.append(
            _("With these times there is no moment at which we may ring or text you. We can then only write letters.")
        )
    if set(NEVER) <= set(answers.never):
        found.append(_("With these answers there is no way left to reach you, except this page."))
    return tuple(found)
