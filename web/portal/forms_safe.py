"""When and how it is safe to reach a person: one question to a page, and what was answered on the pages before.

What was answered travels with the page, signed for this one session, until it is saved. Nothing half answered is
stored, and nothing that was said before about a code phrase or about other people is put onto a page again (T4).
"""

import dataclasses
import datetime as dt
from typing import Any, ClassVar

from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.models import SafeContactProfile
from cases.services.people import ProfileChange
from web.forms import fields
from web.forms.base import GovukForm
from web.portal.fields import ClockField, DayField, WordsField

_SALT = "portal.safe-contact"
#: No longer than any session lasts.
_LONGEST = dt.timedelta(hours=2)
KEEP, NEW, NONE = "keep", "new", "none"
NEVER = ("never_post", "never_email", "never_text", "never_phone")
WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
#: As many windows as anybody can mean; what is signed must not grow without end.
MOST_TIMES = 30


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered so far."""

    #: The version of the profile that the first page was made from.
    seen: int | None
    safe: tuple[dict[str, Any], ...] = ()
    avoid: tuple[dict[str, Any], ...] = ()
    voicemail: bool | None = None
    never: tuple[str, ...] = ()
    phrase: str = KEEP
    phrase_words: str = ""
    secret: str = KEEP
    secret_words: str = ""
    #: Every question was answered once: from now on each leads back to the whole.
    is_whole: bool = False

    @property
    def change(self) -> ProfileChange:
        """Return what is to be saved; None for what stays as it is."""
        return ProfileChange(
            safe_windows=list(self.safe),
            times_to_avoid=list(self.avoid),
            voicemail=self.voicemail,
            never_post="never_post" in self.never,
            never_email="never_email" in self.never,
            never_text="never_text" in self.never,
            never_phone="never_phone" in self.never,
            code_phrase={KEEP: None, NEW: self.phrase_words, NONE: ""}[self.phrase],
            must_not_know={KEEP: None, NEW: self.secret_words, NONE: ""}[self.secret],
        )


def from_profile(profile: SafeContactProfile | None) -> Answers:
    """Begin with what holds now."""
    if profile is None:
        return Answers(seen=None)
    return Answers(
        seen=profile.pk,
        safe=tuple(profile.safe_windows),
        avoid=tuple(profile.times_to_avoid),
        voicemail=profile.voicemail,
        never=tuple(name for name in NEVER if getattr(profile, name)),
    )


def pack(answers: Answers, *, session: str) -> str:
    """Sign what was answered, for the pages of this one session."""
    return signing.dumps(dataclasses.asdict(answers), salt=f"{_SALT}:{session}", compress=True)


def unpack(text: str, *, session: str) -> Answers | None:
    """Read what was answered before; None where it is not from this session, or too old."""
    try:
        known = signing.loads(text, salt=f"{_SALT}:{session}", max_age=_LONGEST)
    except signing.BadSignature:
        return None
    return Answers(**{**known, **{name: tuple(known[name]) for name in ("safe", "avoid", "never")}})


class TimesForm(GovukForm):
    """Days of the week and from when to when; empty where nothing is to be added."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"days", "since", "until"})

    days = fields.CheckboxesField(
        label=gettext_lazy("On which days?"), choices=[(str(day), name) for day, name in enumerate(WEEKDAYS)]
    )
    since = ClockField(label=gettext_lazy("From"), hint=gettext_lazy("For example, 9am"))
    until = ClockField(label=gettext_lazy("To"), hint=gettext_lazy("For example, 5:30pm"))

    @property
    def has_window(self) -> bool:
        """Whether anything of a window was entered."""
        entered = [self["days"].data, self["since"].data, self["until"].data]
        return any(bool(value) for value in entered)

    def clean(self) -> dict[str, Any]:
        """Ask for all of a window where some of it was entered, in the order of the clock."""
        answers: dict[str, Any] = super().clean() or {}
        if not self.has_window:
            return answers
        if not answers.get("days"):
            self.add_error("days", _("Select at least one day"))
        if answers.get("since") is None and "since" not in self.errors:
            self.add_error("since", _("Enter from when"))
        if answers.get("until") is None and "until" not in self.errors:
            self.add_error("until", _("Enter until when"))
        since, until = answers.get("since"), answers.get("until")
        if since is not None and until is not None and until <= since and until != dt.time(0, 0):
            self.add_error("until", _("The end must be later than the beginning, on the same day"))
        return answers

    @property
    def windows(self) -> tuple[dict[str, Any], ...]:
        """Return what was entered, as a profile keeps it; only of a valid form."""
        if not self.has_window:
            return ()
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return (
            {
                "days": sorted(int(day) for day in self.cleaned_data["days"]),
                "from": f"{since:%H:%M}",
                "to": "24:00" if until == dt.time(0, 0) else f"{until:%H:%M}",
            },
        )


class AvoidForm(TimesForm):
    """Times of the week to avoid, or one day."""

    on = DayField(
        label=gettext_lazy("Or one day on which we leave you in peace"), hint=gettext_lazy("For example, 12 5 2026")
    )

    @property
    def windows(self) -> tuple[dict[str, Any], ...]:
        """Return what was entered, as a profile keeps it; only of a valid form."""
        on = self.cleaned_data.get("on")
        return (*super().windows, *(({"on": on.isoformat()},) if on is not None else ()))


class VoicemailForm(GovukForm):
    """Messages on voicemail."""

    voicemail = fields.RadiosField(
        label=gettext_lazy("If you do not pick up, may we leave a message?"),
        choices=[
            ("yes", gettext_lazy("Yes, with a first name and a number to ring, and nothing else")),
            ("no", gettext_lazy("No, leave no message")),
        ],
        missing=gettext_lazy("Select yes if we may leave a message"),
    )


class NeverForm(GovukForm):
    """Ways that must never be used."""

    never = fields.CheckboxesField(
        label=gettext_lazy("Is there anything that we must never use?"),
        choices=[
            ("never_post", gettext_lazy("Post to your address")),
            ("never_email", gettext_lazy("Email")),
            ("never_text", gettext_lazy("Text messages")),
            ("never_phone", gettext_lazy("Phone calls")),
        ],
        hint=gettext_lazy("Select all that must not be used. If everything is safe, select nothing."),
    )


class SecretForm(GovukForm):
    """Words that are kept, and never shown on these pages once they are saved."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"words"})

    #: What may be answered where something is kept already.
    #: In Welsh each question has its own yes and no.
    yes: ClassVar[fields.Words]
    no: ClassVar[fields.Words]
    keep: ClassVar[fields.Words]
    another: ClassVar[fields.Words]
    take_back: ClassVar[fields.Words]

    answer = fields.RadiosField(label="", choices=[], missing=gettext_lazy("Select an answer"))
    words = WordsField(label="", max_length=120)

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            offered = [(KEEP, self.keep), (NEW, self.another), (NONE, self.take_back)]
        else:
            offered = [(NEW, self.yes), (KEEP, self.no)]
        self.fields["answer"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the words where there are to be new ones."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("answer") == NEW and not str(answers.get("words", "")).strip() and "words" not in self.errors:
            self.add_error("words", _("Write the words that we should keep"))
        return answers


class PhraseForm(SecretForm):
    """Words by which they know that it is us, and we know that it is them."""

    yes = pgettext_lazy("I do", "Yes")
    no = pgettext_lazy("I do", "No")
    keep = gettext_lazy("Keep the one that I have")
    another = gettext_lazy("Yes, a new one")
    take_back = gettext_lazy("No, I do not want one any more")

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, is_known=is_known, **kwargs)
        self.fields["answer"].label = _("Do you want a code phrase?")
        self.fields["words"].label = _("If yes, which words?")
        self.fields["words"].help_text = _(
            "Two or three words that nobody would guess, like a colour and a thing. Not a birthday and not a pet."
        )


class MustNotKnowForm(SecretForm):
    """Who must not learn that we are in touch."""

    yes = pgettext_lazy("there is", "Yes")
    no = pgettext_lazy("there is", "No")
    keep = gettext_lazy("Keep what I told you")
    another = gettext_lazy("Yes, and it has changed")
    take_back = gettext_lazy("No, nobody any more")

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, is_known=is_known, **kwargs)
        self.fields["answer"].label = _("Is there anybody who must not know that we are in touch?")
        self.fields["words"].label = _("If yes, who?")
        self.fields["words"].help_text = _("For example, the people I live with. You do not have to say why.")
