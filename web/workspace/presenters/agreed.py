"""What has been settled with a victim: the list of things to ask, and what is given to the person in words."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from django.urls import reverse

from cases.models import Connection
from cases.rules.agreed import Missing
from cases.rules.vocabulary import AgreedPoint, ConnectionKind, MayBeTold, RiskLevel, VpsStatus
from cases.selectors.records import VictimRecord
from communications.models import Promise
from web import formatting
from web.components import Row, Tag, Task
from web.workspace.presenters import people

_ROUTES: dict[AgreedPoint, str] = {
    AgreedPoint.OFFICER: "workspace:allocate",
    AgreedPoint.METHOD: "workspace:safe-contact",
    AgreedPoint.SAFE_POINT: "workspace:add-contact-point",
    AgreedPoint.TIMES: "workspace:agree-times",
    AgreedPoint.NEEDS: "workspace:agree-needs",
    AgreedPoint.RISK: "workspace:agree-risk",
    AgreedPoint.STATEMENT: "workspace:agree-statement",
    AgreedPoint.SUPPORTERS: "workspace:agree-supporters",
    AgreedPoint.RHYTHM: "workspace:agree-rhythm",
    AgreedPoint.SUMMARY: "workspace:agreed-summary",
}
_TITLES: dict[AgreedPoint, str] = {
    AgreedPoint.OFFICER: "Their contact",
    AgreedPoint.METHOD: "How they want to be reached, and who must not know",
    AgreedPoint.SAFE_POINT: "A safe address or number",
    AgreedPoint.TIMES: "Times that suit and times to avoid",
    AgreedPoint.NEEDS: "Language, interpreter, formats and access",
    AgreedPoint.RISK: "Risk of domestic abuse",
    AgreedPoint.STATEMENT: "Victim Personal Statement",
    AgreedPoint.SUPPORTERS: "Who else we may speak to",
    AgreedPoint.RHYTHM: "How often they hear from us",
    AgreedPoint.SUMMARY: "What we agreed, given to them",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownSupporter:
    """Somebody beside a victim, with what they may be told."""

    id: uuid.UUID
    name: str
    rows: tuple[Row, ...]


def tasks(missing: Sequence[Missing], *, case_id: uuid.UUID, victim_id: uuid.UUID) -> list[Task]:
    """List everything to settle, each with whether it is and what it is good for where it is not."""
    open_points = {each.point: each for each in missing}
    return [
        Task(
            title=_TITLES[point],
            href=reverse(_ROUTES[point], args=[case_id, victim_id]),
            hint=open_points[point].why if point in open_points else "",
            status=Tag(text="Missing", colour="yellow") if point in open_points else None,
            status_text="" if point in open_points else "Done",
        )
        for point in AgreedPoint
    ]


def headline(missing: Sequence[Missing]) -> str:
    """Say how much is left."""
    if not missing:
        return "Everything is settled."
    return f"{formatting.count_words(len(missing), 'thing')} {'is' if len(missing) == 1 else 'are'} missing."


def times(record: VictimRecord) -> tuple[list[str], list[str]]:
    """List the times that suit and those to avoid, in words and in their stored order."""
    profile = record.profile
    if profile is None:
        return [], []
    return list(people.windows(profile.safe_windows)), list(people.windows(profile.times_to_avoid))


def supporters(connections: Sequence[Connection]) -> list[ShownSupporter]:
    """Show everybody who stands beside the victim."""
    return [
        ShownSupporter(
            id=connection.pk,
            name=connection.person.full_name,
            rows=(
                Row(key="Who they are", value=ConnectionKind(connection.kind).label),
                Row(key="May be told", value=_told(connection)),
            ),
        )
        for connection in connections
    ]


def _told(connection: Connection) -> str:
    told = MayBeTold(connection.may_be_told).label
    if connection.consent_ends_on is None:
        return told
    return f"{told}, until {formatting.date_words(connection.consent_ends_on)}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What was agreed, as facts of which the words for the person are made, in English and in Welsh."""

    name: str
    reference: str
    officer_name: str
    officer_phone: str
    officer_email: str
    unit_name: str
    opening_hours: str
    method: str
    is_through_somebody: bool
    never: tuple[str, ...]
    has_safe_times: bool
    safe_times: tuple[str, ...]
    times_to_avoid: tuple[str, ...]
    is_in_welsh: bool
    needs_interpreter: bool
    formats: tuple[str, ...]
    has_access_needs: bool
    rhythm_days: int
    next_update: str
    #: The promised date has passed: it is apologised for, and not given again.
    is_late: bool
    supporters: tuple[tuple[str, str, str], ...]
    statement: str


def summary(record: VictimRecord, *, promise: Promise | None, today: dt.date) -> Summary:
    """Put together what was agreed. No address, number or secret of theirs stands in it, and nothing of the crime."""
    victim, profile = record.victim, record.profile
    person, unit, officer = victim.person, victim.case.unit, victim.officer
    safe_times = tuple(_told_window(window) for window in (profile.safe_windows if profile else []))
    to_avoid = tuple(_told_window(window) for window in (profile.times_to_avoid if profile else []))
    method = profile.preferred_method if profile else ""
    return Summary(
        name=person.preferred_name or person.full_name,
        reference=formatting.urn_words(victim.case.urn),
        officer_name=officer.full_name if officer else unit.name,
        officer_phone=(officer.phone if officer else "") or unit.phone,
        officer_email=officer.email if officer else unit.email,
        unit_name=unit.name,
        opening_hours=unit.opening_hours,
        method=method,
        is_through_somebody=method.startswith("VIA_"),
        never=tuple(
            name for name in ("post", "email", "text") if profile is not None and getattr(profile, f"never_{name}")
        ),
        has_safe_times=bool(safe_times),
        safe_times=safe_times,
        times_to_avoid=to_avoid,
        is_in_welsh=person.language == "CY",
        needs_interpreter=bool(person.needs_interpreter),
        formats=tuple(person.formats),
        has_access_needs=bool(person.access_needs),
        rhythm_days=promise.rhythm_days if promise else 0,
        next_update=formatting.weekday_words(promise.due_on) if promise else "",
        is_late=promise is not None and promise.due_on < today,
        supporters=tuple(
            (connection.person.full_name, ConnectionKind(connection.kind).label, connection.may_be_told)
            for connection in record.connections
            if connection.has_consent and not connection.is_suspect_or_lives_with_suspect
        ),
        statement=victim.vps_status,
    )


_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def _told_window(window: dict[str, object]) -> str:
    """Say a window of the profile as one says it to a person: "Fridays, 3pm to 6pm"."""
    if "on" in window:
        return formatting.weekday_words(dt.date.fromisoformat(str(window["on"])))
    days = window.get("days")
    names = formatting.and_list([_DAYS[int(day)] for day in days]) if isinstance(days, list) else ""
    return f"{names}, {_clock(str(window['from']))} to {_clock(str(window['to']))}"


def _clock(text: str) -> str:
    """Write a stored wall-clock time as people say it."""
    if text == "24:00":
        return "midnight"
    noon = dt.datetime.combine(dt.date(2026, 1, 1), dt.time.fromisoformat(text), tzinfo=formatting.LONDON)
    return formatting.time_words(noon)


def risk_now(record: VictimRecord) -> dict[str, object]:
    """Put what is recorded into the form; unknown is no answer yet."""
    level = record.victim.risk_level
    return {} if level == RiskLevel.UNKNOWN else {"level": level}


def statement_now(record: VictimRecord) -> dict[str, object]:
    """Put what is recorded into the form; that none was received is no answer yet."""
    status = record.victim.vps_status
    return {} if status == VpsStatus.NOT_RECEIVED else {"status": status}


def needs_now(record: VictimRecord) -> dict[str, object]:
    """Put what is recorded into the form."""
    person = record.victim.person
    known = {True: "yes", False: "no", None: ""}
    return {
        "preferred_name": person.preferred_name,
        "language": person.language,
        "other_language": person.other_language,
        "needs_interpreter": known[person.needs_interpreter],
        "formats": person.formats,
        "access_needs": person.access_needs,
    }


def rhythm_now(record: VictimRecord) -> dict[str, object]:
    """Put what is recorded into the form."""
    profile = record.profile
    if profile is None:
        return {}
    return {"rhythm_days": profile.rhythm_days or "", "paused_until": profile.updates_paused_until}
