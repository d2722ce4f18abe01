"""Support services as staff see them: what a person agreed to, what the service may be told, and every step."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from cases.models import ContactPoint, Person
from cases.rules.vocabulary import ContactPointKind, Language
from communications.documents.support import service_of, services_that_take_names
from communications.models import Referral, ReferralStep
from communications.rules.help_near import HelpKind
from communications.rules.referrals import (
    OPEN,
    AskedBy,
    PassedBy,
    ReferralReason,
    ReferralState,
    SomebodyElse,
    consent_holds,
    may_leave_message,
)
from communications.rules.support import SupportFacts
from communications.services.referral_ways import Ways
from web import formatting
from web.components import Row, Tag
from web.workspace import words
from web.workspace.presenters.people import windows

STATES: dict[ReferralState, str] = {
    ReferralState.ASKED: "blue",
    ReferralState.PASSED_ON: "blue",
    ReferralState.WAITING_LIST: "yellow",
    ReferralState.TAKEN_UP: "green",
    ReferralState.NOT_REACHED: "orange",
    ReferralState.DECLINED_BY_SERVICE: "orange",
}
#: From these it is passed on.
_TO_PASS_ON = frozenset({ReferralState.ASKED, ReferralState.NOT_REACHED})
_HIDDEN = Tag(text="No trace online", colour="red")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownReferral:
    """One referral in the list of a person."""

    title: str
    href: str
    rows: tuple[Row, ...]
    tags: tuple[Tag, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReferralPage:
    """One referral: how it stands, what was agreed, and what happened."""

    service: str
    tags: tuple[Tag, ...]
    agreed: tuple[Row, ...]
    steps: tuple[Row, ...]
    #: Why it must not be passed on now; empty where it may be, or where it is with the service already.
    bars: tuple[str, ...]
    #: Whether what the service is told can be shown now.
    may_pass_on: bool
    is_open: bool


def cards(found: Iterable[Referral], *, today: dt.date) -> tuple[ShownReferral, ...]:
    """List the referrals of a person."""
    return tuple(
        ShownReferral(
            title=service_name(each.service),
            href=reverse("workspace:referral", args=[each.pk]),
            rows=(
                Row(key="For", value=each.person.full_name),
                Row(key="Asked", value=_asked(each)),
                *_due(each, today=today),
            ),
            tags=_tags(each),
        )
        for each in found
    )


def page(referral: Referral, *, ways: Ways, names: dict[str, str], today: dt.date) -> ReferralPage:
    """Show one referral on a London date. No number, email or code phrase stands here."""
    state = ReferralState(referral.state)
    bars = _bars(referral, ways, today=today) if state in _TO_PASS_ON else ()
    return ReferralPage(
        service=service_name(referral.service),
        tags=_tags(referral),
        agreed=(
            Row(key="For", value=referral.person.full_name),
            Row(key="Asked", value=_asked(referral)),
            Row(key="Agreed until", value=formatting.date_words(referral.consent_until)),
            Row(key="By which way", value=masked(referral.point)),
            Row(key="Told of their needs", value="Yes" if referral.tells_needs else "No"),
            Row(key="Told of the kind of help", value=_kind(referral)),
            Row(key="On their online pages", value="No trace" if referral.is_hidden else "Shown"),
            *_due(referral, today=today),
        ),
        steps=tuple(_step(step, names) for step in referral.steps.all()),
        bars=bars,
        may_pass_on=state in _TO_PASS_ON and not bars,
        is_open=state in OPEN,
    )


def told(referral: Referral, *, ways: Ways) -> tuple[Row, ...]:
    """Say word for word what the service is told, from the newest facts, and nothing else."""
    person, way = referral.person, ways.of(point_id=referral.point_id)
    message = may_leave_message(
        is_wanted=referral.may_leave_message, is_agreed_with_us=way is not None and way.may_leave_message
    )
    rows = [
        Row(key="Name", value=person.preferred_name or person.full_name),
        Row(key=ContactPointKind(referral.point.kind).label, value=referral.point.value),
        Row(key="Safe times", value=windows(list(ways.safe_windows)) or ("Any time between 8am and 8pm",)),
    ]
    if ways.times_to_avoid:
        rows.append(Row(key="Never", value=windows(list(ways.times_to_avoid))))
    rows += [
        Row(key="Messages", value="May leave one, without saying what it is about" if message else "Leaves none"),
        Row(key="If somebody else picks up", value=SomebodyElse(referral.somebody_else).label),
    ]
    if referral.code_phrase:
        rows.append(Row(key="Says, so that they know", value=referral.code_phrase))
    if referral.tells_needs:
        rows.append(Row(key="Language and needs", value=_needs(person)))
    if referral.help_kind:
        rows.append(Row(key="Kind of help", value=_kind(referral)))
    return tuple(rows)


def service_choices(facts: SupportFacts) -> list[tuple[str, str]]:
    """Offer the services that take a name, for this person."""
    listed = services_that_take_names(facts=facts, language=Language.EN)
    return [(each.code, f"{each.name}: {each.offers}") for each in listed]


def service_name(code: str) -> str:
    """Name a service; what is no longer in the directory says so."""
    service = service_of(code=code, language=Language.EN)
    return service.name if service is not None else "A service that is no longer listed"


def masked(point: ContactPoint) -> str:
    """Name a number or an email without giving it away."""
    kind = ContactPointKind(point.kind)
    if kind is ContactPointKind.EMAIL:
        return f"{kind.label} beginning {point.value[:2]}"
    return f"{kind.label} ending {point.value.strip()[-3:]}"


def _tags(referral: Referral) -> tuple[Tag, ...]:
    state = ReferralState(referral.state)
    tag = Tag(text=state.label, colour=STATES.get(state, "grey"))
    return (tag, _HIDDEN) if referral.is_hidden else (tag,)


def _asked(referral: Referral) -> str:
    on = formatting.date_words(formatting.london_date(at=referral.consented_at))
    return f"{on}, {AskedBy(referral.asked_how).label.lower()}"


def _due(referral: Referral, *, today: dt.date) -> tuple[Row, ...]:
    if referral.due_on is None:
        return ()
    late = Tag(text="Overdue", colour="red") if referral.due_on < today else None
    return (Row(key="Next step by", value=formatting.date_words(referral.due_on), tag=late),)


def _bars(referral: Referral, ways: Ways, *, today: dt.date) -> tuple[str, ...]:
    if not consent_holds(until=referral.consent_until, on=today):
        return ("Their agreement has ended. Ask them again before anything is passed on.",)
    way = ways.of(point_id=referral.point_id)
    if way is None:
        return ("The number or email that they picked is not current any more. Ask them again.",)
    return tuple(refusal.words for refusal in way.against)


def _step(step: ReferralStep, names: dict[str, str]) -> Row:
    said = [formatting.date_words(step.taken_on)]
    said += [PassedBy(step.passed_how).label] if step.passed_how else []
    said += [ReferralReason(step.reason).label] if step.reason else []
    recorded = f"Recorded {formatting.date_time_words(step.recorded_at)}, by {words.who(step.recorded_by, names)}"
    return Row(key=ReferralState(step.step).label, value=(*said, recorded))


def _kind(referral: Referral) -> str:
    return HelpKind(referral.help_kind).label if referral.help_kind else "No"


def _needs(person: Person) -> tuple[str, ...]:
    language = person.other_language or Language(person.language).label
    said = [f"Speaks {language}"]
    said += ["Needs an interpreter"] if person.needs_interpreter else []
    said += [each.replace("_", " ").capitalize() for each in person.formats]
    said += [person.access_needs] if person.access_needs.strip() else []
    return tuple(said)
