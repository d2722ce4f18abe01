"""What a client may do: nothing, unless the view names a scope that the client holds."""

from typing import Any

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.api_keys import ApiScope
from web.api.authentication import caller_of
from web.api.problems import Problem


class Nobody(BasePermission):
    """The default: a view that names no permission of its own is open to nobody."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Refuse."""
        return False


class HoldsScope(BasePermission):
    """Asks for the scope that the view names for the method (``scopes``)."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Refuse a stranger with 401, a method the view does not know with 405, a client without the scope with 403.

        Raises:
            Problem: always when it refuses, so that the answer is the same for every view.
            MethodNotAllowed: the view does not know the method.
        """
        user = caller_of(request.user)
        scopes: dict[str, ApiScope] = getattr(view, "scopes", {})
        scope = scopes.get(request.method or "")
        if scope is None and request.method not in view.allowed_methods:
            raise MethodNotAllowed(request.method or "")
        require_scope(user=user, scope=scope)
        return True


def require_scope(*, user: object, scope: ApiScope | None) -> None:
    """Refuse whoever is no client that holds the scope; where a view names none, nobody does.

    Raises:
        Problem: with the code of what is missing.
    """
    client = caller_of(user).client
    if scope is None or scope.value not in client.scopes:
        raise Problem("scope-missing")
