"""What the letter about keeping in touch says, read from what was agreed and held to what may stand on paper (AGR-1).

Reads only. It never reads an address, a number, a code phrase or whom somebody fears into the letter.
"""

import dataclasses

from django.db.models import Q

from cases.models import Charge, Connection, Person, SafeContactProfile, Victim
from cases.rules.vocabulary import ConnectionKind, ContactMethod, MayBeTold, RiskLevel
from communications.documents.context import LetterContext
from communications.models import Promise
from communications.rules.agreed_words import Agreement, KeptOut, PaperFacts, Told, kept_out, words_of
from communications.rules.vocabulary import PromiseState

_WAYS = ("post", "email", "text", "phone")


def told(*, context: LetterContext, victim: Victim, reader: Person | None, in_full: bool) -> LetterContext:
    """Add to the context of the letter what was agreed, in words of the context's language."""
    words = words_of(
        agreement=_agreement(victim, context),
        against=against(victim=victim, reader=reader, in_full=in_full),
        language=context.language,
    )
    return dataclasses.replace(
        context,
        agreed_in_full=words.is_in_full,
        agreed_method=words.method,
        agreed_never=words.never,
        agreed_times=words.times,
        agreed_avoid=words.avoid,
        agreed_people=words.people,
        agreed_interpreter=words.needs_interpreter,
        agreed_rhythm_days=_rhythm(victim, reader),
    )


def against(*, victim: Victim, reader: Person | None, in_full: bool) -> tuple[KeptOut, ...]:
    """List what keeps ways, times and names out of the letter to ``reader`` today (AGR-1)."""
    profile = _profile(victim)
    return kept_out(
        PaperFacts(
            is_wanted=in_full,
            is_read_by_victim=reader is not None and reader.pk == victim.person_id,
            has_secret=profile is not None and bool(profile.must_not_know.strip() or profile.code_phrase.strip()),
            risk=RiskLevel(victim.risk_level),
            is_domestic_abuse=Charge.objects.filter(charge_victims__victim=victim, is_domestic_abuse=True).exists(),
            has_near_suspect=Connection.objects.filter(
                victim=victim, ended_at__isnull=True, is_suspect_or_lives_with_suspect=True
            ).exists(),
        )
    )


def _agreement(victim: Victim, context: LetterContext) -> Agreement:
    profile = _profile(victim)
    by_consent = (
        Connection.objects.filter(victim=victim, ended_at__isnull=True, has_consent=True)
        .filter(Q(consent_ends_on__isnull=True) | Q(consent_ends_on__gte=context.letter_on))
        .exclude(is_suspect_or_lives_with_suspect=True)
        .select_related("person")
        .order_by("recorded_at", "id")
    )
    people = tuple(
        Told(
            name=" ".join(connection.person.full_name.split()),
            kind=ConnectionKind(connection.kind),
            may_be_told=MayBeTold(connection.may_be_told),
        )
        for connection in by_consent
    )
    needs_interpreter = bool(victim.person.needs_interpreter)
    if profile is None:
        return Agreement(people=people, needs_interpreter=needs_interpreter)
    return Agreement(
        method=ContactMethod(profile.preferred_method) if profile.preferred_method else None,
        never=tuple(way for way in _WAYS if getattr(profile, f"never_{way}")),
        times=tuple(profile.safe_windows),
        avoid=tuple(profile.times_to_avoid),
        people=people,
        needs_interpreter=needs_interpreter,
    )


def _profile(victim: Victim) -> SafeContactProfile | None:
    return SafeContactProfile.objects.filter(person=victim.person_id).order_by("-recorded_at", "-id").first()


def _rhythm(victim: Victim, reader: Person | None) -> int:
    """Return the days between updates that the promise in force to the reader names, 0 where none is."""
    found = Promise.objects.filter(victim=victim, person=reader, state=PromiseState.OPEN)
    return found.values_list("rhythm_days", flat=True).first() or 0
