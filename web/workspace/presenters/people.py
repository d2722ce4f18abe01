"""The people of a case as the pages show them: facts, rights, need, and how they may safely be reached."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Iterable

from django.urls import reverse

from cases.models import Connection, ContactPoint, Person, SafeContactProfile, Victim
from cases.rules.enhanced_rights import EnhancedRights, age_on
from cases.rules.vocabulary import (
    ConnectionKind,
    ContactMethod,
    ContactPointKind,
    EnhancedStatus,
    Language,
    OwnWay,
    RiskLevel,
    ServiceTier,
    VictimKind,
    VpsStatus,
)
from cases.selectors.records import VictimRecord
from communications.models import Promise, WarningSign
from communications.rules.agreed_words import window_words
from communications.rules.reader_words import OwnWord
from communications.rules.vocabulary import CommunicationState
from communications.services.onboarding import Beginning
from web import formatting
from web.components import Link, Row, Tag
from web.workspace.presenters import signs as signs_presenter
from web.workspace.presenters import victims

_HIDDEN = "Hidden"
_INTERMEDIARIES: dict[str, str] = {
    ContactMethod.VIA_POLICE: "Only via the police, never directly.",
    ContactMethod.VIA_ISVA: "Only via ISVA, never directly.",
    ContactMethod.VIA_FLO: "Only via FLO, never directly.",
}

RIGHTS_TAGS: dict[EnhancedStatus, Tag] = {
    EnhancedStatus.ENHANCED: Tag(text="Enhanced rights", colour="purple"),
    EnhancedStatus.STANDARD: Tag(text="Standard rights", colour="grey"),
    EnhancedStatus.UNKNOWN: Tag(text="Rights not assessed", colour="yellow"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownVictim:
    """One victim as a section of the people page."""

    id: uuid.UUID
    name: str
    risk: str
    facts: tuple[Row, ...]
    rights: Tag
    rights_reasons: tuple[str, ...]
    safe_contact: tuple[Row, ...]
    warnings: tuple[str, ...]
    #: Signs that they may be losing touch, each with what would help.
    signs: tuple[Row, ...]
    connections: tuple[Row, ...]
    triage_href: str
    contact_href: str
    calls_href: str
    complain_href: str
    others_href: str
    agreed_href: str
    referrals_href: str
    rights_href: str
    meetings_href: str
    #: The family of a victim who died; empty for all others.
    family_href: str
    #: Where contact begins; empty once it has.
    begin_href: str


def victim(
    record: VictimRecord,
    *,
    rights: EnhancedRights | None,
    promise: Promise | None,
    may_allocate: bool,
    signs: Iterable[WarningSign],
    own_word: OwnWord | None,
    shut_out_at: dt.datetime | None,
    today: dt.date,
) -> ShownVictim:
    """Show one victim. Addresses and numbers stay hidden here; the safe-contact page reveals them, and says so."""
    row = record.victim
    return ShownVictim(
        id=row.pk,
        name=row.person.full_name,
        risk="High risk: domestic abuse" if row.risk_level == RiskLevel.HIGH else "",
        facts=tuple(_facts(row, promise, may_allocate=may_allocate, own_word=own_word, today=today)),
        rights=RIGHTS_TAGS[rights.status if rights else EnhancedStatus.UNKNOWN],
        rights_reasons=rights.reasons if rights else (),
        safe_contact=tuple(profile_rows(record.profile)),
        warnings=(*warnings(record), *_shut_out(shut_out_at)),
        signs=tuple(signs_presenter.each(signs)),
        connections=tuple(_connection(connection) for connection in record.connections),
        triage_href=reverse("workspace:triage", args=[row.case_id, row.pk]),
        contact_href=reverse("workspace:safe-contact", args=[row.case_id, row.pk]),
        calls_href=reverse("workspace:calls", args=[row.case_id, row.pk]),
        complain_href=reverse("workspace:take-complaint", args=[row.case_id, row.pk]),
        others_href=reverse("workspace:agency-contacts", args=[row.case_id, row.pk]),
        agreed_href=reverse("workspace:agreed", args=[row.case_id, row.pk]),
        referrals_href=reverse("workspace:referrals", args=[row.case_id, row.pk]),
        rights_href=reverse("workspace:rights", args=[row.case_id, row.pk]),
        meetings_href=reverse("workspace:meetings", args=[row.case_id, row.pk]),
        family_href=reverse("workspace:family", args=[row.case_id, row.pk]) if row.person.died_on else "",
        begin_href="" if row.in_contact_since else reverse("workspace:begin-contact", args=[row.case_id, row.pk]),
    )


def _shut_out(at: dt.datetime | None) -> tuple[str, ...]:
    """Say that a device with which they came in was one of two (PORT-9): somebody else may have read their pages."""
    if at is None:
        return ()
    on = formatting.date_time_words(at)
    words = (
        f"A phone or computer that they unlock to come in online was shut out on {on}: two answered as the same one. "
        "Ask them in a safe way whether theirs is still in their hands, and whether somebody else knows their sign-in."
    )
    return (words,)


def _facts(
    row: Victim, promise: Promise | None, *, may_allocate: bool, own_word: OwnWord | None, today: dt.date
) -> list[Row]:
    person = row.person
    rows = [Row(key="Wants to be called", value=person.preferred_name or person.full_name)]
    if own_word is not None:
        rows.append(Row(key="Word they chose for themselves", value=own_word.label))
    if row.kind == VictimKind.BUSINESS:
        rows.append(Row(key="Kind", value="Business or charity"))
    elif person.died_on:
        rows.append(Row(key="Died", value=formatting.date_words(person.died_on)))
    elif person.born_on:
        rows.append(
            Row(
                key="Date of birth",
                value=f"{formatting.date_words(person.born_on)} (aged {age_on(born_on=person.born_on, on=today)})",
            )
        )
    else:
        rows.append(Row(key="Date of birth", value="Not known"))
    language = person.other_language if person.language == Language.OTHER else Language(person.language).label
    rows.append(Row(key="Language", value=language or "Not known"))
    needs = [*(str(form).replace("_", " ").capitalize() for form in person.formats), person.access_needs]
    if person.needs_interpreter:
        needs.insert(0, "Interpreter")
    if any(needs):
        rows.append(Row(key="Needs", value=tuple(need for need in needs if need)))
    rows += [
        Row(key="Service tier (staffing offer)", value=ServiceTier(row.service_tier).label),
        Row(
            key="Named officer",
            value=row.officer.full_name if row.officer else "Nobody yet",
            actions=(victims.officer_link(row),) if may_allocate else (),
        ),
        Row(key="Victim Personal Statement", value=VpsStatus(row.vps_status).label),
        Row(key="Domestic abuse risk", value=RiskLevel(row.risk_level).label),
    ]
    if row.has_withdrawn_support:
        rows.append(Row(key="Support for the prosecution", value="Withdrawn"))
    if promise is not None:
        rows.append(Row(key="Next update promised by", value=formatting.weekday_words(promise.due_on)))
    else:
        rows.append(Row(key="Next update promised by", value="No promise is in force"))
    return rows


def warnings(record: VictimRecord) -> tuple[str, ...]:
    """Say what must not be done when reaching this victim; of one who has died, that others are reached."""
    if record.victim.person.died_on is not None:
        return ("They have died. Never write to them or ring them: the family is told, each in the way safe for them.",)
    return warnings_of(record.profile)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownSafety:
    """What must not be done when reaching one person, under that person's own name."""

    title: str
    lines: tuple[str, ...]


def safety_of(
    *, person: Person | None, record: VictimRecord, profile: SafeContactProfile | None
) -> tuple[ShownSafety, ...]:
    """Say of whoever is written to or rung what must not be done; nothing where no way is barred.

    ``person`` is the reader, None where nobody is known yet; ``profile`` is theirs. Where they are not the victim, what
    is safe for the victim says nothing about them: both are named, each with their own. Nobody reaches the dead.
    """
    victim = record.victim.person
    if person is None or person.pk == victim.pk:
        own = warnings(record)
        return (ShownSafety(title=f"Safe contact: {victim.full_name}", lines=own),) if own else ()
    shown = []
    if theirs := warnings_of(profile):
        title = f"Safe contact: {person.full_name}, who is told for {victim.full_name}"
        shown.append(ShownSafety(title=title, lines=theirs))
    if victim.died_on is None and record.profile is not None and (own := warnings_of(record.profile)):
        shown.append(ShownSafety(title=f"Safe contact: {victim.full_name}", lines=own))
    return tuple(shown)


#: The way that somebody chose for one kind of news, for staff.
_WAYS: dict[OwnWay, str] = {
    OwnWay.PHONE: "Ring first, then write",
    OwnWay.EMAIL: "Email",
    OwnWay.POST: "Post",
    OwnWay.ONLINE: "Online page, with a bare notice",
}


def warnings_of(profile: SafeContactProfile | None) -> tuple[str, ...]:
    """Say what must not be done when reaching somebody, from the profile in force."""
    if profile is None:
        return ("Nobody has asked yet how to reach this person safely. Ask before you write or ring.",)
    said = []
    if profile.opted_out_at:
        said.append("Asked not to be contacted.")
    if profile.never_post:
        said.append("Never write by post.")
    if profile.never_email:
        said.append("Never email.")
    if profile.never_text:
        said.append("Never send a text.")
    if profile.never_phone:
        said.append("Never ring.")
    if profile.preferred_method in _INTERMEDIARIES:
        said.append(_INTERMEDIARIES[profile.preferred_method])
    if profile.must_not_know:
        said.append(f"Must not learn that we are in touch: {profile.must_not_know}")
    return tuple(said)


def profile_rows(profile: SafeContactProfile | None, *, is_revealed: bool = False) -> list[Row]:
    """State how and when the person wants to be reached; the code phrase itself only where it was asked for."""
    if profile is None:
        return [Row(key="Safe contact", tag=Tag(text="Not asked yet", colour="red"))]
    method = ContactMethod(profile.preferred_method).label if profile.preferred_method else "Not chosen"
    rows = [Row(key="Preferred way", value=method)]
    if profile.police_preferred_method and profile.police_preferred_method != profile.preferred_method:
        rows.append(Row(key="Preferred way (police)", value=profile.police_preferred_method.replace("_", " ").lower()))
    rows += [
        Row(key="Safe times", value=windows(profile.safe_windows) or ("Any time between 8am and 8pm",)),
        Row(key="Times to avoid", value=windows(profile.times_to_avoid) or ("None",)),
        Row(key="Online page", value="Uses it" if profile.uses_portal else "Does not use it"),
        Row(
            key="Last asked",
            value=formatting.date_words(profile.confirmed_on) if profile.confirmed_on else "Never confirmed",
        ),
    ]
    rows += [
        Row(key=f"{what} (their choice)", value=_WAYS[OwnWay(way)])
        for what, way in (
            ("Decisions", profile.decision_way),
            ("Dates for court", profile.hearing_way),
            ("Updates", profile.routine_way),
            ("What cannot wait", profile.urgent_way),
        )
        if way
    ]
    if profile.voicemail is not None:
        rows.append(Row(key="Voicemail", value="May leave a message" if profile.voicemail else "Leave no message"))
    if profile.code_phrase:
        rows.append(Row(key="Code phrase", value=profile.code_phrase if is_revealed else _HIDDEN))
    if profile.rhythm_days:
        rows.append(Row(key="Wants to hear", value=f"Every {formatting.count_words(profile.rhythm_days, 'day')}"))
    if profile.updates_paused_until:
        rows.append(Row(key="Updates paused until", value=formatting.date_words(profile.updates_paused_until)))
    return rows


def windows(stored: list[dict[str, object]]) -> tuple[str, ...]:
    """Say each window of the week and each day in words, in the stored order."""
    said = []
    for window in stored:
        if "on" in window:
            said.append(formatting.date_words(dt.date.fromisoformat(str(window["on"]))))
            continue
        # As the person reads it in their letter and online: whoever rings says these words.
        said.append(window_words(window=window, language=Language.EN))
    return tuple(said)


def point_rows(points: tuple[ContactPoint, ...], *, is_revealed: bool) -> list[Row]:
    """List the addresses and numbers; hidden until somebody asks to see them."""
    return [
        Row(
            key=ContactPointKind(point.kind).label,
            value=tuple(point.value.splitlines()) if is_revealed else _HIDDEN,
            tag=Tag(text="Safe", colour="green") if point.is_safe else Tag(text="Not known to be safe", colour="red"),
        )
        for point in points
    ]


def _connection(connection: Connection) -> Row:
    said = [connection.person.full_name]
    if connection.relationship:
        said.append(connection.relationship)
    if connection.is_suspect_or_lives_with_suspect:
        said.append("Is a suspect or lives with one: never write to this person")
    elif connection.is_suspect_or_lives_with_suspect is None:
        said.append("Nobody has checked whether this person lives with a suspect")
    return Row(
        key=ConnectionKind(connection.kind).label,
        value=tuple(said),
        tag=Tag(text="Main contact", colour="teal") if connection.is_primary else None,
    )


def back_to(case_id: uuid.UUID) -> Link:
    """Lead back to the people of the case."""
    return Link(text="Back to the people of this case", href=reverse("workspace:case-people", args=[case_id]))


def beginning_words(beginning: Beginning) -> str:
    """Say what began with contact."""
    if beginning.promise is None:
        return "Contact has begun. Nobody could be promised a date: check how they may be reached."
    date = formatting.date_words(beginning.promise.due_on)
    letter = beginning.acknowledgement
    if letter is not None and letter.state == CommunicationState.APPROVED:
        return f"Contact has begun. Their next update is promised for {date}, and a letter that says so is on its way."
    return f"Contact has begun. Their next update is promised for {date}. Finish the letter that says so."


def rights_answers(victim: Victim) -> dict[str, str]:
    """Put what is known about the grounds into the form."""
    words = {True: "yes", False: "no", None: "unknown"}
    return {
        name: words[getattr(victim, name)] for name in ("is_vulnerable", "is_intimidated", "is_persistently_targeted")
    }


def rights_words(moved: int) -> str:
    """Say what recording the grounds did to the clocks."""
    if moved:
        return f"Recorded. {formatting.count_words(moved, 'deadline')} became earlier."
    return "Recorded. No deadline changed."


def ending_links(points: Iterable[ContactPoint], *, href: Callable[..., str]) -> list[Link]:
    """Offer to stop using each address or number that is shown."""
    return [
        Link(
            text=f"Stop using this {ContactPointKind(point.kind).label.lower()}",
            href=href("end-contact-point", point.pk),
        )
        for point in points
    ]
