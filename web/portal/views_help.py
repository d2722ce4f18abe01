"""Guides, and help near somebody: the same for everybody, so that nothing is noted about who read what (S5).

Both are for people who are signed in. That is for their safety: whoever looks through the list of pages of a device
finds a number, and behind it the start. No look at them is in any trail, and what is picked stands in no address.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from communications.documents.guides import every_guide
from communications.documents.support import directory_for
from communications.rules.guides import guide_of_number
from communications.rules.help_near import HelpWish, facts_of
from communications.services.portal_sessions import Visitor
from web.formatting import page_language
from web.portal import access, presenters_help
from web.portal.forms_help import HelpNearForm


@require_safe
@access.for_visitors
def guides(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """List the guides."""
    lines = presenters_help.guide_lines(every_guide(language=page_language()))
    return render(request, "portal/guides.html", {"guides": lines, **_record_of(visitor)})


@require_safe
@access.for_visitors
def guide(request: HttpRequest, visitor: Visitor, number: int) -> HttpResponse:
    """Show one guide.

    Raises:
        Http404: no guide has this number.
    """
    found = guide_of_number(number=number)
    if found is None:
        raise Http404
    page = presenters_help.guide_page(every_guide(language=page_language()), guide=found)
    return render(request, "portal/guide.html", {"page": page, **_record_of(visitor)})


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
def help_near(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """List services by kind of help and place.

    The answers come in the body of the request and lead to no other address, so that no list of pages holds them.
    """
    form = HelpNearForm(request.POST if request.method == "POST" else None)
    wish = form.wish if form.is_valid() else HelpWish()
    listed = directory_for(facts=facts_of(wish=wish), language=page_language())
    context = {
        "form": form,
        "services": presenters_help.services(listed),
        "is_asked": request.method == "POST",
        **_record_of(visitor),
    }
    return render(request, "portal/help_near.html", context)


def _record_of(visitor: Visitor) -> dict[str, object]:
    """Give the record whose sections stand above the page: that of somebody who has only one."""
    return {"victim_id": visitor.victim_ids[0]} if len(visitor.victim_ids) == 1 else {}
