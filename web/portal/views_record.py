"""Taking a copy of everything away, as one file (V20)."""

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from communications.rules.portal_proof import Need
from communications.services import portable_record
from communications.services.own_record import NotThere
from communications.services.portal_sessions import Visitor
from web.formatting import page_language
from web.portal import access
from web.portal.presenters_record import CopiedPages


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.READING)
def take(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponseBase:
    """Say what the copy holds and who might find it, and hand it over to whoever presses the button.

    A button and not a link: nothing fetches it by itself, and no list of addresses leads to it.
    """
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    if request.method != "POST":
        return _page(request, victim_id)
    try:
        held = portable_record.make(viewer=viewer, pages=CopiedPages(), language=page_language(), at=timezone.now())
    except NotThere as missing:
        raise Http404 from missing
    except portable_record.TooOften:
        return _page(request, victim_id, is_too_often=True)
    response = FileResponse(held, as_attachment=True, filename="copy.zip", content_type="application/zip")
    # Nothing in the file may run, whatever opens it (ASVS 3.2.1, 5.4).
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _page(request: HttpRequest, victim_id: uuid.UUID, *, is_too_often: bool = False) -> HttpResponse:
    context = {"victim_id": victim_id, "is_too_often": is_too_often}
    return render(request, "portal/record/take.html", context, status=429 if is_too_often else 200)
