"""Who stands beside a victim, as staff see it: on the register or not, checked or not, what they see and until when."""

import dataclasses
import uuid

from django.urls import reverse

from cases.rules.vocabulary import ConnectionKind, ConsentWay, ShownPart
from communications.selectors.supporters import Beside
from web import formatting
from web.components import Row, Tag


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownBeside:
    """One of them."""

    name: str
    rows: tuple[Row, ...]
    href: str
    is_registered: bool
    is_checked: bool
    has_consent: bool
    has_account: bool


def shown(found: Beside, *, case_id: uuid.UUID, victim_id: uuid.UUID) -> ShownBeside:
    """Show how it stands with somebody."""
    supporter = found.supporter if found.supporter is not None and found.supporter.ended_at is None else None
    near = found.connection.is_suspect_or_lives_with_suspect
    return ShownBeside(
        name=found.connection.person.full_name,
        rows=tuple(_rows(found)),
        href=reverse("workspace:beside-one", args=[case_id, victim_id, found.connection.pk]),
        is_registered=supporter is not None,
        is_checked=supporter is not None and supporter.checked_at is not None and near is not None,
        has_consent=found.consent is not None,
        has_account=found.has_account,
    )


def _rows(found: Beside) -> list[Row]:
    kind = found.kind
    refusal = found.access.refusal
    rows = [
        Row(
            key="Who they are",
            value=kind.label if kind is not None else ConnectionKind(found.connection.kind).label,
        ),
        Row(
            key="Sees now",
            tag=Tag(text="Nothing", colour="grey") if refusal else Tag(text="What was agreed", colour="green"),
            value=refusal.words if refusal else "",
        ),
    ]
    if found.connection.person.organisation:
        rows.insert(1, Row(key="Service", value=found.connection.person.organisation))
    if found.consent is not None:
        parts = tuple(part.label for part in ShownPart if part.value in found.consent.parts)
        rows.append(Row(key="Agreed", value=(*parts, f"Until {formatting.date_words(found.consent.ends_on)}")))
        said = ConsentWay(found.consent.agreed_how).label
        rows.append(Row(key="Said", value=(said, formatting.date_time_words(found.consent.agreed_at))))
    rows.append(Row(key="Sign-in", value=_sign_in(found)))
    return rows


def _sign_in(found: Beside) -> str:
    if found.has_account:
        return "They have one"
    if found.invited_until is not None:
        return f"Invited; the invitation can be used until {formatting.date_time_words(found.invited_until)}"
    return "None"
