"""L1, L2: the work list and the list of victims of one unit with 2,000 and with 20,000 people to whom something is owed."""

from http import HTTPStatus

from django.test import Client
from django.utils import timezone

from accounts import actors
from accounts.models import Unit
from accounts.roles import Role
from bench import database, harness, people
from cases.rules.vocabulary import ServiceTier
from cases.rules.working_days import london_date
from communications.selectors import victim_list, work_list
from communications.selectors.victim_lines import Promised, VictimFilter, VictimOf, VictimOrder
from communications.selectors.work_lines import Due, WorkFilter

#: Of a list by itself, and of its whole page with whoever looks at it.
_MOST_QUERIES, _MOST_OF_A_PAGE = 4, 8
#: Rows of the feature table.
_ROWS = {"work": "L1", "victims": "L2", "victims,": "L2"}
#: Of SQL; above 2,000 every line still has to be counted into its group, which is most of it.
_MOST_MILLISECONDS, _MOST_WHEN_MANY = 5, 20
_MANY = 2_000


def lines(size: harness.Size) -> list[harness.Line]:
    """Measure both lists at both sizes: queries, milliseconds of SQL, whatever the size of the run."""
    result = []
    for count in size.in_unit:
        with database.scratch(suffix=f"_{count}"):
            result += _lines(count)
    return result


def _lines(count: int) -> list[harness.Line]:
    database.places()
    database.cases(count=count, units=1)
    database.obligations(count=count)
    database.everything_owed()
    database.promises(count=count, until=london_date(at=timezone.now()))
    database.drafts()
    database.analyse()
    unit = Unit.objects.order_by("name").first()
    assert unit is not None
    user = people.staff(unit=unit, role=Role.VLU_OFFICER)
    at = timezone.now()
    viewer = actors.staff(user=user, at=at)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    everybody, all_work = VictimFilter(), WorkFilter()
    waiting = victim_list.victims_for(viewer=viewer, at=at, chosen=everybody)
    first = work_list.work_for(viewer=viewer, at=at, chosen=all_work)

    def a_page(address: str) -> None:
        answer = client.get(address)
        if answer.status_code != HTTPStatus.OK:
            raise RuntimeError(f"the page of the bench answered {answer.status_code}")

    lists = {
        "work list": lambda: work_list.work_for(viewer=viewer, at=at, chosen=all_work),
        "work list, next page": lambda: work_list.work_for(viewer=viewer, at=at, chosen=all_work, after=first.next),
        "work list, overdue, universal": lambda: work_list.work_for(
            viewer=viewer,
            at=at,
            chosen=WorkFilter(due=frozenset({Due.OVERDUE}), tiers=frozenset({ServiceTier.UNIVERSAL})),
        ),
        "victims": lambda: victim_list.victims_for(viewer=viewer, at=at, chosen=everybody),
        "victims, next page": lambda: victim_list.victims_for(
            viewer=viewer, at=at, chosen=everybody, after=waiting.next
        ),
        "victims, by promise": lambda: victim_list.victims_for(
            viewer=viewer, at=at, chosen=everybody, order=VictimOrder.PROMISE
        ),
        "victims, nobody's, promise passed": lambda: victim_list.victims_for(
            viewer=viewer,
            at=at,
            chosen=VictimFilter(whose=frozenset({VictimOf.NOBODYS}), promised=frozenset({Promised.PASSED})),
        ),
    }
    note = f"{count:,} victims in the unit; {first.total:,} lines of work"
    result = []
    for name, work in lists.items():
        goal = f"{_ROWS[name.split()[0]]} {name}, {count:,}"
        result.append(database.queries(goal=goal, bar=_MOST_QUERIES, work=work))
        result.append(
            database.sql_milliseconds(
                goal=goal, bar=_MOST_WHEN_MANY if count > _MANY else _MOST_MILLISECONDS, work=work, note=note
            )
        )
    for name, address in (("work", "/staff/"), ("victims", "/staff/victims/")):
        a_page(address)  # the first notes when the sign-in was last used
        result.append(
            database.queries(
                goal=f"{_ROWS[name]} page of {name}, {count:,}",
                bar=_MOST_OF_A_PAGE,
                work=lambda address=address: a_page(address),
            )
        )
        spent = min(harness.seconds(lambda address=address: a_page(address)) for _ in range(5)) * 1000
        result.append(
            harness.Line(
                goal=f"{_ROWS[name]} page of {name}, {count:,}",
                bar="at most 300 ms",
                measured=f"{spent:.0f} ms",
                is_met=spent <= 300,
                note="from request to answer, without a network",
            )
        )
    asked = [each for work in lists.values() for each in database.watched(work).statements]
    skipping = sum(" OFFSET " in each.upper() for each in asked)
    result.append(
        harness.Line(
            goal=f"L2 pages found by skipping, {count:,}",
            bar="none",
            measured=f"{skipping} of {len(asked)}",
            is_met=not skipping,
        )
    )
    return result
