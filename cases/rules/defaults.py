"""The rows the service starts with, each with its source; the reference loader seeds the database from here."""

import datetime as dt

from cases.rules.case_rules import CaseRules, ChargingRouteRule, PilotArea
from cases.rules.offence_rules import OffenceRule, OffenceRuleTable
from cases.rules.time_limits import TimeLimit, TimeLimitTable
from cases.rules.vocabulary import (
    ChargingRoute,
    HateStrand,
    LimitKind,
    LimitUnit,
    OffenceCategory,
    OffenceFlag,
    PilotScheme,
    Teller,
)

DEFAULT_VERSION = "2026-11-21"

#: The Victims' Code in force took effect on this day (domain.md 4.1); nothing earlier is judged by these rows.
CODE_IN_FORCE_FROM = dt.date(2021, 4, 1)

_WORKING_DAYS = LimitUnit.WORKING_DAYS
_LIMITS: tuple[tuple[LimitKind, int, LimitUnit, str], ...] = (
    (LimitKind.VCL_ENHANCED, 1, _WORKING_DAYS, "VCL guidance; domain.md 2.3 [S6][S7]"),
    (LimitKind.VCL_STANDARD, 5, _WORKING_DAYS, "VCL guidance; domain.md 2.3 [S6][S7]"),
    (
        LimitKind.CHARGING_NEWS_ENHANCED,
        1,
        _WORKING_DAYS,
        "Victims' Code, decision to charge; domain.md 4.4 [S33], to be confirmed",
    ),
    (
        LimitKind.CHARGING_NEWS_STANDARD,
        5,
        _WORKING_DAYS,
        "Victims' Code, decision to charge; domain.md 4.4 [S33], to be confirmed",
    ),
    (
        LimitKind.PROVISIONAL_NOTICE,
        1,
        _WORKING_DAYS,
        "No limit published; the one-day rule is used, domain.md 3.5, to be confirmed",
    ),
    (
        LimitKind.PROVISIONAL_RESPONSE,
        10,
        _WORKING_DAYS,
        "No length published; as the ordinary request window, domain.md 3.5, to be confirmed",
    ),
    (LimitKind.VRR_REQUEST, 10, _WORKING_DAYS, "VRR scheme; domain.md 3.2 [S17][S18]"),
    (LimitKind.VRR_OUTER, 3, LimitUnit.CALENDAR_MONTHS, "VRR scheme; domain.md 3.2 [S17][S18][S19]"),
    (
        LimitKind.VRR_ACKNOWLEDGE,
        3,
        _WORKING_DAYS,
        "No limit published for the CPS (police: 10 working days, domain.md 3.2); planning value, as for complaints",
    ),
    (LimitKind.VRR_LOCAL, 10, _WORKING_DAYS, "VRR scheme, local resolution; domain.md 3.2, to be confirmed"),
    (LimitKind.VRR_INDEPENDENT, 30, _WORKING_DAYS, "VRR scheme, independent review; domain.md 3.2 [S20][S21]"),
    (LimitKind.VRR_PILOT_REVIEW, 20, _WORKING_DAYS, "RASSO pilot; domain.md 3.2 [S26]"),
    (LimitKind.PTM_OFFER, 14, LimitUnit.DAYS, "CPS prototype, from the not guilty plea; CPS prototype document 5.5"),
    (LimitKind.HEARING_NEWS, 1, _WORKING_DAYS, "Victims' Code, hearing dates, from receipt; domain.md 4.4 [S31][S32]"),
    (LimitKind.OUTCOME_NEWS, 1, _WORKING_DAYS, "Victims' Code, outcome, sentence, appeal; domain.md 4.4 [S31][S37]"),
    (
        LimitKind.SPECIAL_MEASURES_NEWS,
        1,
        _WORKING_DAYS,
        "No number published; as for a hearing date, domain.md 4.4 [S31][S63], to be confirmed",
    ),
    (LimitKind.MEETING_ANSWER, 10, _WORKING_DAYS, "No limit published; two weeks to answer an offer, to be confirmed"),
    (LimitKind.MEETING_STEP, 5, _WORKING_DAYS, "CPS prototype, usual due date; CPS prototype document 1.17"),
    (LimitKind.ULS_REQUEST, 28, LimitUnit.DAYS, "Unduly lenient sentence scheme; domain.md 4.6 [S39]"),
    (
        LimitKind.MESSAGE_ANSWER,
        2,
        _WORKING_DAYS,
        "Our own promise, none is published; peers.md V17, to be confirmed",
    ),
    (
        LimitKind.CORRECTION_LETTER,
        1,
        _WORKING_DAYS,
        "No limit published; the one-day rule is used, peers.md W14, to be confirmed",
    ),
    (
        LimitKind.COMPLAINT_MAKE,
        6,
        LimitUnit.CALENDAR_MONTHS,
        "CPS feedback and complaints page, things of the last six months; nothing is refused for it",
    ),
    (
        LimitKind.COMPLAINT_ACKNOWLEDGE,
        3,
        _WORKING_DAYS,
        "Planning value for the CPS complaints process, first stage; to be confirmed",
    ),
    (
        LimitKind.COMPLAINT_ANSWER,
        20,
        _WORKING_DAYS,
        "Planning value for the CPS complaints process, first stage; to be confirmed",
    ),
    (
        LimitKind.COMPLAINT_FURTHER,
        1,
        LimitUnit.CALENDAR_MONTHS,
        "CPS feedback and complaints page, one month from the explanation",
    ),
    (
        LimitKind.COMPLAINT_SECOND_ANSWER,
        20,
        _WORKING_DAYS,
        "Planning value for the CPS complaints process, second stage; to be confirmed",
    ),
    (
        LimitKind.COMPLAINT_ASSESSOR,
        1,
        LimitUnit.CALENDAR_MONTHS,
        "CPS page on the Independent Assessor of Complaints, one month from the second answer",
    ),
    (
        LimitKind.COMPENSATION_APPLY,
        24,
        LimitUnit.CALENDAR_MONTHS,
        "Criminal Injuries Compensation Scheme 2012, two years from the incident",
    ),
    (
        LimitKind.COMPENSATION_AFTER_CHILDHOOD,
        24,
        LimitUnit.CALENDAR_MONTHS,
        "Criminal Injuries Compensation Scheme 2012, under 18: two years from turning 18, or from telling the police",
    ),
    (
        LimitKind.REFERRAL_START,
        2,
        _WORKING_DAYS,
        "No limit published; the two days in which the police refer, peers.md S5, to be confirmed",
    ),
    (
        LimitKind.REFERRAL_OUTCOME,
        10,
        _WORKING_DAYS,
        "No limit published; two weeks for a service to get in touch, peers.md S5, to be confirmed",
    ),
    (LimitKind.BREACH_REPORT, 3, LimitUnit.DAYS, "72 hours, Data Protection Act 2018 s.67; domain.md 11.1"),
)

_SERIOUS = "Victims' Code, most serious crime; domain.md 4.3 and 13 [S34]"
_CATEGORY_FLAGS: tuple[tuple[OffenceFlag, tuple[OffenceCategory, ...], str], ...] = (
    (
        OffenceFlag.ENHANCED_SERIOUS,
        (
            OffenceCategory.HOMICIDE,
            OffenceCategory.FATAL_DRIVING,
            OffenceCategory.ATTEMPTED_MURDER,
            OffenceCategory.GBH_WITH_INTENT,
            OffenceCategory.KIDNAP_FALSE_IMPRISONMENT,
            OffenceCategory.ARSON_ENDANGER_LIFE,
            OffenceCategory.RAPE_RASSO,
            OffenceCategory.SEXUAL_OTHER,
            OffenceCategory.CHILD_ABUSE,
            OffenceCategory.DOMESTIC_ABUSE,
            OffenceCategory.HATE_CRIME,
            OffenceCategory.MODERN_SLAVERY,
            OffenceCategory.TERRORISM,
            OffenceCategory.HONOUR_BASED,
        ),
        _SERIOUS,
    ),
    (
        OffenceFlag.PERSISTENTLY_TARGETED,
        (OffenceCategory.STALKING_HARASSMENT,),
        "Victims' Code, persistently targeted; domain.md 4.3 and 13 [S34][S35]",
    ),
    (
        OffenceFlag.MEETING,
        (
            OffenceCategory.HOMICIDE,
            OffenceCategory.FATAL_DRIVING,
            OffenceCategory.RAPE_RASSO,
            OffenceCategory.SEXUAL_OTHER,
            OffenceCategory.CHILD_ABUSE,
        ),
        "Meeting list; domain.md 2.6 and 13 [S8]",
    ),
    (
        OffenceFlag.BEREAVED,
        (OffenceCategory.HOMICIDE, OffenceCategory.FATAL_DRIVING),
        "Bereaved Family Scheme; domain.md 2.9 and 13 [S13]",
    ),
    (OffenceFlag.RASSO, (OffenceCategory.RAPE_RASSO,), "RASSO unit scope; domain.md 13 [S87]"),
)

_MEETING_STRANDS = "Meeting list; domain.md 2.6 [S8]"
_STRAND_MEETING_SOURCES: dict[HateStrand, str] = {
    HateStrand.RACE: _MEETING_STRANDS,
    HateStrand.RELIGION: _MEETING_STRANDS,
    HateStrand.SEXUAL_ORIENTATION: _MEETING_STRANDS,
    HateStrand.TRANSGENDER: _MEETING_STRANDS,
    HateStrand.DISABILITY: "Later practice; domain.md 2.6, to be confirmed",
}

_PILOTS: tuple[tuple[str, dt.date, str], ...] = (
    ("WEST_MIDLANDS", dt.date(2025, 6, 5), "June 2025; domain.md 3.5 [S25][S24]; the day is that of the announcement"),
    ("NORTH_WEST", dt.date(2026, 1, 27), "27 January 2026; domain.md 3.5 [S24][S25]"),
    ("YORKSHIRE_AND_HUMBERSIDE", dt.date(2026, 2, 2), "Early February 2026; domain.md 3.5 [S25]; day to be confirmed"),
    ("CYMRU_WALES", dt.date(2026, 4, 1), "April 2026; domain.md 3.5 [S25]; day to be confirmed"),
)

_ROUTES: tuple[tuple[ChargingRoute, Teller, str], ...] = (
    (ChargingRoute.AREA, Teller.CPS, "Area charging decisions; domain.md 2.2 [S6]"),
    (ChargingRoute.CPS_DIRECT, Teller.POLICE, "Out-of-hours decisions; domain.md 2.2, to be confirmed"),
    (ChargingRoute.POLICE, Teller.POLICE, "Police decisions; domain.md 2.2 [S11][S28]"),
)


def default_time_limits() -> tuple[TimeLimit, ...]:
    """List the time limits the service starts with, in force from the Code of 1 April 2021 (TL-1)."""
    return tuple(
        TimeLimit(kind=kind, value=value, unit=unit, starts_on=CODE_IN_FORCE_FROM, source=source)
        for kind, value, unit, source in _LIMITS
    )


def default_offence_rules() -> tuple[OffenceRule, ...]:
    """List what follows from each offence group and hate strand (OF-1; domain.md 13).

    Every hate strand makes the crime a hate crime, whatever the offence group, and so one of the most serious crimes.
    """
    categories = tuple(
        OffenceRule(flag=flag, category=category, starts_on=CODE_IN_FORCE_FROM, source=source)
        for flag, members, source in _CATEGORY_FLAGS
        for category in members
    )
    serious_strands = tuple(
        OffenceRule(flag=OffenceFlag.ENHANCED_SERIOUS, strand=strand, starts_on=CODE_IN_FORCE_FROM, source=_SERIOUS)
        for strand in HateStrand
    )
    meeting_strands = tuple(
        OffenceRule(flag=OffenceFlag.MEETING, strand=strand, starts_on=CODE_IN_FORCE_FROM, source=source)
        for strand, source in _STRAND_MEETING_SOURCES.items()
    )
    return categories + serious_strands + meeting_strands


def default_pilot_areas() -> tuple[PilotArea, ...]:
    """List the Areas of the RASSO review pilot (PI-1; domain.md 3.5).

    Which Areas tell the charging decision themselves is not known from any source, so there are no such rows.
    """
    return tuple(
        PilotArea(scheme=PilotScheme.EXPEDITED_REVIEW, area=area, starts_on=starts_on, source=source)
        for area, starts_on, source in _PILOTS
    )


def default_charging_routes() -> tuple[ChargingRouteRule, ...]:
    """List who tells the victim of a charging decision, by the route it took (DU-5)."""
    return tuple(
        ChargingRouteRule(route=route, teller=teller, starts_on=CODE_IN_FORCE_FROM, source=source)
        for route, teller, source in _ROUTES
    )


def default_rules() -> CaseRules:
    """Bundle all default rows, so that the rules can be tried without a database."""
    return CaseRules(
        version=DEFAULT_VERSION,
        limits=TimeLimitTable.of(rows=default_time_limits()),
        offences=OffenceRuleTable(rows=default_offence_rules()),
        pilots=default_pilot_areas(),
        routes=default_charging_routes(),
    )
