"""Everything policy may change, in one frozen value with a version, handed to the pure functions."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from cases.rules import dated_rows
from cases.rules.offence_rules import OffenceRuleTable
from cases.rules.time_limits import TimeLimitTable
from cases.rules.vocabulary import ChargingRoute, PilotScheme, Teller

PILOT_RULE = "PI-1"
CHARGING_ROUTE_RULE = "DU-5"


class NoRouteInForce(LookupError):
    """No row says who tells the victim of a charging decision taken by this route on this date (DU-5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotArea:
    """A scheme runs in an Area between two dates (PI-1; domain.md 2.11, 3.5)."""

    scheme: PilotScheme
    #: Code of the Area, for example WEST_MIDLANDS.
    area: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargingRouteRule:
    """Who tells the victim of a charging decision taken by a route, between two dates (DU-5; domain.md 2.2)."""

    route: ChargingRoute
    teller: Teller
    starts_on: dt.date
    ends_on: dt.date | None = None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRules:
    """All effective-dated rows of the case rules. Functions answer from it alone and record its version."""

    #: Names the published set of rows; stored with every answer.
    version: str
    limits: TimeLimitTable
    offences: OffenceRuleTable
    pilots: tuple[PilotArea, ...]
    routes: tuple[ChargingRouteRule, ...]

    def __post_init__(self) -> None:
        """Make sure that no date has two answers.

        Raises:
            ValueError: when the version is blank.
            ContradictoryRows: when rows of one pilot and Area overlap, or those of a route overlap or leave a gap.
        """
        if not self.version.strip():
            raise ValueError("A set of rules needs a version.")
        by_pilot: dict[str, list[PilotArea]] = defaultdict(list)
        for pilot in self.pilots:
            by_pilot[f"Pilot {pilot.scheme} in {pilot.area}"].append(pilot)
        for name, pilots in by_pilot.items():
            dated_rows.in_order(rows=pilots, name=name, gaps_allowed=True)
        by_route: dict[str, list[ChargingRouteRule]] = defaultdict(list)
        for route in self.routes:
            by_route[f"Charging route {route.route}"].append(route)
        for name, routes in by_route.items():
            dated_rows.in_order(rows=routes, name=name, gaps_allowed=False)

    def is_pilot(self, *, scheme: PilotScheme, area: str, on: dt.date) -> bool:
        """Say whether `scheme` runs in `area` on the London date `on`; the first and last day count (PI-1)."""
        return any(
            pilot.scheme is scheme and pilot.area == area and dated_rows.is_in_force(row=pilot, on=on)
            for pilot in self.pilots
        )

    def teller_of_charging_decision(self, *, route: ChargingRoute, on: dt.date) -> Teller:
        """Say who tells the victim of a charging decision taken by `route` on the London date `on` (DU-5).

        Raises:
            NoRouteInForce: when no row covers the route on that date.
        """
        for row in self.routes:
            if row.route is route and dated_rows.is_in_force(row=row, on=on):
                return row.teller
        raise NoRouteInForce(f"Nothing says who tells of a charging decision by {route} on {on.isoformat()}.")
