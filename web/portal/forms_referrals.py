"""What a person agrees to who wants their name passed on: to whom, by which way, and what the service may say.

Numbers and emails are those that we know; none is typed here (T4).
"""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communications.models.referral import LONGEST_PHRASE
from communications.rules.help_near import HelpKind
from communications.rules.referrals import SomebodyElse
from communications.services.referrals import Consent
from web.forms import fields
from web.forms.base import GovukForm
from web.portal.fields import WordsField
from web.portal.forms_help import KINDS

SOMEBODY_ELSE = {
    SomebodyElse.RING_OFF: _("Say nothing, and ring off"),
    SomebodyElse.ASK_FOR_ME: _("Ask for me by my first name, and say nothing else"),
}
#: Help of any kind says nothing that they would not do anyway.
TOLD_KINDS: dict[str, fields.Words] = {kind: words for kind, words in KINDS if kind is not HelpKind.ANYTHING}


class ReferralForm(GovukForm):
    """Everything that is agreed to, on one page, so that it can be read as a whole before it is sent."""

    marks_optional = False
    #: Fields that hold one answer out of several ticked ones.
    needed_by_answer: ClassVar[frozenset[str]] = frozenset()

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    service = fields.RadiosField(
        label=_("Which service should we pass your name to?"), choices=[], missing=_("Choose a service")
    )
    way = fields.RadiosField(
        label=_("How may they get in touch with you?"),
        hint=_("These are the numbers and the email that you told us are safe. We pass on only the one that you pick."),
        choices=[],
        missing=_("Choose how they may get in touch"),
    )
    message = fields.YesNoField(
        label=_("If you do not pick up, may they leave a message?"),
        missing=_("Say whether they may leave a message"),
        yes=pgettext_lazy("they may", "Yes"),
        no=pgettext_lazy("they may", "No"),
    )
    somebody_else = fields.RadiosField(
        label=_("If somebody else picks up, what should they do?"),
        choices=list(SOMEBODY_ELSE.items()),
        missing=_("Choose what they should do"),
    )
    phrase = WordsField(
        label=_("Words by which you know that it is them, if you want"),
        hint=_("Two or three words, like a colour and a thing. Take others than those that you have with us."),
        max_length=LONGEST_PHRASE,
    )
    needs = fields.StatementField(
        label=_("Tell them which language I speak, and what I need to talk with somebody"),
    )
    kind = fields.SelectField(
        label=_("Should we tell them what kind of help you look for?"),
        hint=_("We never tell them what happened. You can leave this as it is."),
        choices=TOLD_KINDS.items(),
        blank=_("No, tell them nothing about that"),
    )
    is_hidden = fields.StatementField(
        label=_("Leave no trace of this on my pages here"),
        hint=_("It will not stand here, in your letters or in the copy that you can take away. We still do it."),
    )
    agreed = fields.StatementField(
        label=_("I agree that you tell this service what I chose here"), missing=_("Say that you agree, or go back")
    )

    def __init__(
        self,
        *args: Any,
        services: Iterable[tuple[str, str]],
        ways: Iterable[tuple[str, str]],
        may_leave_message: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = list(services)  # type: ignore[attr-defined]
        self.fields["way"].choices = list(ways)  # type: ignore[attr-defined]
        if not may_leave_message:
            del self.fields["message"]
        self.helper.layout = Layout(*self.fields)

    @property
    def consent(self) -> Consent:
        """What was agreed to; only of a valid form."""
        answers = self.cleaned_data
        return Consent(
            service=answers["service"],
            point_id=uuid.UUID(answers["way"]),
            may_leave_message=bool(answers.get("message")),
            somebody_else=SomebodyElse(answers["somebody_else"]),
            code_phrase=answers["phrase"],
            tells_needs=answers["needs"],
            help_kind=HelpKind(answers["kind"]) if answers["kind"] else None,
            is_hidden=answers["is_hidden"],
        )

    @property
    def kept(self) -> list[tuple[str, str]]:
        """List what was sent, field by field, for the page on which it is checked."""
        return [(name, str(self.data.get(name, ""))) for name in self.fields if self.data.get(name)]
