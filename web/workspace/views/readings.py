"""The second reader's queue: letters to read, the one to be read first on top."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from communications.selectors import readings as selectors
from communications.selectors.readings import ReadingPlace
from communications.services.second_readings import grade_of
from web import formatting
from web.components import FilterGroup, FilterOption
from web.middleware import actor_of
from web.workspace.pages import page
from web.workspace.presenters import desk


@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """List the letters that wait for a second reading; with a filter, only those that this reader may take."""
    actor, now = actor_of(request), timezone.now()
    is_mine_only = request.GET.get("whose", "") == "MINE"
    found = selectors.to_read(
        viewer=actor,
        grade=grade_of(actor=actor),
        is_mine_only=is_mine_only,
        after=ReadingPlace.parse(request.GET.get("after", "")),
    )
    here = reverse("workspace:readings")
    chosen = {"whose": "MINE"} if is_mine_only else {}
    following = f"{here}?{urlencode({**chosen, 'after': str(found.next)})}" if found.next is not None else ""
    first = f"{here}?{urlencode(chosen)}" if chosen else here
    context = {
        "title": f"Letters to read ({found.total})",
        "lines": [desk.reading_line(each, at=now) for each in found.requests],
        "total": formatting.count_words(found.total, "letter"),
        "filters": [
            FilterGroup(
                name="whose",
                legend="Whose",
                options=(FilterOption(value="MINE", text="For me to read", is_selected=is_mine_only),),
            )
        ],
        "clear_href": here,
        "has_filters": is_mine_only,
        "first_href": first if "after" in request.GET else "",
        "next_href": following,
        "at": now,
    }
    return page(request, "workspace/readings.html", context, section="workspace:readings")
