"""The list of victims: whoever waits longest first, what was promised, what they need, and nobody else's (L2)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts import actors
from audit.models import AuditEvent
from cases.rules.vocabulary import JourneyStage
from communications.models import SavedView
from communications.selectors import victim_list
from communications.selectors.victim_lines import Promised, VictimFilter, VictimOf, VictimOrder
from tests.factories.accounts import UnitFactory
from tests.factories.cases import CaseFactory, HearingFactory, PersonFactory, VictimFactory
from tests.factories.communications import CommunicationFactory, PromiseFactory, VictimMessageFactory
from tests.factories.triage import RuleSetVersionFactory, TriageAssessmentFactory
from tests.web.workspace.conftest import NOW, signed_in
from triage.rules.defaults import DEFAULT_RULESET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

URL = "/staff/victims/"
TODAY = NOW.date()


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def titles(response):
    found = re.findall(r'class="govuk-summary-card__title">(.*?)</h3>', response.content.decode(), re.DOTALL)
    return [re.sub(r"<strong.*", "", title, flags=re.DOTALL).strip() for title in found]


def somebody(unit, *, heard=None, promised=None, name="", **victim):
    row = VictimFactory(
        case=CaseFactory(unit=unit),
        **({"person": PersonFactory(full_name=name)} if name else {}),
        **{"in_contact_since": dt.date(2026, 1, 12), **victim},
    )
    if heard is not None:
        CommunicationFactory(victim=row, approved=True, state="SENT", sent_at=NOW - dt.timedelta(days=heard))
    if promised is not None:
        PromiseFactory(victim=row, due_on=TODAY + dt.timedelta(days=promised))
    return row


class TestWhatIsShown:
    def test_whoever_waits_longest_comes_first(self, as_writer, unit):
        somebody(unit, name="Heard Lately", heard=2)
        somebody(unit, name="Heard Longago", heard=40)
        somebody(unit, name="Never Heard")

        response = as_writer.get(URL)

        assert titles(response) == ["Never Heard", "Heard Longago", "Heard Lately"]
        # A thumb need not pass the filters: the way past them stands before them, and leads to the list.
        way_past, filters, rows = (
            response.content.index(part) for part in (b'href="#list"', b"moj-filter", b'<div id="list" tabindex="-1">')
        )
        assert way_past < filters < rows < response.content.index(b"Never Heard")

    def test_or_whose_promise_comes_first_and_before_all_who_has_none(self, as_writer, unit):
        somebody(unit, name="Next Week", promised=7)
        somebody(unit, name="Last Week", promised=-7)
        somebody(unit, name="Nothing Promised")

        assert titles(as_writer.get(URL, {"order": "PROMISE"})) == ["Nothing Promised", "Last Week", "Next Week"]

    def test_a_card_says_how_it_stands_between_us_and_them(self, as_writer, writer, case, victim):
        victim.person.needs_interpreter = True
        victim.person.language, victim.person.other_language = "OTHER", "Polish"
        victim.person.formats, victim.person.access_needs = ["LARGE_PRINT"], "Ring twice before speaking"
        victim.person.save()
        victim.officer, victim.in_contact_since = writer, TODAY
        victim.save()
        CommunicationFactory(victim=victim, approved=True, state="SENT", sent_at=NOW - dt.timedelta(days=5))
        PromiseFactory(victim=victim, due_on=TODAY - dt.timedelta(days=2))
        HearingFactory(case=case, starts_at=NOW - dt.timedelta(days=30), court_name="Over")
        HearingFactory(case=case, starts_at=NOW + dt.timedelta(days=9), kind="Trial", court_name="Exampletown Court")
        HearingFactory(case=case, starts_at=NOW + dt.timedelta(days=2), is_vacated=True, court_name="Vacated")

        shown = text(as_writer.get(URL))

        assert titles(as_writer.get(URL)) == ["Ms Hughes (Rhian Hughes)"]
        assert "06 AA 12345 26" in shown
        assert "6 March 2026, 5 days ago Letter explaining a decision" in shown
        assert "Monday 9 March 2026 Overdue by 2 days" in shown
        assert "Polish Interpreter Large print Ring twice before speaking" in shown
        assert "20 March 2026 at 10am Trial, Exampletown Court" in shown
        assert "Robin Writer" in shown

    def test_no_hearing_comes_next_where_the_case_was_stopped(self, as_writer, case, victim):
        victim.in_contact_since, case.stage = TODAY, JourneyStage.STOPPED
        victim.save()
        case.save()
        HearingFactory(case=case, starts_at=NOW + dt.timedelta(days=9), kind="Trial", court_name="Exampletown Court")

        shown = text(as_writer.get(URL))
        overview = text(as_writer.get(reverse("workspace:case", args=[case.pk])))

        assert "Next hearing None: the case was stopped" in shown
        assert "Exampletown Court" not in shown
        assert "Trial Not expected: the case has ended When 20 March 2026 at 10am" in overview

    def test_count_stands_in_title_and_heading(self, as_writer, writer, unit):
        somebody(unit, officer=writer, promised=-1)
        somebody(unit)

        html = as_writer.get(URL, {"whose": "MINE"}).content.decode()
        everybody = as_writer.get(URL).content.decode()

        assert "<title>My victims (1)" in re.sub(r">\s+", ">", html)
        assert re.search(r"<h1[^>]*>My victims \(1\)</h1>", html)
        assert "1 promised date passed and 0 people without a promised date" in html
        assert re.search(r"<h1[^>]*>Victims \(2\)</h1>", everybody)

    @pytest.mark.parametrize(
        ("days", "words"), [(0, "Wednesday 11 March 2026 Today"), (1, "Tomorrow"), (5, "In 5 days")]
    )
    def test_a_promise_to_come_is_said_in_words(self, as_writer, unit, days, words):
        somebody(unit, promised=days)

        assert words in text(as_writer.get(URL))

    def test_messages_that_nobody_has_answered_are_counted_with_the_day_for_the_first(self, as_writer, unit):
        row = somebody(unit)
        VictimMessageFactory(victim=row, answer_due_on=TODAY - dt.timedelta(days=1))
        VictimMessageFactory(victim=row, answer_due_on=TODAY + dt.timedelta(days=1))
        VictimMessageFactory(victim=row, answered=True, answer_due_on=TODAY - dt.timedelta(days=9))

        assert "2 messages, answer by Tuesday 10 March 2026 Overdue" in text(as_writer.get(URL))

    def test_the_next_step_follows_from_how_it_stands(self, as_writer, writer, unit):
        somebody(unit, in_contact_since=None)
        somebody(unit)
        somebody(unit, officer=writer)

        html = as_writer.get(URL).content.decode()

        actions = re.findall(r'<li class="govuk-summary-card__action"><a[^>]*>([^<]+)<', html)
        assert sorted(actions) == ["Begin contact", "Give to an officer", "Open"]

    def test_whoever_is_no_longer_kept_in_touch_with_is_left_out(self, as_writer, unit):
        somebody(unit, contact_ended_on=TODAY)
        somebody(unit, has_declined_contact=True)

        assert "There is nobody for you to keep in touch with." in text(as_writer.get(URL))

    def test_looking_leaves_a_trace_for_each_person_shown(self, as_writer, unit):
        shown = {somebody(unit).pk for _ in range(3)}

        as_writer.get(URL)

        trail = AuditEvent.objects.filter(verb="VIEWED", subject_id="victims")
        assert set(trail.values_list("victim_id", flat=True)) == shown


class TestWhoSeesIt:
    def test_another_area_sees_nobody(self, as_stranger, unit):
        somebody(unit)

        assert "Victims (0)" in text(as_stranger.get(URL))

    def test_a_restricted_case_is_shown_to_its_rasso_unit_alone(self, as_writer, rasso_officer):
        somebody(rasso_officer.memberships.get().unit).case.__class__.objects.update(is_rasso=True)

        assert "Victims (0)" in text(as_writer.get(URL))
        assert "Victims (1)" in text(signed_in(rasso_officer).get(URL))

    def test_a_prosecutor_sees_those_of_their_own_unit(self, as_prosecutor, unit):
        somebody(UnitFactory(area=unit.area, name="Another unit"))
        somebody(unit)

        assert "Victims (1)" in text(as_prosecutor.get(URL))

    def test_an_officer_who_is_named_sees_nobody_whose_case_is_closed_to_them(self, writer, unit):
        rasso_unit = UnitFactory(area=unit.area, kind="RASSO", name="RASSO unit")
        row = somebody(rasso_unit, officer=writer)
        type(row.case).objects.filter(pk=row.case_id).update(is_rasso=True)

        assert "My victims (0)" in text(signed_in(writer).get(URL, {"whose": "MINE"}))

    def test_the_navigation_leads_officers_to_their_own(self, as_writer, as_prosecutor):
        assert 'href="/staff/victims/?whose=MINE"' in as_writer.get("/staff/").content.decode()
        assert 'href="/staff/victims/"' in as_prosecutor.get("/staff/").content.decode()


class TestFilters:
    def test_mine_nobodys_and_my_units(self, as_writer, writer, unit):
        elsewhere = UnitFactory(area=unit.area, name="Another unit")
        somebody(unit, name="Mine Here", officer=writer)
        somebody(elsewhere, name="Mine There", officer=writer)
        somebody(unit, name="Nobodys Here")
        somebody(elsewhere, name="Nobodys There")

        assert sorted(titles(as_writer.get(URL, {"whose": "MINE"}))) == ["Mine Here", "Mine There"]
        assert sorted(titles(as_writer.get(URL, {"whose": "NOBODYS"}))) == ["Nobodys Here", "Nobodys There"]
        assert sorted(titles(as_writer.get(URL, {"whose": "MY_UNITS"}))) == ["Mine Here", "Nobodys Here"]

    def test_what_was_promised(self, as_writer, unit):
        somebody(unit, name="Passed Date", promised=-1)
        somebody(unit, name="This Week", promised=7)
        somebody(unit, name="Later Date", promised=8)
        somebody(unit, name="No Date")

        assert titles(as_writer.get(URL, {"promised": "PASSED"})) == ["Passed Date"]
        assert titles(as_writer.get(URL, {"promised": "WEEK"})) == ["This Week"]
        assert titles(as_writer.get(URL, {"promised": "NOTHING"})) == ["No Date"]
        assert "Nobody matches" not in text(as_writer.get(URL, {"promised": ["PASSED", "WEEK"]}))

    def test_the_service_they_get(self, as_writer, unit):
        somebody(unit, name="Enhanced One", service_tier="ENHANCED")
        somebody(unit, name="Universal One", service_tier="UNIVERSAL")

        assert titles(as_writer.get(URL, {"tier": "ENHANCED"})) == ["Enhanced One"]

    def test_a_value_that_is_no_filter_is_left_out(self, as_writer, unit):
        somebody(unit)

        assert "Victims (1)" in text(as_writer.get(URL, {"whose": "X", "order": "NAME", "after": "nowhere"}))

    def test_filters_are_kept_as_a_view_of_this_list(self, as_writer):
        as_writer.post(f"{URL}?promised=PASSED", {"answer": "save-view", "name": "Broken promises"})

        assert "Broken promises" in text(as_writer.get(URL))
        assert "Broken promises" not in text(as_writer.get("/staff/"))
        assert SavedView.objects.get().filters == [["promised", "PASSED"]]


class TestSearch:
    def search(self, client, words):
        return client.post(URL, {"answer": "search", "words": words})

    def test_by_surname_and_by_reference(self, as_writer, victim):
        assert titles(self.search(as_writer, "hughes")) == ["Ms Hughes (Rhian Hughes)"]
        assert titles(self.search(as_writer, "06 AA 12345")) == ["Ms Hughes (Rhian Hughes)"]

    def test_others_in_the_case_are_not_listed_with_a_name(self, as_writer, case, victim):
        VictimFactory(case=case, person=PersonFactory(full_name="Another Jones"))

        assert titles(self.search(as_writer, "Hughes")) == ["Ms Hughes (Rhian Hughes)"]

    def test_leaves_a_trace_and_nothing_in_the_address(self, as_writer, victim):
        response = self.search(as_writer, "Hughes")

        assert AuditEvent.objects.get(verb="SEARCHED").detail == {"found": 1}
        assert response.request["QUERY_STRING"] == ""

    def test_nobody_elses_are_found(self, as_stranger, victim):
        assert "Nobody whom you may see matches." in text(self.search(as_stranger, "Hughes"))

    def test_so_few_letters_are_refused(self, as_writer, victim):
        response = self.search(as_writer, "Hu")

        assert text(response).count("Enter at least 3 characters") == 2
        assert 'value="Hu"' in response.content.decode()


class TestPages:
    @pytest.fixture
    def viewer(self, writer):
        return actors.staff(user=writer, at=NOW)

    def page(self, viewer, **options):
        return victim_list.victims_for(viewer=viewer, at=NOW, **{"chosen": VictimFilter(), "size": 3, **options})

    @pytest.mark.parametrize("order", list(VictimOrder))
    def test_everybody_is_on_exactly_one_page_in_order(self, viewer, unit, order):
        for number in range(8):
            somebody(unit, heard=number % 3 or None, promised=number % 2 or None)
        pages, after = [], None
        while True:
            page = self.page(viewer, order=order, after=after)
            pages.append([line.place for line in page.lines])
            if (after := page.next) is None:
                break

        flat = [place for each in pages for place in each]
        assert [len(each) for each in pages] == [3, 3, 2]
        assert len(set(flat)) == 8
        assert flat == sorted(flat)

    @pytest.mark.parametrize("order", list(VictimOrder))
    def test_going_back_shows_the_page_before(self, viewer, unit, order):
        for number in range(5):
            somebody(unit, heard=number + 1, promised=number)
        first = self.page(viewer, order=order)
        second = self.page(viewer, order=order, after=first.next)

        back = self.page(viewer, order=order, before=second.previous)

        assert [line.place for line in back.lines] == [line.place for line in first.lines]
        assert (back.previous, back.next) == (None, first.next)
        assert second.next is None

    def test_counts_agree_with_filters(self, viewer, writer, unit):
        somebody(unit, officer=writer, promised=-1, service_tier="RASSO")
        somebody(unit, promised=-1)
        chosen = VictimFilter(whose=frozenset({VictimOf.MINE}), promised=frozenset({Promised.PASSED}))

        page = self.page(viewer, chosen=chosen)

        assert (len(page.lines), page.counts.total, page.counts.promise_passed) == (1, 1, 1)

    @pytest.mark.parametrize("count", [1, 50])
    def test_costs_the_same_with_one_and_with_fifty(self, as_writer, writer, unit, count, django_assert_num_queries):
        """P10, L2: at most eight."""
        rules = RuleSetVersionFactory(content=DEFAULT_RULESET.to_json())
        for _ in range(count):
            row = somebody(unit, heard=3, promised=3, officer=writer)
            HearingFactory(case=row.case, starts_at=NOW + dt.timedelta(days=9))
            TriageAssessmentFactory(victim=row, ruleset=rules)
        as_writer.get(URL)

        # session; user with memberships; counts; which victims; who they are with all that stands on their lines; the
        # rule sets of triage; saved views; the trace
        with django_assert_num_queries(8):
            as_writer.get(URL)


@pytest.mark.usefixtures("reference_data")
class TestGivingToAnOfficer:
    def url(self, victim):
        return reverse("workspace:allocate", args=[victim.case_id, victim.pk])

    def test_names_the_officer_and_says_why(self, as_manager, writer, victim):
        shown = text(as_manager.get(self.url(victim)))
        response = as_manager.post(
            self.url(victim), {"officer": str(writer.pk), "reason": "Lives near by", "seen": ""}, follow=True
        )

        victim.refresh_from_db()
        assert "Who is the contact of Rhian Hughes? It is nobody yet." in re.sub(r" +", " ", shown)
        assert victim.officer == writer
        assert "Recorded. Their open work goes with them." in text(response)

    def test_nobody_for_now(self, as_manager, writer, victim):
        victim.officer = writer
        victim.save()

        as_manager.post(self.url(victim), {"officer": "NOBODY", "reason": "On leave", "seen": str(writer.pk)})

        victim.refresh_from_db()
        assert victim.officer is None

    def test_asks_who_and_why(self, as_manager, victim):
        response = as_manager.post(self.url(victim), {"officer": "", "reason": "", "seen": ""})

        assert text(response).count("Select who will be their contact") == 2
        assert text(response).count("Enter why") == 2

    def test_somebody_else_was_faster(self, as_manager, manager, writer, victim):
        victim.officer = manager
        victim.save()

        response = as_manager.post(self.url(victim), {"officer": str(writer.pk), "reason": "Kept words", "seen": ""})

        assert text(response).count("Somebody else has allocated this person") == 2
        assert "Kept words" in text(response)
        victim.refresh_from_db()
        assert victim.officer == manager

    def test_is_not_offered_to_whoever_may_not(self, as_prosecutor, as_writer, victim):
        people = reverse("workspace:case-people", args=[victim.case_id])

        assert self.url(victim) not in as_prosecutor.get(people).content.decode()
        assert self.url(victim) in as_writer.get(people).content.decode()
        assert as_prosecutor.get(self.url(victim)).status_code == 404
