"""The managers' page of missing letters: counts by unit that lead to the letters (W12)."""

import datetime as dt
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actors
from accounts.models import Unit
from accounts.roles import Role
from cases.rules.vocabulary import WorkKind
from communications.selectors import missing_letters
from tests.factories.accounts import AreaFactory, StaffUserFactory, UnitFactory, UnitMembershipFactory, staff_with
from tests.factories.cases import CaseFactory, WorkItemFactory

pytestmark = pytest.mark.django_db
MISSING = "dashboards:missing"
LETTERS = "dashboards:missing-letters"


@pytest.fixture
def unit() -> Unit:
    return UnitFactory(area=AreaFactory(code="WESSEX", name="Wessex"), name="Wessex Crown Court unit")


@pytest.fixture
def manager(client: Client, unit: Unit) -> Client:
    client.force_login(staff_with(Role.VLU_MANAGER, unit))
    return client


def missing(unit: Unit, kind: str = "OWED_NOT_WRITTEN", **changes: Any) -> Any:
    case = CaseFactory(unit=unit, **{name: changes.pop(name) for name in ("urn", "is_rasso") if name in changes})
    return WorkItemFactory(case=case, kind=kind, raised_at=timezone.now(), **changes)


def items_in(page: str) -> list[str]:
    """The items of work to which a page links, in its order."""
    return re.findall(rf"{reverse('workspace:work')}work/([0-9a-f-]+)/", page)


def text(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestTheCounts:
    def test_stand_by_unit_and_finding_with_the_total_in_the_heading(self, manager: Client, unit: Unit) -> None:
        for kind in ("OWED_NOT_OPENED", "OWED_NOT_WRITTEN", "OWED_NOT_WRITTEN"):
            missing(unit, kind)
        missing(unit, "HELD_COMMUNICATION")
        missing(UnitFactory(area=AreaFactory(code="ELSEWHERE")))

        response = manager.get(reverse(MISSING))

        assert "Missing letters (3)" in text(response)
        counts = re.findall(r"kind=(\w+)[^>]*>\s*(\d+)", response.content.decode())
        assert counts == [("OWED_NOT_OPENED", "1"), ("OWED_NOT_WRITTEN", "2")]
        assert "ELSEWHERE" not in response.content.decode()

    def test_count_restricted_cases_without_naming_them(self, manager: Client, unit: Unit) -> None:
        missing(unit, urn="06AA0000126", is_rasso=True)

        assert "Missing letters (1)" in text(manager.get(reverse(MISSING)))
        page = text(manager.get(reverse(LETTERS)))
        assert "Not shown to you" in page
        assert "06AA" not in page.replace(" ", "")

    def test_say_so_when_nothing_is_missing(self, manager: Client) -> None:
        assert "No letter is missing" in text(manager.get(reverse(MISSING)))

    @pytest.mark.parametrize("role", [Role.VLU_OFFICER, Role.PROSECUTOR])
    def test_are_closed_to_those_who_see_no_figures(self, client: Client, unit: Unit, role: Role) -> None:
        client.force_login(staff_with(role, unit))

        assert client.get(reverse(MISSING)).status_code in {403, 404}
        assert client.get(reverse(LETTERS)).status_code in {403, 404}

    def test_of_every_area_are_seen_by_an_inspector(self, client: Client, unit: Unit) -> None:
        missing(unit)
        client.force_login(UnitMembershipFactory(role=Role.INSPECTOR).user)

        assert "Missing letters (1)" in text(client.get(reverse(MISSING)))

    @pytest.mark.parametrize("count", [1, 50])
    def test_cost_one_query_for_one_letter_and_for_fifty(
        self, unit: Unit, count: int, django_assert_num_queries: Any
    ) -> None:
        viewer = actors.staff(user=staff_with(Role.VLU_MANAGER, unit), at=timezone.now())
        for _ in range(count):
            missing(unit)

        with django_assert_num_queries(1):
            [found] = missing_letters.counts_by_unit(viewer=viewer)
        with django_assert_num_queries(1):
            listed = missing_letters.letters_behind(viewer=viewer, unit_id=None, kind=None)

        assert found.counts == {WorkKind.OWED_NOT_WRITTEN: count}
        assert len(listed) == count


class TestTheLettersBehind:
    def test_are_those_of_the_count_longest_found_first_with_the_way_to_the_work(
        self, manager: Client, unit: Unit
    ) -> None:
        newer = missing(unit, urn="06AA0000226", officer=StaffUserFactory(full_name="Robin Writer"))
        older = missing(unit, urn="06AA0000326")
        type(older).objects.filter(pk=older.pk).update(raised_at=timezone.now() - dt.timedelta(hours=2))
        missing(unit, "DRAFT_UNATTENDED", urn="06AA0000426")

        response = manager.get(reverse(LETTERS), {"unit": str(unit.pk), "kind": "OWED_NOT_WRITTEN"})

        shown = items_in(response.content.decode())
        assert shown == [str(older.pk), str(newer.pk)]
        assert "Robin Writer" in text(response)
        assert "Nobody yet" in text(response)

    def test_come_in_pages(self, manager: Client, unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(missing_letters, "PAGE_SIZE", 2)
        rows = [missing(unit) for _ in range(3)]

        first = manager.get(reverse(LETTERS), {"kind": "OWED_NOT_WRITTEN"}).content.decode()
        next_href = re.search(r'href="(\?[^"]*after=[^"]*)"', first)
        assert next_href is not None
        second = manager.get(reverse(LETTERS) + next_href[1].replace("&amp;", "&")).content.decode()

        found = [items_in(page) for page in (first, second)]
        assert sorted(found[0] + found[1]) == sorted(str(row.pk) for row in rows)
        assert [len(page) for page in found] == [2, 1]

    @pytest.mark.parametrize("query", [{"unit": "x"}, {"kind": "HELD_COMMUNICATION"}, {"after": "yesterday~x"}])
    def test_of_what_cannot_be_read_are_all(self, manager: Client, unit: Unit, query: dict[str, str]) -> None:
        item = missing(unit)

        assert str(item.pk) in manager.get(reverse(LETTERS), query).content.decode()

    def test_after_a_time_without_a_zone_begin_at_the_first(self, manager: Client, unit: Unit) -> None:
        item = missing(unit)

        page = manager.get(reverse(LETTERS), {"after": f"2026-03-11T10:00~{item.pk}"})

        assert str(item.pk) in page.content.decode()
