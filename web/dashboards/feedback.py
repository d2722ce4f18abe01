"""What people told us of letters, calls and meetings, for managers: counted, and hidden where few answered (M9)."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communications.rules.feedback import FeedbackAnswer, FeedbackQuestion
from communications.rules.small_counts import LEAST_SHOWN
from communications.selectors import feedback as selector
from communications.selectors.feedback import FeedbackFigure
from web import formatting
from web.components import Cell, Column
from web.dashboards import downloads
from web.dashboards.months import months_of
from web.dashboards.navigation import navigation_of
from web.dashboards.presenters import share_words
from web.middleware import actor_of

_QUESTIONS: dict[FeedbackQuestion, str] = {
    FeedbackQuestion.CLEAR: "Did you understand what we told you?",
    FeedbackQuestion.TREATED_WELL: "Were we kind and respectful?",
    FeedbackQuestion.KNOWS_NEXT: "Do you know what happens next, and by when?",
}


@require_safe
def feedback(request: HttpRequest) -> HttpResponse:
    """Show what was answered about the contacts of each unit in the chosen months."""
    actor, now = actor_of(request), timezone.now()
    form, first, last = months_of(request, at=now)
    context = {
        "navigation": navigation_of(actor, current="dashboards:feedback"),
        "form": form,
        "columns": [
            Column(text="Unit"),
            Column(text="About"),
            Column(text="Question"),
            Column(text="Answers", is_numeric=True),
            *(Column(text=answer.label, is_numeric=True) for answer in FeedbackAnswer),
        ],
        "rows": [_row(each) for each in selector.figures(viewer=actor, first_month=first, last_month=last)],
        "least": LEAST_SHOWN,
        "as_at": formatting.date_time_words(now),
        "export_href": downloads.href_of(actor, "dashboards:feedback-export", first=first, last=last),
    }
    return render(request, "dashboards/feedback.html", context)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Send the same figures as CSV; what the page hides, the file hides."""
    now = timezone.now()
    _, first, last = months_of(request, at=now)
    rows = selector.figures(viewer=actor_of(request), first_month=first, last_month=last)
    header = ["Unit", "Area", "About", "Question", "Answers", *(answer.label for answer in FeedbackAnswer)]
    return downloads.csv_of(
        request, name="feedback", header=header, rows=map(_line, rows), first=first, last=last, at=now
    )


def _line(figure: FeedbackFigure) -> list[object]:
    shares = figure.shares
    start = [figure.unit, figure.area, figure.kind.label, _QUESTIONS[figure.question]]
    if shares.counts is None:
        return [*start, f"Fewer than {LEAST_SHOWN}", *("Not shown" for _ in FeedbackAnswer)]
    return [*start, shares.answers, *("Not shown" if count is None else count for count in shares.counts.values())]


def _row(figure: FeedbackFigure) -> list[str | Cell]:
    shares = figure.shares
    start: list[str | Cell] = [
        Cell(text=figure.unit, note=figure.area),
        figure.kind.label,
        _QUESTIONS[figure.question],
    ]
    if shares.counts is None:
        return [*start, f"Fewer than {LEAST_SHOWN}", *("Not shown" for _ in FeedbackAnswer)]
    return [
        *start,
        f"{shares.answers:,}",
        *(
            "Not shown" if count is None else Cell(text=f"{count:,}", note=share_words(count / shares.answers))
            for count in shares.counts.values()
        ),
    ]
