"""P10: the work list of a unit, the search and the case page of staff, with as many cases as a few years bring."""

from http import HTTPStatus

from django.test import Client
from django.utils import timezone

from accounts import actors
from accounts.models import Unit
from accounts.roles import Role
from bench import database, harness, people
from cases.models import Case
from cases.selectors import records
from communications.selectors import work_list
from communications.selectors.work_lines import Due, Sort, WorkFilter

_MOST_QUERIES = 8
_MOST_MILLISECONDS = 5
_CASES_WITH_WORK = 300_000


def lines(size: harness.Size) -> list[harness.Line]:
    """Measure number of queries and time in the database of each, and look for OFFSET."""
    database.places()
    database.cases(count=size.cases)
    database.obligations(count=size.obligations)
    # Cases add up over the years; what is open at any one time does not.
    database.work_items(count=min(size.cases, _CASES_WITH_WORK))
    database.drafts()
    database.analyse()
    unit = Unit.objects.order_by("name").first()
    assert unit is not None
    user = people.staff(unit=unit, role=Role.VLU_OFFICER)
    at = timezone.now()
    officer = actors.staff(user=user, at=at)
    everything = WorkFilter()
    overdue = WorkFilter(due=frozenset({Due.OVERDUE}))
    to_approve = WorkFilter(sorts=frozenset({Sort.APPROVE}))
    first = work_list.work_for(viewer=officer, at=at, chosen=everything)
    case = Case.objects.filter(unit=unit).order_by("id")[:1].get()

    client = Client(SERVER_NAME="localhost")
    client.force_login(user)

    def a_page(address: str) -> None:
        answer = client.get(address)
        if answer.status_code != HTTPStatus.OK:
            raise RuntimeError(f"the page of the bench answered {answer.status_code}")

    a_page("/staff/")  # the first notes when the sign-in was last used
    pages = {
        "work list": lambda: work_list.work_for(viewer=officer, at=at, chosen=everything),
        "work list, next page": lambda: work_list.work_for(viewer=officer, at=at, chosen=everything, after=first.next),
        "work list, overdue": lambda: work_list.work_for(viewer=officer, at=at, chosen=overdue),
        "work list, to approve": lambda: work_list.work_for(viewer=officer, at=at, chosen=to_approve),
        "cases that changed last": lambda: records.recent_cases(viewer=officer),
        "search by URN": lambda: records.search_cases(viewer=officer, words=case.urn),
        "search by name": lambda: records.search_cases(viewer=officer, words="Given07 Family1234"),
        "whole page of the work list": lambda: a_page("/staff/"),
        "whole page of a case": lambda: a_page(f"/staff/cases/{case.pk}/"),
    }
    rows = f"{size.cases:,} cases; the unit's list has {first.total:,} lines"
    result = []
    for name, work in pages.items():
        result.append(database.queries(goal=f"P10 {name}", bar=_MOST_QUERIES, work=work))
        result.append(database.sql_milliseconds(goal=f"P10 {name}", bar=_MOST_MILLISECONDS, work=work, note=rows))
    asked = [each for work in pages.values() for each in database.watched(work).statements]
    skipping = sum(" OFFSET " in each.upper() for each in asked)
    result.append(
        harness.Line(goal="P10 OFFSET", bar="none", measured=f"{skipping} of {len(asked)} queries", is_met=not skipping)
    )
    return result
