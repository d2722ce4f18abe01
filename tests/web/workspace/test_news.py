"""The page of an item of news: what happened, to whom, what to tell, what comes next, and finishing it (L11)."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from cases.rules.event_work import TASKS
from cases.rules.vocabulary import CaseEventKind, WorkKind
from tests.factories.cases import CaseEventFactory, WorkItemFactory
from tests.web.workspace.conftest import NOW
from web.workspace.presenters.news import GUIDANCE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published(reference_data, clock) -> None:
    """Wednesday 11 March 2026, 10:00."""


def item_of(victim, kind: WorkKind, **changes):
    return WorkItemFactory(case=victim.case, victim=victim, kind=kind, key=f"news:{kind}", **changes)


def page_of(item) -> str:
    return reverse("workspace:work-item", args=[item.pk])


class TestThePage:
    def test_says_what_happened_to_whom_what_to_tell_and_what_is_next(self, as_writer, victim):
        CaseEventFactory(
            case=victim.case,
            kind=CaseEventKind.PLEA,
            key="court:1",
            detail={"meanings": ["NOT_GUILTY"]},
            occurred_at=NOW - dt.timedelta(days=1),
        )
        item = item_of(victim, WorkKind.PLEA_NEWS)

        page = as_writer.get(page_of(item)).content.decode()

        assert "Rhian Hughes" in page
        assert "10 March 2026" in page
        assert "Not guilty" in page
        for heading in ("What happened", "Who tells them", "What to tell", "What comes next", "Finish this work"):
            assert heading in page
        assert reverse("workspace:safe-contact", args=[victim.case_id, victim.pk]) in page

    def test_shows_the_newest_of_what_happened_since(self, as_writer, victim):
        for number, kind in enumerate([CaseEventKind.HEARING_LISTED, CaseEventKind.HEARING_VACATED]):
            CaseEventFactory(
                case=victim.case,
                kind=kind,
                key=f"event:{number}",
                detail={"court_name": f"Court {number}"},
                occurred_at=NOW - dt.timedelta(days=2 - number),
            )

        page = as_writer.get(page_of(item_of(victim, WorkKind.HEARING_NEWS))).content.decode()

        assert page.index("Court 1") < page.index("Court 0")

    def test_is_finished_with_what_was_done_and_leaves_a_trace(self, as_writer, victim):
        item = item_of(victim, WorkKind.SENTENCE_NEWS)

        as_writer.post(page_of(item), {"outcome": "Told her by phone; she will think about the scheme"})

        item.refresh_from_db()
        assert (item.state, item.outcome) == ("DONE", "Told her by phone; she will think about the scheme")
        assert AuditEvent.objects.filter(verb="SETTLED", subject_id=str(item.pk)).exists()

    def test_of_safety_says_who_tells_and_what_never_to_say(self, as_writer, victim):
        page = as_writer.get(page_of(item_of(victim, WorkKind.SAFETY_MESSAGE))).content.decode()

        assert "Nothing is sent by itself" in page
        assert "Never say where anybody is held or lives" in page

    def test_of_an_offer_that_no_meeting_was_opened_for_leads_to_one(self, as_writer, victim):
        page = as_writer.get(page_of(item_of(victim, WorkKind.MEETING_OFFER, about="inbound:1"))).content.decode()

        assert f"{reverse('workspace:start-meeting', args=[victim.case_id, victim.pk])}?about=PRE_TRIAL" in page

    def test_has_words_for_every_kind_that_events_raise(self):
        assert set(GUIDANCE) == {task.work for task in TASKS} - {WorkKind.MEETING_OFFER}
