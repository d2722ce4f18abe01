"""What a browser sends of a device that was unlocked. Its shape is the business of the service."""

from django import forms

from communications.rules.portal_passkeys import LONGEST_ANSWER


class UnlockedForm(forms.Form):
    """The answer of a device, as the script of the page wrote it down."""

    answer = forms.CharField(max_length=LONGEST_ANSWER)
