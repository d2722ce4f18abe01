"""Each component rendered alone: what a person reads and what a machine is told."""

import datetime as dt
import re

import pytest
from django.template import engines

from web.components import (
    Cell,
    Column,
    CountedDay,
    ErrorLink,
    Event,
    FilterGroup,
    FilterOption,
    LanguageLink,
    Link,
    Row,
    Tag,
    Task,
)

AT = dt.datetime(2026, 5, 12, 9, 30, tzinfo=dt.UTC)


def render(source, **context):
    return engines["django"].from_string("{% load govuk %}" + source).render(context)


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


class TestAroundThePage:
    def test_phase_banner_says_the_phase_and_links_to_feedback(self):
        html = render(
            '{% phase_banner phase="Beta" text="This is new." link=link %}', link=Link(text="Tell us", href="/f/")
        )

        assert words(html) == "Beta This is new. Tell us"
        assert 'href="/f/"' in html

    def test_service_navigation_marks_the_section_in_words_too(self):
        html = render(
            '{% service_navigation service_name="S" service_url="/" links=links language=other %}',
            links=[Link(text="Work", href="/w/", is_current=True), Link(text="Cases", href="/c/")],
            other=LanguageLink(text="Cymraeg", href="/cy/", code="cy"),
        )

        assert html.count("aria-current") == 1
        assert "<strong" in html
        assert 'lang="cy"' in html

    def test_service_navigation_without_sections_has_no_menu(self):
        html = render('{% service_navigation service_name="S" service_url="/" %}')

        assert "<nav" not in html

    def test_back_link_leads_back(self):
        assert words(render('{% back_link href="/x/" %}')) == "Back"

    def test_breadcrumbs_are_a_list_in_a_landmark(self):
        html = render("{% breadcrumbs links=links %}", links=[Link(text="Work", href="/w/")])

        assert "<nav" in html
        assert words(html) == "Work"

    def test_sub_navigation_has_a_label_and_one_current_page(self):
        html = render(
            '{% sub_navigation label="Case" links=links %}',
            links=[Link(text="Facts", href="/a/", is_current=True), Link(text="People", href="/b/")],
        )

        assert 'aria-label="Case"' in html
        assert html.count('aria-current="page"') == 1

    def test_identity_bar_says_whose_record_it_is(self):
        html = render('{% identity_bar title="Ms Example" tags=tags %}', tags=[Tag(text="Via ISVA")])

        assert words(html) == "Ms Example Via ISVA"

    def test_exit_this_page_leaves_without_a_referrer(self):
        html = render('{% exit_this_page redirect_url="https://example.org/" %}')

        assert 'rel="nofollow noreferrer"' in html
        assert words(html) == "Emergency Exit this page"

    def test_exit_this_page_has_a_secondary_link_for_keyboards(self):
        html = render('{% exit_this_page redirect_url="https://example.org/" is_secondary=True %}')

        assert words(html) == "Exit this page quickly"


class TestSayingThings:
    @pytest.mark.parametrize(("colour", "expected"), [("red", "govuk-tag--red"), ("", 'class="govuk-tag"')])
    def test_tag_has_the_colour_it_is_given(self, colour, expected):
        assert expected in render("{% tag text='Late' colour=colour %}", colour=colour)

    def test_badge_says_the_risk(self):
        assert words(render('{% badge text="High risk" %}')) == "High risk"

    def test_warning_is_announced_as_one(self):
        assert words(render('{% warning text="Too late for post." %}')) == "! Warning Too late for post."

    def test_panel_holds_the_heading_of_the_page(self):
        assert "<h1" in render('{% panel title="Done" %}')

    def test_banner_of_success_is_an_alert_and_another_a_region(self):
        assert 'role="alert"' in render('{% notification_banner text="Sent" kind="success" %}')
        assert 'role="region"' in render('{% notification_banner text="Waiting" %}')

    def test_banner_links_onwards(self):
        html = render('{% notification_banner text="Waiting" link=link %}', link=Link(text="See it", href="/s/"))

        assert words(html) == "Important Waiting See it"

    def test_alert_with_lines_has_a_heading_of_the_level_asked_for(self):
        html = render('{% alert title="Safe contact" lines=lines heading_level=3 %}', lines=["Never post."])

        assert "<h3" in html
        assert words(html) == "Safe contact Never post."

    def test_alert_alone_is_one_sentence(self):
        assert words(render('{% alert title="It cannot go by post" kind="error" %}')) == "It cannot go by post"

    def test_inset_wraps_what_the_page_gives(self):
        assert words(render("{% inset %}<p>Waiting</p>{% endinset %}")) == "Waiting"

    def test_details_opens_when_asked(self):
        assert " open>" in render('{% details summary="How" is_open=True %}x{% enddetails %}')
        assert " open>" not in render('{% details summary="How" %}x{% enddetails %}')


class TestDoingThings:
    def test_button_posts_its_name_and_value_once(self):
        html = render('{% button text="Send back" kind="secondary" name="answer" value="back" %}')

        assert 'name="answer" value="back"' in html
        assert 'data-prevent-double-click="true"' in html

    def test_button_with_an_address_is_a_link_that_says_button(self):
        html = render('{% button text="Start" href="/s/" kind="start" hidden_text="now" %}')

        assert 'role="button"' in html
        assert words(html) == "Start now"

    def test_error_summary_leads_to_each_field(self):
        html = render(
            "{% error_summary errors=errors %}",
            errors=[ErrorLink(text="Enter a date", href="#id_date_0"), ErrorLink(text="Answers differ")],
        )

        assert words(html) == "There is a problem Enter a date Answers differ"
        assert html.count("<a ") == 1

    def test_error_summary_without_errors_is_nothing(self):
        assert render("{% error_summary errors=errors %}", errors=[]).strip() == ""

    def test_filter_panel_shows_what_is_selected_and_how_to_remove_it(self):
        group = FilterGroup(
            name="due",
            legend="Due",
            options=(
                FilterOption(value="OVERDUE", text="Overdue", is_selected=True, remove_href="/w/?x"),
                FilterOption(value="TODAY", text="Today"),
            ),
        )
        html = render('{% filter_panel groups=groups clear_href="/w/" %}', groups=[group])

        assert 'href="/w/?x"' in html
        assert html.count(" checked") == 1
        assert html.count('type="checkbox"') == 2
        assert "Clear filters" in html

    def test_filter_panel_with_nothing_selected_offers_nothing_to_clear(self):
        group = FilterGroup(name="due", legend="Due", options=(FilterOption(value="A", text="A"),))

        assert "Clear filters" not in render('{% filter_panel groups=g clear_href="/w/" %}', g=[group])

    def test_pagination_offers_only_the_pages_there_are(self):
        assert words(render('{% pagination next_href="?after=x" %}')) == "Next page"
        assert words(render('{% pagination previous_href="?before=x" %}')) == "Previous page"
        assert render("{% pagination %}").strip() == ""


class TestShowingFacts:
    def test_summary_list_pairs_what_with_value(self):
        html = render("{% summary_list rows=rows %}", rows=[Row(key="Address", value=("1 Example Street", "EX1 1EX"))])

        assert words(html) == "Address 1 Example Street EX1 1EX"
        assert "<dt" in html

    def test_summary_list_action_says_what_it_changes(self):
        row = Row(key="Email", value="x", actions=(Link(text="Change", href="/c/", hidden_text="email"),))

        assert words(render("{% summary_list rows=rows %}", rows=[row])).endswith("Change email")

    def test_summary_list_with_two_actions_lists_them(self):
        row = Row(key="Email", value="x", actions=(Link(text="Change", href="/c/"), Link(text="Remove", href="/r/")))

        assert render("{% summary_list rows=rows is_compact=True %}", rows=[row]).count("<li") == 2

    def test_summary_list_links_and_tags_a_value(self):
        row = Row(key="Letter", value="12 May 2026", href="/l/", tag=Tag(text="Late", colour="red"))

        assert words(render("{% summary_list rows=rows %}", rows=[row])) == "Letter 12 May 2026 Late"

    def test_summary_card_actions_name_the_card(self):
        html = render(
            '{% summary_card title="Decision" rows=rows actions=actions tags=tags heading_level=3 element_id="d" %}',
            rows=[Row(key="Code", value="x")],
            actions=[Link(text="Read", href="/r/")],
            tags=[Tag(text="Late")],
        )

        assert words(html) == "Decision Late Read (Decision) Code x"
        assert "<h3" in html

    def test_task_list_ties_each_task_to_its_status(self):
        html = render(
            "{% task_list tasks=tasks %}",
            tasks=[
                Task(title="Write", href="/w/", hint="Today", status=Tag(text="Ready to write")),
                Task(title="Read", status_text="Done"),
            ],
        )

        assert 'aria-describedby="task-1-hint task-1-status"' in html
        assert words(html) == "Write Today Ready to write Read Done"

    def test_table_keeps_its_meaning_when_drawn_as_cards(self):
        html = render(
            '{% table caption="Letters" columns=columns rows=rows %}',
            columns=[Column(text="Letter"), Column(text="Days", is_numeric=True), Column(text="Do", is_hidden=True)],
            rows=[[Cell(text="NFA", href="/n/", hidden_text="of May", tag=Tag(text="Late")), "7", Cell(note="posted")]],
        )

        assert 'scope="row" role="rowheader"' in html
        assert html.count('role="columnheader"') == 3
        assert html.count('role="cell"') == 2
        assert "of May" in words(html)

    def test_table_with_a_missing_cell_fails_at_once(self):
        with pytest.raises(ValueError, match="zip"):
            render('{% table caption="L" columns=columns rows=rows %}', columns=[Column(text="A")], rows=[["1", "2"]])

    def test_timeline_gives_each_event_a_heading_and_a_time(self):
        event = Event(
            title="Letter sent",
            when="12 May 2026",
            timestamp="2026-05-12",
            by="VLU",
            lines=("By email.",),
            tag=Tag(text="Delivered"),
            link=Link(text="Read", href="/r/", hidden_text="the letter"),
        )
        html = render("{% timeline events=events heading_level=4 %}", events=[event])

        assert words(html) == "Letter sent by VLU 12 May 2026 Delivered By email. Read the letter"
        assert '<time datetime="2026-05-12">' in html

    def test_date_time_is_london_time(self):
        assert words(render("{% date_time at=at %}", at=AT)) == "12 May 2026 at 10:30am"
        assert words(render("{% date_time at=at has_time=False %}", at=AT)) == "12 May 2026"
        assert 'datetime="2026-05-12"' in render("{% date_time at=at %}", at=AT.date())

    @pytest.mark.parametrize(
        ("due_at", "expected", "colour"),
        [
            (AT - dt.timedelta(days=1), "Overdue by 1 day Monday 11 May 2026", "red"),
            (AT + dt.timedelta(hours=1), "Due today Tuesday 12 May 2026", "orange"),
            (AT + dt.timedelta(days=1), "Due tomorrow Wednesday 13 May 2026", "grey"),
        ],
    )
    def test_deadline_says_when_and_only_overdue_is_red(self, due_at, expected, colour):
        html = render("{% deadline due_at=due_at at=at %}", due_at=due_at, at=AT)

        assert words(html) == expected
        assert f"govuk-tag--{colour}" in html

    def test_clock_lists_every_day_counted_or_not(self):
        days = [
            CountedDay(
                on=dt.date(2026, 5, 1), text="Friday 1 May 2026", is_counted=False, reason="Day of the decision"
            ),
            CountedDay(on=dt.date(2026, 5, 5), text="Tuesday 5 May 2026", is_counted=True, reason="Working day 1"),
        ]
        html = render('{% clock summary="Due Tuesday." days=days rule="Rule 1" %}', days=days)

        assert html.count("<li") == 2
        assert html.count("not-counted") == 1
        assert 'datetime="2026-05-05"' in html

    def test_reasons_say_so_when_there_are_none(self):
        assert words(render("{% reasons items=items %}", items=["Under 18."])) == "Under 18."
        assert words(render("{% reasons items=items %}", items=[])) == "No reason is recorded."
