"""How staff sign in: with the account opened for them, or by single sign-on. Nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Opens no account to strangers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: an administrator opens staff accounts."""
        return False
