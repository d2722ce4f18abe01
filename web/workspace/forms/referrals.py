"""Forms about support services: what somebody agreed to on the telephone, and what was done with it."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms

from communications.models.referral import LONGEST_PHRASE
from communications.rules.help_near import HelpKind
from communications.rules.referrals import FOLLOWS, REASONS, PassedBy, ReferralReason, ReferralState, SomebodyElse
from communications.services.referrals import Consent
from web.forms import fields
from web.forms.base import GovukForm

#: A reason that the service sets by itself.
_NOT_CHOSEN = {ReferralReason.ASKED_AGAIN}


class StartForm(GovukForm):
    """What a person agreed to who is on the telephone."""

    marks_optional = False

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    person = fields.RadiosField(label="Whose name is it?", choices=[], missing="Select whose name it is")
    service = fields.RadiosField(label="To which service?", choices=[], missing="Select the service")
    way = fields.RadiosField(
        label="How may the service get in touch?",
        hint="Only what is known to be safe, and shared with nobody else in the case.",
        choices=[],
        missing="Select how the service may get in touch",
    )
    message = fields.YesNoField(
        label="May the service leave a message?",
        hint="It never does where we may not ourselves.",
        missing="Select whether it may leave a message",
    )
    somebody_else = fields.RadiosField(
        label="If somebody else picks up, what does the service do?",
        choices=SomebodyElse.choices(),
        missing="Select what the service does",
    )
    phrase = fields.TextField(
        label="Words by which they know the service, if they want",
        hint="Not those that they have with us.",
        max_length=LONGEST_PHRASE,
    )
    needs = fields.StatementField(label="They want the service to know their language and what they need to talk")
    kind = fields.SelectField(
        label="Which kind of help is the service told of?",
        hint="Nothing of what happened. Only where they want that.",
        choices=[(kind.value, kind.label) for kind in HelpKind if kind is not HelpKind.ANYTHING],
        blank="None",
    )
    is_hidden = fields.StatementField(label="They want no trace of it on their online pages")
    agreed = fields.StatementField(
        label="I read all of this to them, and they agree to it",
        missing="Confirm that you read it to them and that they agree",
    )

    def __init__(
        self,
        *args: Any,
        people: Iterable[tuple[str, str]],
        services: Iterable[tuple[str, str]],
        ways: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        named = list(people)
        self.fields["person"].choices = named  # type: ignore[attr-defined]
        self.fields["service"].choices = list(services)  # type: ignore[attr-defined]
        self.fields["way"].choices = list(ways)  # type: ignore[attr-defined]
        if len(named) == 1:
            self.fields["person"].widget = forms.HiddenInput()
            self.fields["person"].initial = named[0][0]
        self.helper.layout = Layout(*self.fields)

    @property
    def person_id(self) -> uuid.UUID:
        """Whose name it is."""
        return uuid.UUID(self.cleaned_data["person"])

    @property
    def consent(self) -> Consent:
        """What was agreed to."""
        answers = self.cleaned_data
        return Consent(
            service=answers["service"],
            point_id=uuid.UUID(answers["way"]),
            may_leave_message=answers["message"],
            somebody_else=SomebodyElse(answers["somebody_else"]),
            code_phrase=answers["phrase"],
            tells_needs=answers["needs"],
            help_kind=HelpKind(answers["kind"]) if answers["kind"] else None,
            is_hidden=answers["is_hidden"],
        )


class StepForm(GovukForm):
    """One step: what was done or said, and when."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"passed_how", "why_not", "why_ended"})

    #: How it stood when the page was opened.
    seen = forms.ChoiceField(choices=ReferralState.choices(), widget=forms.HiddenInput)
    step = fields.RadiosField(label="What happened?", choices=[], missing="Select what happened")
    passed_how = fields.RadiosField(label="How was it passed on?", choices=PassedBy.choices())
    why_not = fields.SelectField(
        label="If the service cannot take them, why?",
        choices=[(reason.value, reason.label) for reason in REASONS[ReferralState.DECLINED_BY_SERVICE]],
    )
    why_ended = fields.SelectField(
        label="If it is taken back, why?",
        choices=[
            (reason.value, reason.label) for reason in REASONS[ReferralState.WITHDRAWN] if reason not in _NOT_CHOSEN
        ],
    )
    taken_on = fields.DateField(label="When?", what="the date")

    #: Field of the answer that a step needs, and the words that ask for it.
    _needs: ClassVar[dict[ReferralState, tuple[str, str]]] = {
        ReferralState.PASSED_ON: ("passed_how", "Select how it was passed on"),
        ReferralState.DECLINED_BY_SERVICE: ("why_not", "Select why the service cannot take them"),
        ReferralState.WITHDRAWN: ("why_ended", "Select why it is taken back"),
    }

    def __init__(self, *args: Any, state: ReferralState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        following = FOLLOWS[state]
        self.fields["step"].choices = [  # type: ignore[attr-defined]
            (each.value, each.label) for each in ReferralState if each in following
        ]
        for step, (name, _) in self._needs.items():
            if step not in following:
                del self.fields[name]
        self.helper.layout = Layout(*self.fields)

    def clean(self) -> dict[str, Any]:
        """Ask for what the step needs."""
        answers: dict[str, Any] = super().clean() or {}
        step = answers.get("step")
        name, words = self._needs.get(ReferralState(step), ("", "")) if step else ("", "")
        if name and not answers.get(name) and name not in self.errors:
            self.add_error(name, words)
        return answers

    @property
    def taken(self) -> ReferralState:
        """What happened."""
        return ReferralState(self.cleaned_data["step"])

    @property
    def reason(self) -> ReferralReason | None:
        """Why, where the step has a reason."""
        name = {ReferralState.DECLINED_BY_SERVICE: "why_not", ReferralState.WITHDRAWN: "why_ended"}.get(self.taken, "")
        return ReferralReason(self.cleaned_data[name]) if name else None

    @property
    def passed_on_how(self) -> PassedBy:
        """How it was passed on."""
        return PassedBy(self.cleaned_data["passed_how"])
