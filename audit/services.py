"""Writing the trail. An entry without a name, a verb or a subject cannot be written, nor one that quotes a person."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping

from django.db.models import Model

from accounts.actors import Actor
from audit.context import current_request_id
from audit.models import AuditEvent
from audit.vocabulary import Verb

#: An id or a code: what a detail may hold. No blanks, no "@": names, addresses, numbers and sentences do not fit.
_ID_OR_CODE = re.compile(r"^[A-Za-z0-9_.:+/-]{0,80}$")
_PHONE_LIKE = re.compile(r"^\+?[0-9]{9,15}$")

#: What a part of a set-based statement may be called, and a kind of subject.
_NAME = re.compile(r"^[a-z_.]+$")
_ENTRIES = """
    insert into audit_auditevent (at, actor, acted_as, verb, subject_kind, subject_id, case_id, victim_id, reason,
                                  detail, request_id)
    select %(audit_at)s, %(audit_actor)s, %(audit_acted_as)s, '{verb}', '{kind}', audited.id::text, audited.case_id,
           audited.victim_id, '', '{{}}'::jsonb, %(audit_request_id)s
      from {rows} audited
"""

Detail = Mapping[str, str | int | bool | uuid.UUID | dt.date | None]


class NamelessEntry(ValueError):
    """An audit entry was asked for on behalf of nobody."""


class NotAnId(ValueError):
    """A detail of an audit entry holds something else than an id, a code, a number or a date."""


def record(
    *,
    actor: Actor,
    verb: Verb,
    subject: Model | tuple[str, str | int | uuid.UUID],
    at: dt.datetime,
    case_id: uuid.UUID | None = None,
    victim_id: uuid.UUID | None = None,
    reason: str | None = None,
    detail: Detail | None = None,
) -> AuditEvent:
    """Append one entry to the trail, in the caller's transaction, so that the act and its trace stand or fall together.

    ``subject`` is the row acted on, or a pair of kind and key where there is no row (``("page", "work-list")``).
    ``at`` is an aware datetime. ``reason`` is what a person gave as reason; it is classed sensitive and shown only in
    the trail. ``detail`` holds ids, codes, counts and dates, never what a record says.

    Raises:
        NamelessEntry: the actor is nobody; only a refusal may be recorded of a stranger.
        NotAnId: a detail looks like words, an address or a telephone number.
        ValueError: ``at`` is naive.
    """
    if not actor.is_known and verb is not Verb.REFUSED:
        raise NamelessEntry(f"Nobody cannot have {verb.value}")
    if at.tzinfo is None:
        raise ValueError("An audit entry needs an aware datetime")
    kind, key = _kind_and_key(subject)
    return AuditEvent.objects.create(
        at=at,
        actor=actor.label,
        acted_as=actor.acts_as[:60],
        verb=verb.value,
        subject_kind=kind,
        subject_id=key,
        case_id=case_id,
        victim_id=victim_id,
        reason=(reason or "")[:300],
        detail={name: _checked(name, value) for name, value in (detail or {}).items()},
        request_id=current_request_id(),
    )


def record_each(*, actor: Actor, verb: Verb, subjects: Mapping[Model, Detail | None], at: dt.datetime) -> None:
    """Append one entry for each row that the same act concerned, with its detail, in one query; none is about a case.

    For what is published or laid out as a whole, such as the rows of a list of rules. As `record` in everything else.

    Raises:
        NamelessEntry: the actor is nobody.
        NotAnId: a detail looks like words, an address or a telephone number.
        ValueError: ``at`` is naive.
    """
    if not actor.is_known:
        raise NamelessEntry(f"Nobody cannot have {verb.value}")
    if at.tzinfo is None:
        raise ValueError("An audit entry needs an aware datetime")
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=at,
            actor=actor.label,
            acted_as=actor.acts_as[:60],
            verb=verb.value,
            subject_kind=kind,
            subject_id=key,
            detail={name: _checked(name, value) for name, value in (detail or {}).items()},
            request_id=current_request_id(),
        )
        for (kind, key), detail in ((_kind_and_key(row), detail) for row, detail in subjects.items())
    )


def record_looks(
    *,
    actor: Actor,
    subject: Model | tuple[str, str | int | uuid.UUID],
    at: dt.datetime,
    case_id: uuid.UUID,
    victim_ids: Iterable[uuid.UUID],
) -> None:
    """Append that a page about a case was looked at: one entry for each victim whose record it shows, in one query.

    A case without victims leaves one entry for the case.

    Raises:
        NamelessEntry: the actor is nobody.
        ValueError: ``at`` is naive.
    """
    if not actor.is_known:
        raise NamelessEntry(f"Nobody cannot have {Verb.VIEWED}")
    if at.tzinfo is None:
        raise ValueError("An audit entry needs an aware datetime")
    kind, key = _kind_and_key(subject)
    about: list[uuid.UUID | None] = [*victim_ids]
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=at,
            actor=actor.label,
            acted_as=actor.acts_as[:60],
            verb=Verb.VIEWED.value,
            subject_kind=kind,
            subject_id=key,
            case_id=case_id,
            victim_id=victim_id,
            request_id=current_request_id(),
        )
        for victim_id in about or [None]
    )


def record_list(
    *,
    actor: Actor,
    subject: tuple[str, str],
    at: dt.datetime,
    shown: Iterable[tuple[uuid.UUID, uuid.UUID]],
) -> None:
    """Append that a list was looked at: one entry for each (case, victim) that it showed, in one query.

    Raises:
        NamelessEntry: the actor is nobody.
        ValueError: ``at`` is naive.
    """
    if not actor.is_known:
        raise NamelessEntry(f"Nobody cannot have {Verb.VIEWED}")
    if at.tzinfo is None:
        raise ValueError("An audit entry needs an aware datetime")
    kind, key = subject
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=at,
            actor=actor.label,
            acted_as=actor.acts_as[:60],
            verb=Verb.VIEWED.value,
            subject_kind=kind,
            subject_id=key,
            case_id=case_id,
            victim_id=victim_id,
            request_id=current_request_id(),
        )
        for case_id, victim_id in shown
    )


def entries(*, verb: Verb, kind: str, rows: str) -> str:
    """Return the part of a set-based statement that appends one entry for each row it changed.

    For sweeps that change thousands of rows at once: put it into the statement as a ``with`` part of its own, so that
    the acts and their traces are one statement and stand or fall together. ``rows`` names an earlier part that gives
    ``id``, ``case_id`` and ``victim_id``; ``kind`` is the label of the rows' model, for example
    ``communications.promise``. The parameters are those of `entries_by`.

    Raises:
        ValueError: a name holds anything but small letters, dots and underscores.
    """
    if not _NAME.match(kind) or not _NAME.match(rows):
        raise ValueError("The part of a statement and the kind of its rows are plain names")
    return _ENTRIES.format(verb=verb.value, kind=kind, rows=rows)


def entries_by(*, actor: Actor, at: dt.datetime) -> dict[str, object]:
    """Return the parameters that `entries` needs: who acted, as what, when and in answer to which request.

    Raises:
        NamelessEntry: the actor is nobody.
        ValueError: ``at`` is naive.
    """
    if not actor.is_known:
        raise NamelessEntry("Nobody cannot have changed many rows")
    if at.tzinfo is None:
        raise ValueError("An audit entry needs an aware datetime")
    return {
        "audit_at": at,
        "audit_actor": actor.label,
        "audit_acted_as": actor.acts_as[:60],
        "audit_request_id": current_request_id(),
    }


def _kind_and_key(subject: Model | tuple[str, str | int | uuid.UUID]) -> tuple[str, str]:
    """Say of what kind the subject is and which one."""
    if isinstance(subject, tuple):
        kind, key = subject
        return kind, str(key)
    if subject.pk is None:
        raise ValueError(f"A {subject._meta.label_lower} that is not saved cannot be the subject of an audit entry")
    return subject._meta.label_lower, str(subject.pk)


def _checked(name: str, value: object) -> str | int | bool | None:
    """Return the value as it is stored, or refuse it."""
    if value is None or isinstance(value, bool | int):
        return value
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    if not _ID_OR_CODE.match(text) or _PHONE_LIKE.match(text):
        # The text itself stays out of the message: it may be a name.
        raise NotAnId(f"Detail {name!r} of an audit entry must be an id, a code, a number or a date")
    return text
