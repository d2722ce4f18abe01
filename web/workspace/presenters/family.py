"""The family of a victim who died as staff see it: each relative as a person, and who speaks for all of them."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping

from django.urls import reverse

from cases.models import Connection, MainContactChange, Person
from cases.rules import family as rules
from cases.rules.vocabulary import ContactMethod, Language, MainContactReason, RelativeEnd, RelativeWish
from cases.selectors.families import Family, RelativeRecord
from cases.services.family import facts_of
from web import formatting
from web.components import Link, Row, Tag
from web.workspace.presenters import people

_KNOWN: dict[bool | None, str] = {True: "yes", False: "no", None: "unknown"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownRelative:
    """One relative as a card."""

    id: uuid.UUID
    name: str
    tags: tuple[Tag, ...]
    warnings: tuple[str, ...]
    #: Names them: the warnings stand before everything that leads to reaching them.
    warnings_title: str
    rows: tuple[Row, ...]
    actions: tuple[Link, ...]
    end_href: str


def relatives(family: Family, *, case_id: uuid.UUID, victim_id: uuid.UUID, may_change: bool) -> list[ShownRelative]:
    """Show each relative. Addresses and numbers stay hidden here; the page about reaching them reveals them."""
    return [_relative(each, case_id=case_id, victim_id=victim_id, may_change=may_change) for each in family.relatives]


def _relative(record: RelativeRecord, *, case_id: uuid.UUID, victim_id: uuid.UUID, may_change: bool) -> ShownRelative:
    connection, person = record.connection, record.connection.person
    own = [case_id, victim_id, connection.pk]
    reach = Link(
        text="How to reach them", href=reverse("workspace:relative-contact", args=own), hidden_text=person.full_name
    )
    change = Link(text="Change", href=reverse("workspace:relative", args=own), hidden_text=person.full_name)
    return ShownRelative(
        id=connection.pk,
        name=person.full_name,
        tags=_tags(connection),
        warnings=_unsafe(connection) or people.warnings_of(record.profile),
        warnings_title=f"Before you reach {connection.person.full_name}",
        rows=tuple(_rows(record)),
        actions=(reach, change) if may_change else (reach,),
        end_href=reverse("workspace:end-relative", args=own) if may_change else "",
    )


def _tags(connection: Connection) -> tuple[Tag, ...]:
    if connection.is_suspect_or_lives_with_suspect:
        return (Tag(text="Never told", colour="red"),)
    return (Tag(text="Main contact", colour="teal"),) if connection.is_primary else ()


def _unsafe(connection: Connection) -> tuple[str, ...]:
    if connection.is_suspect_or_lives_with_suspect:
        return ("Is a suspect or lives with one. Nothing is ever sent or passed on to them.",)
    return ()


def _rows(record: RelativeRecord) -> list[Row]:
    connection, person = record.connection, record.connection.person
    safe = sum(point.is_safe for point in record.points)
    method = record.profile.preferred_method if record.profile is not None else ""
    rows = [
        Row(key="Who they are", value=connection.relationship or "Not recorded"),
        Row(key="Wants to be called", value=person.preferred_name or person.full_name),
        Row(key="Wants to hear", value=RelativeWish(connection.wish).label),
        Row(key="Agreed to be told", value=_consent(connection)),
        Row(key="Suspect, or lives with one", value=_checked(connection)),
        Row(key="Preferred way", value=ContactMethod(method).label if method else "Not asked yet"),
        Row(
            key="Safe addresses and numbers",
            value=f"{safe} of {len(record.points)}" if record.points else "None recorded",
        ),
        Row(key="Language", value=_language(person)),
    ]
    needs = _needs(person)
    if needs:
        rows.append(Row(key="Needs", value=needs))
    return rows


def _consent(connection: Connection) -> str:
    if connection.has_consent:
        return "Yes"
    return "No" if connection.may_be_told == "NOTHING" else "Not asked yet"


def _checked(connection: Connection) -> str:
    answers = {True: "Yes", False: "No", None: "Nobody has checked"}
    return answers[connection.is_suspect_or_lives_with_suspect]


def _language(person: Person) -> str:
    if person.language == Language.OTHER:
        return person.other_language or "Not known"
    return Language(person.language).label


def _needs(person: Person) -> tuple[str, ...]:
    needs = [str(each).replace("_", " ").capitalize() for each in person.formats]
    if person.needs_interpreter:
        needs.insert(0, "Interpreter")
    return tuple(need for need in (*needs, person.access_needs) if need)


def alerts(family: Family) -> tuple[str, ...]:
    """Say what is missing for the family to be told safely."""
    said = []
    if not family.relatives:
        return ("No relative is recorded. Ask the Family Liaison Officer who belongs to the family.",)
    if family.main_contact is None:
        said.append("Nobody speaks for the family. Letters about decisions need one person: choose the main contact.")
    if not family.officers:
        said.append("No Family Liaison Officer is recorded. Letters about decisions go through them.")
    return tuple(said)


def changes(family: Family, *, names: Mapping[str, str]) -> list[Row]:
    """List who has spoken for the family, newest change first, with the reason."""
    return [
        Row(key=formatting.date_time_words(change.changed_at), value=_change_words(change, names))
        for change in family.changes
    ]


def _change_words(change: MainContactChange, names: Mapping[str, str]) -> tuple[str, ...]:
    after = change.after.person.full_name if change.after is not None else "Nobody"
    lines = [f"{after} instead of {change.before.person.full_name}" if change.before is not None else after]
    lines.append(f"{MainContactReason(change.reason).label}. By {names.get(change.changed_by, change.changed_by)}")
    return tuple(line for line in (*lines, change.note) if line)


def former(family: Family, *, names: Mapping[str, str]) -> list[Row]:
    """List those who are no longer told anything, and why."""
    rows = []
    for each in family.former:
        why = RelativeEnd(each.end_reason).label if each.end_reason else "No reason is recorded"
        when = formatting.date_words(formatting.london_date(at=each.ended_at)) if each.ended_at else ""
        rows.append(
            Row(key=each.person.full_name, value=(why, f"{when}, by {names.get(each.ended_by, each.ended_by)}"))
        )
    return rows


def labels(family: Family) -> list[str]:
    """List who did what is shown, to ask for their names at once."""
    return [*(change.changed_by for change in family.changes), *(each.ended_by for each in family.former)]


def candidates(family: Family, *, on: dt.date) -> list[tuple[str, str]]:
    """List who could speak for the family besides whoever does."""
    return [
        (str(each.connection.pk), _named(each.connection))
        for each in family.relatives
        if not each.connection.is_primary and not _why_not(each, on=on)
    ]


def not_candidates(family: Family, *, on: dt.date) -> list[Row]:
    """Say of everybody else why they cannot speak for the family (FAM-1)."""
    return [
        Row(key=each.connection.person.full_name, value=reasons)
        for each in family.relatives
        if not each.connection.is_primary and (reasons := _why_not(each, on=on))
    ]


def _why_not(record: RelativeRecord, *, on: dt.date) -> tuple[str, ...]:
    return rules.unfit_as_main_contact(relative=facts_of(relative=record.connection, profile=record.profile), on=on)


def _named(connection: Connection) -> str:
    name = connection.person.full_name
    return f"{name} ({connection.relationship})" if connection.relationship else name


def answers(record: RelativeRecord) -> dict[str, object]:
    """Put what is recorded about a relative into the form."""
    connection, person = record.connection, record.connection.person
    told = {"NOTHING": "no", "NOT_ASKED": "unknown"}
    return {
        "full_name": person.full_name,
        "preferred_name": person.preferred_name,
        "relationship": connection.relationship,
        "born_on": person.born_on,
        "is_near_suspect": _KNOWN[connection.is_suspect_or_lives_with_suspect],
        "has_consent": "yes" if connection.has_consent else told.get(connection.may_be_told, "unknown"),
        "wish": connection.wish,
        "language": person.language,
        "other_language": person.other_language,
        "needs_interpreter": _KNOWN[person.needs_interpreter],
        "formats": person.formats,
        "access_needs": person.access_needs,
    }
