"""Staff see first the cases that changed last: by a person, a court, a file, or an event that another system told."""

import datetime as dt

import pytest

from accounts import actors
from accounts.roles import Role, SystemProcess
from cases.models import Case
from cases.selectors import records
from communications.services import intake
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 6, 12, 0, tzinfo=dt.UTC)


def told(case: Case, *, at: dt.datetime) -> None:
    event = {
        "event_id": f"{case.pk}:{at.timestamp()}",
        "occurred_at": at.isoformat(),
        "recorded_at": at.isoformat(),
        "source": "CMS",
        "case_urn": case.urn,
        "kind": "HEARING_LISTED",
    }
    [answer] = intake.receive_events(events=[event], actor=actors.system(SystemProcess.CASE_IMPORT), at=at)
    assert answer.status == "applied"


class TestRecentCases:
    def test_are_in_the_order_of_their_last_change_whatever_it_was(self) -> None:
        unit = UnitFactory()
        user = staff_with(Role.VLU_OFFICER, unit)
        officer = actors.staff(user=user, at=user.memberships.get().granted_at)
        quiet, changed, told_twice, elsewhere = (
            CaseFactory(unit=unit, facts_changed_at=AT - dt.timedelta(days=2)),
            CaseFactory(unit=unit, facts_changed_at=AT - dt.timedelta(hours=1)),
            CaseFactory(unit=unit, facts_changed_at=AT - dt.timedelta(days=3)),
            CaseFactory(
                unit=UnitFactory(area=AreaFactory(code="SOUTH_EAST")), facts_changed_at=AT - dt.timedelta(days=3)
            ),
        )
        told(told_twice, at=AT - dt.timedelta(days=1))
        assert records.recent_cases(viewer=officer) == [changed, told_twice, quiet]

        told(told_twice, at=AT)
        told(elsewhere, at=AT)

        assert records.recent_cases(viewer=officer) == [told_twice, changed, quiet]
        assert records.recent_cases(viewer=officer, limit=1) == [told_twice]
