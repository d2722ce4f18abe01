"""The work list: what is owed and what waits, soonest first, for those whose work it is."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actors
from communications.models import SavedView
from communications.selectors import work_list
from communications.selectors.work_lines import Due, Place, Sort, Whose, WorkFilter
from communications.services import saved_views
from tests.factories.accounts import UnitFactory
from tests.factories.cases import CaseFactory, ConnectionFactory, PersonFactory, VictimFactory, WorkItemFactory
from tests.factories.communications import CommunicationFactory, ReadingTimeFactory
from tests.web.workspace.conftest import NOW, owed_to, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

URL = "/staff/"
YESTERDAY = NOW - dt.timedelta(days=1)
TONIGHT = NOW.replace(hour=23, minute=59, second=59)
NEXT_WEEK = NOW + dt.timedelta(days=7)


def victims(unit, count):
    return [VictimFactory(case=CaseFactory(unit=unit)) for _ in range(count)]


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestWhatIsShown:
    def test_groups_by_urgency_with_counts_in_title_and_heading(self, as_writer, unit):
        late, today, tomorrow, soon, soon_too, later = victims(unit, 6)
        owed_to(late, due_at=YESTERDAY)
        owed_to(today, due_at=TONIGHT)
        owed_to(tomorrow, due_at=TONIGHT + dt.timedelta(days=1))
        owed_to(soon, due_at=TONIGHT + dt.timedelta(days=2))
        owed_to(soon_too, due_at=NEXT_WEEK)
        owed_to(later, due_at=TONIGHT + dt.timedelta(days=8))

        response = as_writer.get(URL)

        html = response.content.decode()
        assert "<title>Work (6)" in re.sub(r">\s+", ">", html)
        assert re.search(r"<h1[^>]*>Work \(6\)</h1>", html)
        assert "1 overdue, 1 due today, 1 due tomorrow, 2 due in the next 7 days and 1 later" in html
        headings = re.findall(r'<h2[^>]*id="group-[a-z]+">([^<]+)<', html)
        assert headings == [
            "Overdue (1)", "Due today (1)", "Due tomorrow (1)", "Next 7 days (2)", "Later (1)",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("state", "step"),
        [
            ("DRAFT", "Write the letter"),
            ("AMENDMENTS", "Change the letter"),
            ("UNDER_REVIEW", "Approve the letter"),
        ],
    )
    def test_each_line_says_the_next_step(self, as_writer, victim, state, step):
        owed_to(victim, due_at=TONIGHT, state=state)

        shown = text(as_writer.get(URL))

        assert f"{step} for Rhian Hughes · 06 AA 12345 26" in shown
        assert "All charges discontinued" in shown

    def test_a_letter_that_waits_for_a_final_decision_says_so(self, as_writer, victim):
        owed_to(victim, due_at=TONIGHT, is_blocked=True)

        assert "Wait for the final decision" in text(as_writer.get(URL))

    def test_an_item_that_only_warns_of_a_listed_letter_is_left_out(self, as_writer, victim):
        owed_to(victim, due_at=YESTERDAY)
        WorkItemFactory(case=victim.case, victim=victim, kind="DEADLINE_MISSED", due_at=YESTERDAY)

        assert "Work (1)" in text(as_writer.get(URL))

    def test_work_without_a_date_is_for_today(self, as_writer, case):
        WorkItemFactory(case=case, kind="UNDECIDED_DELIVERY", summary="Settle it.", due_at=None)

        shown = text(as_writer.get(URL))

        assert "Due today (1)" in shown
        assert "No date: for today" in shown

    def test_work_for_managers_is_shown_to_those_who_approve(self, as_writer, as_manager, case):
        WorkItemFactory(case=case, kind="EXEMPTION_APPROVAL", is_for_manager=True, due_at=TONIGHT)

        assert "Work (0)" in text(as_writer.get(URL))
        assert "Work (1)" in text(as_manager.get(URL))

    def test_an_empty_list_says_so(self, as_writer):
        assert "Nothing waits for you or your unit." in text(as_writer.get(URL))


class TestWhoSeesIt:
    def test_another_area_sees_nothing_of_it(self, as_stranger, victim):
        owed_to(victim, due_at=TONIGHT)

        assert "Work (0)" in text(as_stranger.get(URL))

    def test_a_restricted_case_is_not_on_the_list_of_the_liaison_unit(self, as_writer, unit):
        restricted = VictimFactory(case=CaseFactory(unit=unit, is_rasso=True))
        owed_to(restricted, due_at=TONIGHT)
        WorkItemFactory(case=restricted.case, victim=restricted, due_at=TONIGHT, kind="DELIVERY_FAILED")

        assert "Work (0)" in text(as_writer.get(URL))

    def test_a_restricted_case_is_on_the_list_of_its_rasso_unit(self, rasso_officer):
        rasso_unit = rasso_officer.memberships.get().unit
        owed_to(VictimFactory(case=CaseFactory(unit=rasso_unit, is_rasso=True)), due_at=TONIGHT)

        assert "Work (1)" in text(signed_in(rasso_officer).get(URL))

    def test_a_prosecutor_sees_the_work_of_their_own_unit_only(self, as_prosecutor, unit):
        elsewhere = UnitFactory(area=unit.area, name="Another unit")
        owed_to(VictimFactory(case=CaseFactory(unit=elsewhere)), due_at=TONIGHT)

        assert "Work (0)" in text(as_prosecutor.get(URL))

    def test_nobody_signed_in_is_sent_to_sign_in(self):
        response = Client().get(URL)

        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


class TestFilters:
    def test_any_value_within_a_group_and_all_groups_together(self, as_writer, unit):
        to_write, to_approve = victims(unit, 2)
        owed_to(to_write, due_at=YESTERDAY)
        owed_to(to_approve, due_at=YESTERDAY, state="UNDER_REVIEW")
        WorkItemFactory(case=to_write.case, kind="PROMISE_DUE", due_at=TONIGHT)

        both = text(as_writer.get(URL, {"sort": ["WRITE", "APPROVE"]}))
        late_promises = text(as_writer.get(URL, {"sort": ["PROMISES"], "due": ["OVERDUE"]}))

        assert "Work (2)" in both
        assert "Work (0)" in late_promises
        assert "No work matches these filters" in late_promises

    def test_my_victims_and_nobodys(self, as_writer, writer, unit):
        mine = VictimFactory(case=CaseFactory(unit=unit), officer=writer)
        nobodys = VictimFactory(case=CaseFactory(unit=unit))
        owed_to(mine, due_at=TONIGHT)
        owed_to(nobodys, due_at=NEXT_WEEK)

        assert "1 due today, 0 due tomorrow, 0 due in the next 7 days" in text(as_writer.get(URL, {"whose": "MINE"}))
        assert "0 due today, 0 due tomorrow, 1 due in the next 7 days" in text(as_writer.get(URL, {"whose": "NOBODYS"}))

    def test_the_service_that_the_victim_gets(self, as_writer, unit):
        enhanced = VictimFactory(case=CaseFactory(unit=unit), service_tier="ENHANCED")
        universal = VictimFactory(case=CaseFactory(unit=unit), service_tier="UNIVERSAL")
        owed_to(enhanced, due_at=TONIGHT)
        owed_to(universal, due_at=TONIGHT)
        WorkItemFactory(case=enhanced.case, victim=enhanced, kind="PROMISE_DUE", due_at=TONIGHT)
        WorkItemFactory(case=enhanced.case, kind="PROMISE_DUE", due_at=TONIGHT)

        assert "Work (2)" in text(as_writer.get(URL, {"tier": "ENHANCED"}))
        assert "Work (3)" in text(as_writer.get(URL, {"tier": ["ENHANCED", "UNIVERSAL"]}))

    @pytest.mark.parametrize("due", list(Due))
    def test_each_group_can_be_shown_alone_and_holds_what_its_heading_says(self, as_writer, unit, due):
        moments = [YESTERDAY, TONIGHT, TONIGHT + dt.timedelta(days=1), NEXT_WEEK, TONIGHT + dt.timedelta(days=8)]
        for victim, moment in zip(victims(unit, 5), moments, strict=True):
            owed_to(victim, due_at=moment)

        html = as_writer.get(URL, {"due": due.value}).content.decode()

        assert re.findall(r'id="group-([a-z]+)"', html) == [due.value.lower()]
        assert "Work (1)" in html

    def test_a_selected_filter_is_ticked_and_can_be_removed(self, as_writer):
        html = as_writer.get(URL, {"due": ["OVERDUE", "TODAY"]}).content.decode()

        assert html.count(" checked") == 2
        assert 'href="/staff/?due=TODAY"' in html

    def test_a_value_that_is_no_filter_is_left_out(self, as_writer, victim):
        owed_to(victim, due_at=TONIGHT)

        assert "Work (1)" in text(as_writer.get(URL, {"due": "WHENEVER", "after": "not-a-place"}))


class TestSavedViews:
    OVERDUE = "/staff/?due=OVERDUE&tier=RASSO"

    def save(self, client, name="Late RASSO", url=OVERDUE):
        return client.post(url, {"answer": "save-view", "name": name}, follow=True)

    def test_a_view_is_saved_shown_and_removed(self, as_writer):
        saved = self.save(as_writer)
        listed = as_writer.get(URL).content.decode()
        view = SavedView.objects.get()
        gone = as_writer.post(URL, {"answer": "remove-view", "view": str(view.pk)}, follow=True)

        assert "Saved. You find this view above the filters." in text(saved)
        assert 'href="/staff/?due=OVERDUE&amp;tier=RASSO">Late RASSO</a>' in listed
        assert "Late RASSO" not in text(gone)
        assert not SavedView.objects.exists()

    def test_the_view_in_force_is_marked(self, as_writer):
        assert '<strong aria-current="true">Late RASSO</strong>' in self.save(as_writer).content.decode()

    def test_a_name_is_asked_for_and_nothing_is_lost(self, as_writer):
        response = self.save(as_writer, name=" ")

        assert text(response).count("Enter a name for this view") == 2
        assert response.content.decode().count(" checked") == 2

    def test_nobody_sees_or_removes_the_view_of_another(self, as_writer, as_manager):
        self.save(as_writer)
        view = SavedView.objects.get()

        as_manager.post(URL, {"answer": "remove-view", "view": str(view.pk)})
        as_manager.post(URL, {"answer": "remove-view", "view": "no id"})

        assert "Late RASSO" not in text(as_manager.get(URL))
        assert SavedView.objects.count() == 1

    def test_without_filters_there_is_nothing_to_save(self, as_writer):
        assert "Save this view" not in text(as_writer.get(URL))
        assert self.save(as_writer, url=URL).status_code == 200
        assert not SavedView.objects.exists()

    def test_there_are_only_so_many(self, as_writer):
        for number in range(saved_views.MOST_VIEWS):
            self.save(as_writer, name=f"View {number}")

        refused = self.save(as_writer, name="One more")
        replaced = self.save(as_writer, name="View 1")

        assert "You have 12 saved views. Remove one first" in text(refused)
        assert "Saved." in text(replaced)
        assert SavedView.objects.count() == saved_views.MOST_VIEWS

    def test_neither_its_name_nor_anything_personal_stands_in_an_address_or_title(self, as_writer):
        response = self.save(as_writer, name="Hughes family")

        assert response.redirect_chain == [("/staff/?due=OVERDUE&tier=RASSO", 302)]
        assert "Hughes" not in re.search(r"<title>(.*?)</title>", response.content.decode(), re.DOTALL)[1]


class TestPages:
    @pytest.fixture
    def viewer(self, writer):
        return actors.staff(user=writer, at=NOW)

    def walk(self, viewer, size, chosen=WorkFilter()):  # noqa: B008 - frozen
        pages, after = [], None
        while True:
            page = work_list.work_for(viewer=viewer, at=NOW, chosen=chosen, after=after, size=size)
            pages.append([line.place for line in page.lines])
            if page.next is None:
                return pages, page
            after = page.next

    def test_every_line_is_on_exactly_one_page_in_order(self, viewer, unit):
        for number, victim in enumerate(victims(unit, 7)):
            owed_to(victim, due_at=YESTERDAY if number < 4 else TONIGHT)
        case = CaseFactory(unit=unit)
        for number in range(6):
            WorkItemFactory(case=case, kind="PROMISE_DUE", due_at=None if number % 2 else TONIGHT)

        pages, _ = self.walk(viewer, 4)

        flat = [place for page in pages for place in page]
        assert [len(page) for page in pages] == [4, 4, 4, 1]
        assert len(set(flat)) == 13
        assert flat == sorted(flat)

    def test_going_back_shows_the_page_before(self, viewer, unit):
        for victim in victims(unit, 6):
            owed_to(victim, due_at=TONIGHT)
        WorkItemFactory(case=CaseFactory(unit=unit), kind="PROMISE_DUE", due_at=None)

        first = work_list.work_for(viewer=viewer, at=NOW, chosen=WorkFilter(), size=3)
        second = work_list.work_for(viewer=viewer, at=NOW, chosen=WorkFilter(), after=first.next, size=3)
        back = work_list.work_for(viewer=viewer, at=NOW, chosen=WorkFilter(), before=second.previous, size=3)

        assert first.previous is None
        assert [line.place for line in back.lines] == [line.place for line in first.lines]
        assert back.next == first.next
        assert back.previous is None

    def test_a_place_survives_being_written_in_an_address(self):
        place = Place(order_at=NOW, id=CaseFactory.build().pk)

        assert Place.parse(str(place)) == place
        assert Place.parse("2026-03-11T10:00:00~" + str(place.id)) is None

    def test_filters_and_counts_agree(self, viewer, unit):
        late, today = victims(unit, 2)
        owed_to(late, due_at=YESTERDAY)
        owed_to(today, due_at=TONIGHT, state="UNDER_REVIEW")

        chosen = WorkFilter(
            due=frozenset({Due.OVERDUE}), sorts=frozenset({Sort.WRITE}), whose=frozenset({Whose.NOBODYS})
        )
        page = work_list.work_for(viewer=viewer, at=NOW, chosen=chosen)

        assert page.total == len(page.lines) == 1

    @pytest.mark.parametrize("count", [1, 50])
    def test_costs_the_same_with_one_line_and_with_fifty(self, as_writer, unit, count, django_assert_num_queries):
        """P10: at most eight."""
        for victim in victims(unit, count):
            owed_to(victim, due_at=TONIGHT)
            WorkItemFactory(case=victim.case, victim=victim, kind="PROMISE_DUE", due_at=TONIGHT)
        as_writer.get(URL)

        # session; user with memberships; all counts; which lines are on the page; its obligations with their letters;
        # its items; saved views
        with django_assert_num_queries(7):
            as_writer.get(URL)


class TestFinishingWork:
    def url(self, item):
        return reverse("workspace:work-item", args=[item.pk])

    def test_says_what_to_do_and_is_finished_with_an_outcome(self, as_writer, writer, case):
        item = WorkItemFactory(case=case, kind="DELIVERY_FAILED", summary="The email came back.", due_at=TONIGHT)

        shown = text(as_writer.get(self.url(item)))
        response = as_writer.post(self.url(item), {"outcome": "Rang and agreed on post."}, follow=True)

        item.refresh_from_db()
        assert "The email came back." in shown
        assert (item.state, item.outcome, item.done_by) == ("DONE", "Rang and agreed on post.", f"staff:{writer.pk}")
        assert "Work finished: choose another way to reach the victim." in text(response)

    def test_asks_what_was_done(self, as_writer, case):
        item = WorkItemFactory(case=case, kind="DELIVERY_FAILED", due_at=TONIGHT)

        response = as_writer.post(self.url(item), {"outcome": ""})

        item.refresh_from_db()
        assert item.state == "OPEN"
        assert "Error: Choose another way" in text(response)
        assert text(response).count("Enter what was done") == 2

    def test_finished_by_somebody_else_first_changes_nothing(self, as_writer, case):
        item = WorkItemFactory(
            case=case, kind="DELIVERY_FAILED", state="DONE", done_at=NOW, done_by="staff:other", outcome="Done before"
        )

        response = as_writer.post(self.url(item), {"outcome": "Again"})

        item.refresh_from_db()
        assert item.outcome == "Done before"
        assert "Done before" in text(response)
        assert "What was done?" not in text(response)

    def test_a_kind_that_its_own_page_settles_cannot_be_finished_by_hand(self, as_manager, case):
        item = WorkItemFactory(case=case, kind="EXEMPTION_APPROVAL", is_for_manager=True, due_at=TONIGHT)

        assert "What was done?" not in text(as_manager.get(self.url(item)))

    def test_somebody_elses_is_not_found(self, as_stranger, case):
        item = WorkItemFactory(case=case, due_at=TONIGHT)

        assert as_stranger.get(self.url(item)).status_code == 404
        assert as_stranger.post(self.url(item), {"outcome": "x"}).status_code == 404


class TestWorkThatIsACall:
    def url(self, item):
        return reverse("workspace:work-item", args=[item.pk])

    def call(self, victim, about):
        return WorkItemFactory(case=victim.case, victim=victim, kind="CALL_THE_PERSON", about=about, due_at=TONIGHT)

    @pytest.mark.parametrize("about", ["after-contact", "meeting:b7f7c1de-3d4b-4a6e-9a39-0c7d2f1f8a55", ""])
    def test_that_came_from_no_message_leads_to_the_calls_and_to_no_message(self, as_writer, victim, about):
        response = as_writer.get(self.url(self.call(victim, about)))

        assert response.status_code == 200
        assert reverse("workspace:calls", args=[victim.case_id, victim.pk]) in response.content.decode()
        assert "Read the message" not in text(response)

    def test_about_hard_news_says_who_is_to_ring_and_who_is_with_them(self, as_writer, victim):
        """V29."""
        chosen = ReadingTimeFactory(
            letter=CommunicationFactory(victim=victim, sent=True, is_hard_news=True),
            beside="SUPPORTER",
            supporter=ConnectionFactory(victim=victim, person=PersonFactory(full_name="Robin Example"), kind="ISVA"),
        )

        page = as_writer.get(self.url(self.call(victim, f"communication:{chosen.letter_id}")))

        assert "Who is to ring Their contact" in text(page)
        assert "With them Robin Example, Independent sexual violence adviser (ISVA)" in text(page)
        assert reverse("workspace:letter", args=[chosen.letter_id]) in page.content.decode()

    def test_with_somebody_of_their_own_choice_names_nobody(self, as_writer, victim):
        chosen = ReadingTimeFactory(
            letter=CommunicationFactory(victim=victim, sent=True, is_hard_news=True),
            beside="SOMEBODY",
            caller="COLLEAGUE",
        )

        page = text(as_writer.get(self.url(self.call(victim, f"communication:{chosen.letter_id}"))))

        assert "Who is to ring Anybody who is there" in page
        assert "With them Somebody of their own choice" in page
