"""What somebody typed while their sign-in ended comes back to them: shown on a page of its own, never dropped (W13).

A view whose form carries long words says so with `keeps_words`. When such a form arrives from somebody who is signed
out, or with a token from before they signed in again, the words in it are given back to the same browser that sent
them. Nothing is stored, and nothing is read from the record for it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

_View = TypeVar("_View", bound=Callable[..., HttpResponse])

#: Fields of a form that are no words.
_NOT_WORDS = frozenset({"csrfmiddlewaretoken"})
_MARK = "keeps_words"


def keeps_words(view: _View) -> _View:
    """Mark a view whose form carries words that somebody typed for long: they are given back where it is not served."""
    setattr(view, _MARK, True)
    return view


class LoginKeepingWordsMiddleware(LoginRequiredMiddleware):
    """Asks for a sign-in, as Django's own does, but gives back what was typed in a form that keeps words."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> Any:
        """Answer somebody who is not signed in."""
        if request.method == "POST" and getattr(view_func, _MARK, False):
            return words_page(request, is_signed_out=True, status=401)
        return super().handle_no_permission(request, view_func)


def stale_token(request: HttpRequest) -> HttpResponse | None:
    """Give back what was typed in a form whose token is stale, with a fresh one; None where no words would be lost.

    Only to a form of our own pages: a browser names the origin of every form that it posts, and another site's form is
    answered with the plain refusal.
    """
    match = request.resolver_match
    is_ours = request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
    if request.method != "POST" or match is None or not is_ours or not getattr(match.func, _MARK, False):
        return None
    return words_page(request, is_signed_out=False, status=403)


def words_page(request: HttpRequest, *, is_signed_out: bool, status: int) -> HttpResponse:
    """Show what was sent, in boxes, with a button that sends it again once they have signed in."""
    sent = [(name, text) for name in request.POST for text in request.POST.getlist(name) if name not in _NOT_WORDS]
    context = {
        "is_signed_out": is_signed_out,
        "sign_in_href": resolve_url(settings.LOGIN_URL),
        "words": [(name, name.replace("_", " ").capitalize(), text) for name, text in sent if _is_words(name, text)],
        "others": [(name, text) for name, text in sent if not _is_words(name, text) and name != "answer"],
    }
    return render(request, "errors/words_kept.html", context, status=status)


def _is_words(name: str, text: str) -> bool:
    """Tell what was written from what the page itself put into the form."""
    return " " in text.strip() and not name.startswith("seen")
