"""See to it that no letter leaves late without saying sorry, whatever made it late (LATE-1, LATE-2).

Asked at the last moment before a call, and when a PDF is made: there every way leads through, be it the next channel
after a bounce, a retry, a message that a person let go, or sending that had been stopped for days. What was approved
stays as it is; the words with the apology are a row of their own, and a person sees them on the letter's page.
"""

import dataclasses
import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction

from accounts import actors
from accounts.roles import SystemProcess
from audit.vocabulary import Verb
from cases.rules.vocabulary import Language
from cases.rules.working_days import BeyondHorizon
from cases.services import reference
from cases.services.reference import NothingPublished
from communications.documents import leaflets as documents
from communications.documents import words as letter_words
from communications.documents.context import LetterContext
from communications.documents.words import BrokenTemplate, NoWords
from communications.models import Addendum, Communication, OutboxMessage, StatusChange
from communications.rules import dated_tables, late_letters
from communications.rules.dispatch_lead import expected_dispatch
from communications.rules.late_letters import Leaving, NoApologyError
from communications.rules.letter_words import LetterWords
from communications.rules.vocabulary import Channel, Leaflet, LetterType, Purpose
from communications.services import composing, dated_rows, drafting, letter_trail, review_dates
from communications.services.letter_facts import LetterSource

_ACTOR = actors.system(SystemProcess.DELIVERY)
#: What staff read on the letter's page.
_NOTE = (
    "It leaves after its deadline, so the standard apology was put in, and the last day for asking for a review, where "
    "it names one, follows the day it leaves. All other words are those that were approved."
)


class UnableToApologise(Exception):
    """A letter leaves late and the apology cannot be put in: it is held for a person. Says why, nothing personal."""


def see_to_apology(*, message: OutboxMessage, leaves_at: dt.datetime, at: dt.datetime) -> bool:
    """Give a message the words with the apology where it leaves late; True when its words are now others.

    ``leaves_at`` is when it would leave the building, or the earliest that it could; ``at`` is now; both aware. Sets
    ``message.addendum``; the caller saves it. Costs no query for what leaves in time. A bare notice has no words, but
    where it would be late it makes what it speaks of late, so the copy in the portal gets the apology.

    Raises:
        UnableToApologise: the apology is owed and cannot be put in.
    """
    communication = message.communication
    if communication is None:
        return False
    addendum = composing.addendum_of(communication=communication)
    if addendum is None:
        leaving = _leaving(communication, leaves_at=leaves_at)
        if leaving.due_at is None or not late_letters.apology_for(leaving=leaving).is_owed:
            return False
        if message.channel == Channel.POST:
            leaves_at = _posted_at(at)
        addendum = _put_in(communication, due_at=leaving.due_at, leaves_at=leaves_at, at=at)
    if message.purpose == Purpose.NEWS_NOTICE or message.addendum_id is not None:
        return False
    message.addendum = addendum
    return True


def _posted_at(at: dt.datetime) -> dt.datetime:
    """Return when a letter made now is posted (LEAD-2), or now where the calendar does not say: late it is anyhow."""
    try:
        return expected_dispatch(
            approved_at=at,
            channel=Channel.POST,
            calendar=reference.load_calendar(),
            leads=dated_rows.rows(of=dated_tables.CHANNEL_LEADS),
        )
    except (BeyondHorizon, NothingPublished):
        return at


def _leaving(communication: Communication, *, leaves_at: dt.datetime) -> Leaving:
    return Leaving(
        leaves_at=leaves_at,
        due_at=_owed_by(communication),
        is_sent=communication.sent_at is not None,
        apologises=bool(communication.words)
        and late_letters.says_sorry(words=composing.letter_words(communication=communication)),
    )


def _owed_by(communication: Communication) -> dt.datetime | None:
    """Return by when the explanation or the answer is owed; a promised update has a rule of its own (PRO-5)."""
    if communication.obligation is not None:
        return communication.obligation.due_at
    return communication.due_at if communication.review_id is not None else None


@transaction.atomic
def _put_in(communication: Communication, *, due_at: dt.datetime, leaves_at: dt.datetime, at: dt.datetime) -> Addendum:
    """Write the words with the apology beside the approved ones; once, whoever else does the same at this moment."""
    approved = composing.letter_words(communication=communication)
    source = drafting.source_of(communication=communication, at=at)
    words = _checked(communication, source, approved, leaves_at=leaves_at, at=at)
    welsh = _in_welsh(communication, source, leaves_at=leaves_at)
    pages = _easy_read(communication, source, leaves_at=leaves_at)
    addendum, is_new = Addendum.objects.get_or_create(
        communication=communication,
        defaults={
            "words": words.as_json(),
            "words_cy": welsh.as_json() if welsh is not None else [],
            "easy_read": pages.get(Language.EN, {}),
            "easy_read_cy": pages.get(Language.CY, {}),
            "approved_digest": _digest(communication.words),
            "digest": _digest(words.as_json()),
            "due_at": due_at,
            "leaves_at": leaves_at,
            "added_at": at,
            "added_by": _ACTOR.label,
        },
    )
    if is_new:
        _trace(communication, addendum, at=at)
    return addendum


def _checked(
    communication: Communication,
    source: LetterSource,
    approved: LetterWords,
    *,
    leaves_at: dt.datetime,
    at: dt.datetime,
) -> LetterWords:
    """Compose the words with the apology, and hold them against the record as approval did (GATE-1 to GATE-3)."""
    words, context = _late(communication, source, approved, leaves_at=leaves_at)
    found = drafting.check(communication=communication, words=words, context=context, at=at)
    # What only asks a writer to think again was answered when the letter was approved.
    if found.stops:
        raise UnableToApologise("It is late, and with the apology it does not pass the check of its words")
    return words


def _in_welsh(communication: Communication, source: LetterSource, *, leaves_at: dt.datetime) -> LetterWords | None:
    """Compose the Welsh side with the same apology and the same dates; None for a letter of one language.

    Nothing in these two parts is of anybody's own words, so that the standard Welsh is all of it.
    """
    if communication.template_cy_id is None:
        return None
    approved = composing.letter_words(communication=communication, language=Language.CY)
    return _late(communication, source, approved, leaves_at=leaves_at)[0]


def _easy_read(
    communication: Communication, source: LetterSource, *, leaves_at: dt.datetime
) -> dict[Language, dict[str, Any]]:
    """Compose the easy-read page for the day of leaving, in each language in which it was frozen (EASY-3).

    Empty for nearly every letter. The page holds nothing of anybody's own words, so that it is composed anew whole.
    """
    frozen = communication.enclosures.filter(leaflet=Leaflet.EASY_READ).first()
    if frozen is None:
        return {}
    letter_type = LetterType(communication.letter_type)
    try:
        return {
            language: documents.compose(
                leaflet=Leaflet.EASY_READ,
                context=_for_the_day(communication, source, language=language, leaves_at=leaves_at),
                letter_type=letter_type,
            ).as_json()
            for language, words in zip((Language.EN, Language.CY), frozen.pages, strict=True)
            if words
        }
    except (NoWords, BrokenTemplate, BeyondHorizon, NothingPublished) as problem:
        raise UnableToApologise("It is late, and there is no easy-read apology for it") from problem


def _late(
    communication: Communication, source: LetterSource, approved: LetterWords, *, leaves_at: dt.datetime
) -> tuple[LetterWords, LetterContext]:
    version = approved.template_version.split("/")[1]
    try:
        context = _for_the_day(communication, source, language=approved.language, leaves_at=leaves_at)
        template = letter_words.letter_template(
            letter_type=approved.letter_type, version=version, language=approved.language
        )
        late = letter_words.compose(letter_type=approved.letter_type, context=context, version=version)
        order = tuple(block.key for block in template.blocks)
        return late_letters.follow_the_day(approved=approved, late=late, order=order), context
    except (NoWords, BrokenTemplate, NoApologyError, BeyondHorizon, NothingPublished) as problem:
        raise UnableToApologise("It is late, and there is no standard apology for it") from problem


def _for_the_day(
    communication: Communication, source: LetterSource, *, language: Language, leaves_at: dt.datetime
) -> LetterContext:
    """Give the facts that were approved, for another day of leaving: late, and with the last day for a review.

    A reason for lateness that stands in the draft was never read by whoever approved, because the letter was in time.
    """
    frozen = composing.letter_context(communication=communication, language=language)
    ask_by, accepted_until = review_dates.of(
        obligation=source.spoken_of, correction=source.correction, leaves_at=leaves_at
    )
    return dataclasses.replace(
        frozen,
        is_late=True,
        late_reason="",
        review_request_by=_later(frozen.review_request_by, ask_by),
        review_outer_on=_later(frozen.review_outer_on, accepted_until),
    )


def _later(approved: dt.date | None, now: dt.date | None) -> dt.date | None:
    """Choose the later of two dates; what was not in the approved words stays out."""
    return None if approved is None else max(approved, now or approved)


def _trace(communication: Communication, addendum: Addendum, *, at: dt.datetime) -> None:
    StatusChange.objects.create(
        communication=communication,
        before=communication.state,
        after=communication.state,
        comment=_NOTE,
        changed_at=at,
        changed_by=_ACTOR.label,
    )
    letter_trail.note(
        communication=communication,
        verb=Verb.APOLOGISED,
        actor=_ACTOR,
        at=at,
        detail={
            "why": "LEAVES_LATE",
            "leaves_at": addendum.leaves_at,
            "approved_digest": addendum.approved_digest,
            "digest": addendum.digest,
        },
    )


def _digest(blocks: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(blocks, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
