"""The bundled calendar and the default rows: what the service starts with is what is tested."""

import pathlib

import pytest

from cases.rules import bank_holidays
from cases.rules.case_rules import CaseRules
from cases.rules.defaults import default_rules
from cases.rules.working_days import WorkingDayCalendar

BUNDLED = pathlib.Path(__file__).parents[3] / "cases" / "reference_data" / "bank_holidays_england_and_wales.csv"


@pytest.fixture(scope="session")
def calendar() -> WorkingDayCalendar:
    holidays = bank_holidays.parse_csv(text=BUNDLED.read_text(encoding="utf-8"))
    known_from, known_to = bank_holidays.whole_years(holidays=holidays)
    return bank_holidays.build_calendar(
        holidays=holidays, known_from=known_from, known_to=known_to, version="bundled-test"
    )


@pytest.fixture(scope="session")
def rules() -> CaseRules:
    return default_rules()
