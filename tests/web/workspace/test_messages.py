"""The inbox of a unit and the page of one message (L10, L14, V16)."""

import csv
import datetime as dt
import io
import uuid

import pytest
from django.urls import reverse

from accounts import actors
from audit.models import AuditEvent
from cases.models import WorkItem
from cases.services import work
from communications.models import MessageAnswer, VictimMessage
from communications.rules.vocabulary import MessageMark
from communications.services import correspondence
from tests.factories.cases import CaseFactory, VictimFactory
from tests.factories.communications import MessageAnswerFactory, VictimMessageFactory
from tests.web.portal.test_reading import seen
from tests.web.workspace.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data", "clock")]
INBOX = reverse("workspace:inbox")


def written_by(victim, *, days: int = 1, **changes) -> VictimMessage:
    received_at = NOW - dt.timedelta(days=days)
    values = {"received_at": received_at, "answer_due_on": (received_at + dt.timedelta(days=2)).date(), **changes}
    return VictimMessageFactory(victim=victim, **values)


def address(message: VictimMessage) -> str:
    return reverse("workspace:message", args=[message.pk])


class TestInbox:
    def test_shows_who_waits_longest_first_and_how_long(self, as_writer, victim) -> None:
        """L10."""
        written_by(victim, days=1, text="Second message")
        written_by(victim, days=5, text="First message")

        page = seen(as_writer.get(INBOX))

        assert "Messages (2 waiting)" in page
        assert "The oldest has waited 3 working days." in page
        assert page.index("First message") < page.index("Second message")
        assert "Overdue" in page

    def test_keeps_those_given_to_me_and_those_settled_apart(self, as_writer, writer, victim) -> None:
        written_by(victim, text="Mine", officer=writer)
        written_by(victim, text="Of nobody")
        written_by(victim, text="Settled", answered=True)

        mine = seen(as_writer.get(f"{INBOX}?show=mine"))
        settled = seen(as_writer.get(f"{INBOX}?show=settled"))

        assert ("Mine" in mine, "Of nobody" in mine, "Settled" in mine) == (True, False, False)
        assert ("Of nobody" in settled, "Settled" in settled) == (False, True)

    def test_says_when_nothing_waits(self, as_writer) -> None:
        assert "No message waits here for an answer." in seen(as_writer.get(INBOX))

    def test_hides_what_is_not_the_viewers(self, as_stranger, as_writer, victim) -> None:
        written_by(victim, text="Canary here")
        written_by(VictimFactory(case=CaseFactory(unit=victim.case.unit, is_rasso=True)), text="Canary restricted")

        assert "Canary" not in seen(as_stranger.get(INBOX))
        assert "Canary restricted" not in seen(as_writer.get(INBOX))

    def test_is_not_for_prosecutors(self, as_prosecutor) -> None:
        assert as_prosecutor.get(INBOX).status_code == 403

    @pytest.mark.parametrize("show", ["waiting", "settled"])
    def test_pages_by_key_and_shows_each_once(self, as_writer, victim, show) -> None:
        for number in range(60):
            written_by(victim, days=1 + number % 3, text=f"Message {number}.", answered=show == "settled")

        first = as_writer.get(f"{INBOX}?show={show}")
        second = as_writer.get(first.context["inbox"].next_href)

        shown = [line.first_words for page in (first, second) for line in page.context["inbox"].lines]
        assert (len(shown), len(set(shown))) == (60, 60)
        assert second.context["inbox"].next_href == ""

    def test_costs_the_same_for_one_and_for_fifty(self, as_writer, victim, django_assert_num_queries) -> None:
        written_by(victim)
        as_writer.get(INBOX)
        with django_assert_num_queries(7) as few:
            as_writer.get(INBOX)
        for _ in range(49):
            written_by(VictimFactory(case=victim.case))

        with django_assert_num_queries(len(few)):
            as_writer.get(INBOX)


class TestMessage:
    def test_shows_everything_written_and_leaves_a_trace(self, as_writer, victim) -> None:
        earlier = written_by(victim, days=20, answered=True, text="An earlier question")
        MessageAnswerFactory(message=earlier, text="An earlier answer")
        message = written_by(victim, tells_what_happened=True)

        page = seen(as_writer.get(address(message)))

        assert "An earlier question" in page
        assert "An earlier answer" in page
        assert "Do not discuss it with them" in page
        assert AuditEvent.objects.filter(verb="VIEWED", victim_id=victim.pk).exists()

    def test_is_answered_in_one_step(self, as_writer, victim) -> None:
        message = written_by(victim)

        done = as_writer.post(
            address(message), {"action": "answer", "text": "On Tuesday.", "answers_seen": 0}, follow=True
        )

        assert "Answered. They are told" in seen(done)
        assert MessageAnswer.objects.get().text == "On Tuesday."

    def test_puts_an_approved_paragraph_behind_the_words_and_sends_nothing(self, as_writer, victim) -> None:
        """W4."""
        message = written_by(victim)

        page = as_writer.post(
            address(message),
            {"action": "insert", "text": "Dear Rhian.", "paragraph": "thank-you", "answers_seen": 0},
        )

        assert page.context["forms"]["answer"].initial["text"].startswith("Dear Rhian.\n\nThank you for writing")
        assert not MessageAnswer.objects.exists()

    def test_of_an_unknown_paragraph_keeps_the_words(self, as_writer, victim) -> None:
        page = as_writer.post(
            address(written_by(victim)), {"action": "insert", "text": "Dear Rhian.", "paragraph": "x"}
        )

        assert page.context["forms"]["answer"].initial["text"] == "Dear Rhian."

    def test_answered_meanwhile_keeps_the_words_and_shows_the_other_answer(self, as_writer, victim) -> None:
        message = written_by(victim, answered=True)
        MessageAnswerFactory(message=message, text="On Monday, says a colleague.")

        page = as_writer.post(address(message), {"action": "answer", "text": "On Tuesday.", "answers_seen": 0})

        assert "Somebody else has answered since you opened this" in seen(page)
        assert "On Monday, says a colleague." in seen(page)
        assert "On Tuesday." in page.content.decode()
        assert MessageAnswer.objects.count() == 1

    @pytest.mark.parametrize(
        ("action", "given", "error"),
        [
            ("answer", {"text": "", "answers_seen": 0}, "Write the answer"),
            ("answer", {"text": "x" * 5001, "answers_seen": 0}, "It is now 5001"),
            ("hand-on", {"officer": ""}, "Select who answers it"),
            ("hand-on", {"officer": str(uuid.uuid4())}, "Select who answers it"),
            ("mark", {}, "Select what it is"),
            ("end", {"how": "", "end_note": ""}, "Select how it ends"),
            ("end", {"how": "BY_TELEPHONE", "end_note": ""}, "Write why, and what was said"),
        ],
    )
    def test_says_what_is_missing_in_summary_and_at_the_field(self, as_writer, victim, action, given, error) -> None:
        message = written_by(victim)

        page = seen(as_writer.post(address(message), {"action": action, **given}))

        assert page.count(error) >= 2
        message.refresh_from_db()
        assert message.standing == "WAITING"

    @pytest.mark.parametrize(
        ("action", "given", "said"),
        [
            ("mark", {"mark": "TO_POLICE"}, "Recorded."),
            ("end", {"how": "WILL_CALL", "end_note": "Easier to talk"}, "Ended, and the person reads how."),
        ],
    )
    def test_is_marked_and_ended(self, as_writer, victim, action, given, said) -> None:
        assert said in seen(as_writer.post(address(written_by(victim)), {"action": action, **given}, follow=True))

    def test_is_handed_on_to_a_colleague(self, as_writer, manager, victim) -> None:
        message = written_by(victim)

        page = as_writer.post(
            address(message),
            {"action": "hand-on", "officer": str(manager.pk), "hand_on_note": "She knows them"},
            follow=True,
        )

        assert "Handed on." in seen(page)
        assert "She knows them" in seen(page)

    def test_ended_meanwhile_changes_nothing(self, as_writer, victim) -> None:
        message = written_by(victim, answered=True)

        page = as_writer.post(address(message), {"action": "end", "how": "BY_TELEPHONE", "end_note": "Spoke"})

        assert "This was answered or ended meanwhile" in seen(page)

    def test_stands_among_everything_said_in_the_case(self, as_writer, victim) -> None:
        """V19."""
        message = written_by(victim, text="A question in the case")

        page = as_writer.get(reverse("workspace:case-said", args=[victim.case_id]))

        assert "A question in the case" in seen(page)
        assert address(message) in page.content.decode()

    def test_is_read_but_not_answered_by_a_prosecutor(self, as_prosecutor, victim) -> None:
        message = written_by(victim)

        assert "Your answer" not in seen(as_prosecutor.get(address(message)))
        refused = as_prosecutor.post(address(message), {"action": "answer", "text": "Hello", "answers_seen": 0})
        assert refused.status_code in {403, 404}
        assert not MessageAnswer.objects.exists()

    @pytest.mark.parametrize(
        ("how", "link", "route"),
        [
            ("WILL_CALL", "Ring them", "workspace:calls"),
            ("WILL_MEET", "Record the meeting", "workspace:start-meeting"),
        ],
    )
    def test_turned_into_a_call_or_a_meeting_leads_there_from_the_list(self, as_writer, victim, how, link, route):
        message = written_by(victim)
        as_writer.post(address(message), {"action": "end", "how": how, "end_note": "Easier to talk"})

        item = WorkItem.objects.get(state="OPEN")
        page = as_writer.get(reverse("workspace:work-item", args=[item.pk])).content.decode()

        assert link in page
        assert reverse(route, args=[victim.case_id, victim.pk]) in page
        assert address(message) in page


class TestPossibleMaterial:
    """L14: what may have to be disclosed can be listed for whoever must look at it."""

    def download(self, client, case) -> list[list[str]]:
        response = client.get(reverse("workspace:material", args=[case.pk]))
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert "no-store" in response["Cache-Control"]
        return list(csv.reader(io.StringIO(response.content.decode().removeprefix("\ufeff"))))

    def test_lists_what_was_marked_and_what_the_writer_says_tells_of_it_the_oldest_first(
        self, as_writer, writer, victim
    ) -> None:
        marked = {"marked_at": NOW, "marked_by": f"staff:{writer.pk}"}
        written_by(victim, days=4, text="A question about times", mark="ADMINISTRATIVE", **marked)
        written_by(victim, days=3, text="Canary unused", mark="POSSIBLE_UNUSED_MATERIAL", **marked)
        written_by(victim, days=2, text="Canary says so", tells_what_happened=True)
        written_by(victim, days=1, text="Nothing of the kind")

        header, *rows = self.download(as_writer, victim.case)

        assert header[2] == "What it is"
        assert [(row[2], row[-1]) for row in rows] == [
            ("Possible unused material", "Canary unused"),
            ("Not marked; they say that it tells what happened", "Canary says so"),
        ]
        assert rows[0][4] == "Robin Writer"

    def test_says_when_the_police_had_it(self, as_writer, writer, victim) -> None:
        actor = actors.staff(user=writer, at=NOW)
        message = written_by(victim)
        correspondence.mark(message_id=message.pk, as_what=MessageMark.TO_POLICE, actor=actor, at=NOW)
        assert self.download(as_writer, victim.case)[1][5] == "Not yet"

        work.settle(key=f"pass-to-police:{message.pk}", outcome="The police have it", actor=actor, at=NOW)

        assert self.download(as_writer, victim.case)[1][5] == "11 March 2026 at 10am"

    def test_a_download_leaves_a_trace_that_holds_no_words(self, as_writer, victim) -> None:
        self.download(as_writer, victim.case)

        trace = AuditEvent.objects.get(verb="EXPORTED")
        assert (trace.case_id, trace.detail) == (victim.case_id, {"count": 0})

    def test_is_not_there_for_others(self, as_stranger, victim) -> None:
        assert as_stranger.get(reverse("workspace:material", args=[victim.case_id])).status_code == 404

    def test_no_cell_is_run_by_a_spreadsheet(self, as_writer, victim) -> None:
        written_by(victim, text="=HYPERLINK(1)", tells_what_happened=True)

        assert self.download(as_writer, victim.case)[1][-1] == "'=HYPERLINK(1)"
