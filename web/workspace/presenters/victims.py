"""The list of victims as the page shows it, and the page on which a victim is given to an officer."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from django.http import QueryDict
from django.urls import reverse

from accounts.models import StaffUser
from cases.models import Handover, Hearing, Person, Victim
from cases.rules.vocabulary import JourneyStage, Language, RiskLevel, ServiceTier
from communications.models import SavedView
from communications.rules.vocabulary import Purpose
from communications.rules.warning_signs import WarningSignal
from communications.selectors.victim_lines import (
    FoundVictims,
    Promised,
    Settled,
    VictimFilter,
    VictimLine,
    VictimOf,
    VictimOrder,
    VictimPage,
)
from web import formatting
from web.components import FilterGroup, Link, Row, Tag
from web.workspace import words
from web.workspace.presenters import filters as filtering
from web.workspace.presenters import signs

_TITLES: dict[frozenset[VictimOf], str] = {
    frozenset({VictimOf.MINE}): "My victims",
    frozenset({VictimOf.NOBODYS}): "Victims without an officer",
}
_ORDERS: dict[VictimOrder, str] = {
    VictimOrder.WAITING: "Longest without hearing from us first",
    VictimOrder.PROMISE: "Next promised date first",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownCard:
    """One victim as a card: who, how it stands between us and them, and the one next step."""

    id: uuid.UUID
    title: str
    rows: tuple[Row, ...]
    tags: tuple[Tag, ...]
    actions: tuple[Link, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownVictims:
    """The whole page."""

    title: str
    counts: str
    cards: tuple[ShownCard, ...]
    filters: tuple[FilterGroup, ...]
    has_filters: bool
    clear_href: str
    orders: tuple[Link, ...]
    views: tuple[filtering.ShownView, ...]
    previous_href: str
    next_href: str


def read_filter(query: QueryDict) -> VictimFilter:
    """Read the chosen filters from an address; a value that is not one is left out."""
    return VictimFilter(
        whose=filtering.members(VictimOf, query.getlist("whose")),
        promised=filtering.members(Promised, query.getlist("promised")),
        settled=filtering.members(Settled, query.getlist("settled")),
        tiers=filtering.members(ServiceTier, query.getlist("tier")),
        signs=filtering.members(WarningSignal, query.getlist("sign")),
    )


def read_order(query: QueryDict) -> VictimOrder:
    """Read the order from an address; whoever waits longest first unless another is asked for."""
    return VictimOrder.PROMISE if query.get("order") == VictimOrder.PROMISE else VictimOrder.WAITING


def pairs_of(chosen: VictimFilter) -> filtering.Pairs:
    """List the filters in force as they stand in an address, in the order of the page."""
    return filtering.pairs_of(
        (
            ("whose", VictimOf, chosen.whose),
            ("promised", Promised, chosen.promised),
            ("settled", Settled, chosen.settled),
            ("tier", ServiceTier, chosen.tiers),
            ("sign", WarningSignal, chosen.signs),
        )
    )


def present(
    *,
    page: VictimPage,
    chosen: VictimFilter,
    order: VictimOrder,
    saved: Iterable[SavedView],
    may_allocate: bool,
    may_see_signs: bool,
    at: dt.datetime,
) -> ShownVictims:
    """Turn a page of victims into what is shown at an aware instant."""
    base = reverse("workspace:victims")
    pairs = pairs_of(chosen)
    ordered = pairs if order is VictimOrder.WAITING else [*pairs, ("order", order.value)]
    counts = page.counts
    return ShownVictims(
        title=f"{_TITLES.get(chosen.whose, 'Victims')} ({counts.total:,})",
        counts=formatting.and_list(
            [
                f"{formatting.count_words(counts.promise_passed, 'promised date')} passed",
                f"{formatting.count_words(counts.promised_nothing, 'person', 'people')} without a promised date",
            ]
        ),
        cards=tuple(_card(line, may_allocate=may_allocate, at=at) for line in page.lines),
        filters=(
            filtering.group("whose", "Whose", words.VICTIMS_OF, chosen.whose, pairs, base),
            filtering.group("promised", "Promised update", words.PROMISED, chosen.promised, pairs, base),
            filtering.group("settled", "What we have agreed", words.SETTLED, chosen.settled, pairs, base),
            filtering.group("tier", "Service", words.SERVICES, chosen.tiers, pairs, base),
            *(
                [filtering.group("sign", "May be losing touch", words.SIGNS, chosen.signs, pairs, base)]
                if may_see_signs
                else []
            ),
        ),
        has_filters=bool(pairs),
        clear_href=base,
        orders=tuple(
            Link(
                text=text,
                href=filtering.href(base, pairs if each is VictimOrder.WAITING else [*pairs, ("order", each.value)]),
                is_current=each is order,
            )
            for each, text in _ORDERS.items()
        ),
        views=filtering.views(saved, pairs=pairs, base=base),
        previous_href=filtering.page_href(base, ordered, "before", page.previous),
        next_href=filtering.page_href(base, ordered, "after", page.next),
    )


def found_heading(found: FoundVictims) -> str:
    """Say how many a search found, and whether that is all."""
    heading = f"{formatting.count_words(len(found.lines), 'person', 'people')} found"
    return heading if found.is_all else f"{heading}, and there may be more: search by more of the name or reference"


def found_cards(found: FoundVictims, *, may_allocate: bool, at: dt.datetime) -> tuple[ShownCard, ...]:
    """Show what a search found, as the list does."""
    return tuple(_card(line, may_allocate=may_allocate, at=at) for line in found.lines)


def bulk_href(chosen: VictimFilter) -> str:
    """Lead to routine updates for those of the list whose promise is due within a week or has passed."""
    due = dataclasses.replace(chosen, promised=frozenset({Promised.PASSED, Promised.WEEK}))
    return filtering.href(reverse("workspace:bulk-updates"), pairs_of(due))


def officer_link(victim: Victim) -> Link:
    """Lead to where the victim is given to an officer, or handed over by the one they have."""
    route = "workspace:allocate" if victim.officer_id is None else "workspace:hand-over"
    return Link(
        text="Change",
        href=reverse(route, args=[victim.case_id, victim.pk]),
        hidden_text=f"the officer of {victim.person.full_name}",
    )


def _card(line: VictimLine, *, may_allocate: bool, at: dt.datetime) -> ShownCard:
    victim = line.victim
    person = victim.person
    today = formatting.london_date(at=at)
    rows = [
        Row(
            key="Case",
            value=formatting.urn_words(victim.case.urn),
            href=reverse("workspace:case", args=[victim.case_id]),
        ),
        Row(key="Last contact", value=_last_contact(line, today=today)),
        _promise(line, today=today),
        _messages(line, today=today),
        Row(key="Needs", value=_needs(person) or "None recorded"),
        Row(key="Next hearing", value=_next_hearing(line)),
        Row(
            key="Agreed",
            value=_missing(line),
            href=reverse("workspace:agreed", args=[victim.case_id, victim.pk]),
        ),
        *signs.rows(line.signs),
        Row(
            key="Officer",
            value=_officer(line),
            actions=(officer_link(victim),) if may_allocate else (),
        ),
    ]
    return ShownCard(
        id=victim.pk,
        title=_name(person),
        rows=tuple(rows),
        tags=tuple(_tags(line)),
        actions=tuple(_actions(line, may_allocate=may_allocate)),
    )


def _next_hearing(line: VictimLine) -> str | tuple[str, ...]:
    if line.next_hearing is not None:
        return _hearing(line.next_hearing)
    return "None: the case was stopped" if line.victim.case.stage == JourneyStage.STOPPED else "None listed"


def _officer(line: VictimLine) -> tuple[str, ...]:
    officer = line.victim.officer
    named = officer.full_name if officer else "Nobody yet"
    away = f"Away: {line.cover_name} covers until {formatting.date_words(line.cover_until)}" if line.cover_until else ""
    offered = offer_words(line.offered) if line.offered is not None else ""
    return tuple(words for words in (named, away, offered) if words)


def offer_words(handover: Handover) -> str:
    """Say that somebody is offered to a colleague, and since when."""
    since = formatting.date_words(formatting.london_date(at=handover.offered_at))
    return f"Offered to {handover.to_officer.full_name} on {since}"


def _name(person: Person) -> str:
    if person.preferred_name and person.preferred_name != person.full_name:
        return f"{person.preferred_name} ({person.full_name})"
    return person.full_name


def _tags(line: VictimLine) -> list[Tag]:
    tags = [Tag(text=line.tier.label if line.tier else "Tier not assessed", colour="" if line.tier else "yellow")]
    service = ServiceTier(line.victim.service_tier)
    if service is not ServiceTier.NOT_ALIGNED and (line.tier is None or line.tier.label != service.label):
        tags.append(Tag(text=f"{service.label} service", colour="grey"))
    if line.victim.risk_level == RiskLevel.HIGH:
        tags.append(Tag(text="High risk: domestic abuse", colour="red"))
    return tags


def _actions(line: VictimLine, *, may_allocate: bool) -> list[Link]:
    case_id, victim_id, name = line.victim.case_id, line.victim.pk, f"({line.victim.person.full_name})"
    people = f"{reverse('workspace:case-people', args=[case_id])}#victim-{victim_id}"
    if line.victim.in_contact_since is None:
        begin = reverse("workspace:begin-contact", args=[case_id, victim_id])
        return [Link(text="Begin contact", href=begin, hidden_text=name)]
    if line.victim.officer_id is None and may_allocate:
        give = reverse("workspace:allocate", args=[case_id, victim_id])
        return [Link(text="Give to an officer", href=give, hidden_text=name)]
    return [Link(text="Open", href=people, hidden_text=name)]


def _last_contact(line: VictimLine, *, today: dt.date) -> tuple[str, ...]:
    on = formatting.london_date(at=line.last_contact_at or line.waiting_since)
    days = (today - on).days
    ago = "today" if days <= 0 else f"{formatting.count_words(days, 'day')} ago"
    if line.last_contact_at is None:
        return ("None yet", f"Waiting since {formatting.date_words(on)}, {ago}")
    letter = line.last_letter
    is_letter = letter is not None and letter.sent_at == line.last_contact_at
    what = words.PURPOSES[Purpose(letter.purpose)] if letter is not None and is_letter else "Call, answer or meeting"
    return (f"{formatting.date_words(on)}, {ago}", what)


def _promise(line: VictimLine, *, today: dt.date) -> Row:
    if line.next_promise_on is None:
        return Row(key="Next promise", value="No promise is in force")
    date = formatting.weekday_words(line.next_promise_on)
    days = (line.next_promise_on - today).days
    if days < 0:
        late = Tag(text=f"Overdue by {formatting.count_words(-days, 'day')}", colour="red")
        return Row(key="Next promise", value=date, tag=late)
    when = {0: "Today", 1: "Tomorrow"}.get(days, f"In {days} days")
    return Row(key="Next promise", value=(date, when))


def _messages(line: VictimLine, *, today: dt.date) -> Row:
    if line.answer_due_on is None:
        return Row(key="Unanswered", value="None")
    count = formatting.count_words(line.waiting_messages, "message")
    due = f"answer by {formatting.weekday_words(line.answer_due_on)}"
    late = Tag(text="Overdue", colour="red") if line.answer_due_on < today else None
    return Row(key="Unanswered", value=f"{count}, {due}", tag=late)


def _needs(person: Person) -> tuple[str, ...]:
    needs = []
    if person.language != Language.EN:
        needs.append(person.other_language or Language(person.language).label)
    if person.needs_interpreter:
        needs.append("Interpreter")
    needs += [str(form).replace("_", " ").capitalize() for form in person.formats]
    return (*needs, *([person.access_needs] if person.access_needs else []))


def _missing(line: VictimLine) -> str:
    if not line.missing:
        return "Everything is settled"
    return f"{formatting.count_words(len(line.missing), 'thing')} missing. {line.missing[0].words}"


def _hearing(hearing: Hearing) -> tuple[str, ...]:
    if hearing.starts_at:
        when = formatting.date_time_words(hearing.starts_at)
    else:
        when = f"Week of {formatting.date_words(hearing.week_commencing)}" if hearing.week_commencing else ""
    return (f"{when}{' (provisional)' if hearing.is_provisional else ''}", f"{hearing.kind}, {hearing.court_name}")


def officer_choices(officers: Iterable[StaffUser]) -> list[tuple[str, str]]:
    """List the officers to choose from, and that it may be nobody."""
    return [*named_choices(officers), (NOBODY, "Nobody for now")]


def named_choices(officers: Iterable[StaffUser]) -> list[tuple[str, str]]:
    """List the officers to choose from, with what they do."""
    return [(str(officer.pk), f"{officer.full_name}, {officer.job_title}") for officer in officers]


#: The answer that leaves a victim without an officer.
NOBODY = "NOBODY"
