"""What every page of the portal has: its sections and the other language."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from web.components import LanguageLink, Link
from web.portal import navigation

register = template.Library()


@register.simple_tag(takes_context=True)
def sections(context: dict[str, Any]) -> tuple[Link, ...]:
    """Offer the sections of the record whose page this is, or a supporter's; none on a page that is of neither."""
    victim_id, request = context.get("victim_id"), context.get("request")
    match = request.resolver_match if isinstance(request, HttpRequest) else None
    if match is None:
        return ()
    page, is_supporter = match.url_name or "", getattr(request, "is_supporter", False)
    if victim_id is not None:
        return navigation.links(victim_id=victim_id, page=page, is_supporter=is_supporter)
    if not is_supporter:
        return ()
    return navigation.supporter_links(page=page, has_own_record=getattr(request, "has_own_record", False))


@register.simple_tag(takes_context=True)
def other_language(context: dict[str, Any]) -> LanguageLink | None:
    """Offer this page in the other language; nothing where the page was made without a request."""
    request = context.get("request")
    if not isinstance(request, HttpRequest):
        return None
    is_welsh = translation.get_language() == "cy"
    code, name, address = ("en", "English", "portal:in_english") if is_welsh else ("cy", "Cymraeg", "portal:in_welsh")
    if request.resolver_match is None:
        # There is no such page: what was typed as its address is not repeated.
        return LanguageLink(text=name, href=reverse(address), code=code)
    # A page made by sending a form is read again from its start: nothing is sent twice.
    back = urlencode({"back": request.get_full_path()})
    return LanguageLink(text=name, href=f"{reverse(address)}?{back}", code=code)
