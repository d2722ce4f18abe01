"""Letting somebody in by a code that staff read out on the telephone, whom they rang themselves (V33, PORT-7).

It is an invitation like any other, but for its way: bound to one person and one record, good once, and worth nothing
without six digits by another way. Its code is worked out for the one page that shows it, and stands nowhere else.
"""

import dataclasses
import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import ContactPoint, Person, SafeContactProfile, Victim
from cases.rules.vocabulary import ContactPointKind, Language
from cases.rules.working_days import london_date
from communications.models import PortalInvitation
from communications.rules import portal_codes, portal_spoken
from communications.rules.calls.vocabulary import IdentityKind
from communications.rules.portal_spoken import Number
from communications.rules.safe_contact import SafePoint
from communications.rules.vocabulary import Channel
from communications.services import portal_invitations, portal_limits, portal_secrets, portal_ways, safe_calls
from communications.services.portal_invitations import UnableToInvite
from communications.services.safe_calls import Phone, Phones

_BY_TELEPHONE = "PHONE"


class AlreadyShown(Exception):
    """The form was sent twice. Its code was shown once, and is shown to nobody again."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A number to ring now, and the way by which the six digits follow."""

    number: ContactPoint
    codes: Channel


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What whoever rings may choose from; or why there is nothing."""

    choices: tuple[Choice, ...]
    checks: tuple[IdentityKind, ...]
    #: The words agreed with the person, for which they are asked; empty where there are none.
    agreed_words: str
    #: Why there is nothing to choose from, and what remains; empty where there is.
    why_none: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SpokenCode:
    """A code as it is read out, once."""

    #: In groups of four; kept out of every repr, and so of every log.
    groups: tuple[str, ...] = dataclasses.field(repr=False)
    #: The same groups by the names of their letters and digits, in the person's language.
    aloud: tuple[str, ...] = dataclasses.field(repr=False)
    codes: Channel
    #: Aware.
    expires_at: dt.datetime


def outlook(*, actor: Actor, victim: Victim, person: Person, at: dt.datetime) -> Outlook:
    """Say which numbers may be rung at an aware instant to read a code out, and what to ask first. Writes nothing.

    Raises:
        accounts.policies.NotPermitted: the actor may not invite in this case.
    """
    policies.require(actor=actor, permission=Permission.INVITE_TO_PORTAL, case=victim.case)
    phones = safe_calls.phones(victim=victim, person=person, at=at)
    ways = _ways_of_codes(person=person, victim=victim, phones=phones, at=at)
    numbers = {phone.point: _number(phone, phones, ways, at=at) for phone in phones.usable}
    agreed = _agreed_words(person)
    none = portal_spoken.why_none(numbers=list(numbers.values()), ways=frozenset(ways))
    return Outlook(
        choices=tuple(
            Choice(number=point, codes=codes)
            for point, number in numbers.items()
            if number.may_ring_now and number.is_rested
            for codes in number.codes
        ),
        checks=portal_spoken.checks(has_agreed_words=bool(agreed)),
        agreed_words=agreed,
        why_none=none.words if none is not None else "",
    )


def read_out(
    *,
    actor: Actor,
    victim: Victim,
    person: Person,
    number_id: uuid.UUID,
    codes: Channel,
    check: IdentityKind,
    key: str,
    at: dt.datetime,
) -> SpokenCode:
    """Make a code for somebody whom the actor has rung and made sure of, and return it for the one page that shows it.

    ``number_id`` is the number that was rung; ``codes`` the way of the six digits; ``check`` how the actor made sure
    who listens; ``key`` is drawn with the form, so that sending it twice makes one code. An earlier invitation that
    was not used ends. ``at`` is aware.

    Raises:
        accounts.policies.NotPermitted: the actor may not invite in this case.
        UnableToInvite: the person cannot be let in like this; the text says why, for staff.
        AlreadyShown: the form was sent before.
    """
    policies.require(actor=actor, permission=Permission.INVITE_TO_PORTAL, case=victim.case)
    with transaction.atomic():
        portal_invitations.lock(person=person)
        portal_invitations.require_somebody_elses(actor=actor, person=person)
        portal_invitations.require_theirs(victim=victim, person=person, on=london_date(at=at))
        if PortalInvitation.objects.filter(spoken_key=key).exists():
            raise AlreadyShown
        open_now = outlook(actor=actor, victim=victim, person=person, at=at)
        chosen = next(
            (one for one in open_now.choices if one.number.pk == number_id and one.codes is codes),
            None,
        )
        if chosen is None:
            raise UnableToInvite(open_now.why_none or "This way is not safe any more: choose anew.")
        if check not in open_now.checks:
            raise UnableToInvite("That check is not enough to read a code out: others may know the answer.")
        _require_not_too_often(actor=actor, person=person, at=at)
        portal_invitations.end_unused(victim=victim, person=person, actor=actor, at=at)
        invitation = _create(victim, person, chosen, check=check, key=key, actor=actor, at=at)
        audit.record(
            actor=actor,
            verb=Verb.INVITED,
            subject=invitation,
            case_id=victim.case_id,
            victim_id=victim.pk,
            at=at,
            detail={"person_id": person.pk, "channel": _BY_TELEPHONE, "kind": check.value},
        )
    return _as_read_out(invitation, language=Language(person.language))


def _create(
    victim: Victim,
    person: Person,
    chosen: Choice,
    *,
    check: IdentityKind,
    key: str,
    actor: Actor,
    at: dt.datetime,
) -> PortalInvitation:
    way = portal_ways.safe_ways(person=person, victim=victim, at=at)[chosen.codes]
    invitation = PortalInvitation(
        victim=victim,
        person=person,
        channel="",
        rung_contact_point=chosen.number,
        identity=check,
        spoken_key=key,
        code_contact_point=way.point,
        invited_at=at,
        invited_by=actor.label,
        expires_at=at + portal_spoken.SPOKEN_LIFE,
    )
    invitation.code_digest = portal_secrets.invitation_digest(invitation_id=invitation.pk)
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as twice:
        # The same form at the same moment, for another person of the case: the first one was shown.
        raise AlreadyShown from twice
    return invitation


def _as_read_out(invitation: PortalInvitation, *, language: Language) -> SpokenCode:
    code = portal_secrets.invitation_code(invitation_id=invitation.pk)
    groups = tuple(portal_codes.in_groups(code=code).split("-"))
    return SpokenCode(
        groups=groups,
        aloud=tuple(portal_codes.aloud(code=group, language=language) for group in groups),
        codes=invitation.codes_by,
        expires_at=invitation.expires_at,
    )


def _require_not_too_often(*, actor: Actor, person: Person, at: dt.datetime) -> None:
    given = PortalInvitation.objects.filter(
        person=person, rung_contact_point__isnull=False, invited_at__gt=at - portal_spoken.WITHIN
    ).count()
    if portal_spoken.is_one_too_many(given_to_person=given):
        raise UnableToInvite(
            f"{given} codes were read out to this person within a day. Something may be wrong: speak with your manager."
        )
    if not portal_limits.is_within(limit=portal_limits.PER_STAFF_SPOKEN, of=actor.label):
        raise UnableToInvite(
            f"You have read out {portal_spoken.MOST_BY_ONE_MEMBER} codes within a day. Ask a colleague to ring them."
        )


def _ways_of_codes(*, person: Person, victim: Victim, phones: Phones, at: dt.datetime) -> dict[Channel, SafePoint]:
    ways = portal_ways.safe_ways(person=person, victim=victim, at=at)
    points = {point.id: point for point in phones.profile.points}
    return {channel: points[str(way.point.pk)] for channel, way in ways.items()}


def _number(phone: Phone, phones: Phones, ways: dict[Channel, SafePoint], *, at: dt.datetime) -> Number:
    rung = next(one for one in phones.profile.points if one.id == str(phone.point.pk))
    return Number(
        may_ring_now=phone.decision.is_allowed,
        is_rested=not _is_too_new(phone.point, at=at),
        codes=portal_spoken.codes_after(rung=rung, ways=ways),
    )


def _is_too_new(point: ContactPoint, *, at: dt.datetime) -> bool:
    """Say whether a number came to us a short time ago; one that was only confirmed anew counts from the first time."""
    same = ContactPoint.objects.filter(
        person_id=point.person_id,
        key=point.key,
        kind__in=[ContactPointKind.MOBILE, ContactPointKind.HOME_PHONE],
    )
    first = same.order_by("recorded_at").values_list("recorded_at", flat=True).first()
    return portal_spoken.is_too_new(recorded_at=first or point.recorded_at, at=at)


def _agreed_words(person: Person) -> str:
    newest = SafeContactProfile.objects.filter(person=person).order_by("-recorded_at", "-id")
    return (newest.values_list("code_phrase", flat=True).first() or "").strip()
