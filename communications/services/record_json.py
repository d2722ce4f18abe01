"""The machine-readable part of a portable record: the shape that ``docs/schemas/portable-record-3.json`` publishes.

Codes are those of the vocabularies; instants are in UTC, dates are London dates. What changes this shape changes its
number.
"""

import datetime as dt
import json
from typing import Any

from cases.rules.vocabulary import Language
from cases.rules.working_days import london_date
from communications.documents.support import service_of
from communications.models import Referral, VictimMessage
from communications.rules.letter_words import LetterWords
from communications.rules.portable_record import FORMAT
from communications.selectors.contact_store import StoreEntry
from communications.services.portal_complaints import OwnComplaint, OwnStage
from communications.services.record_facts import RecordFacts, RecordLetter


def document(facts: RecordFacts, *, letters: list[dict[str, Any]]) -> bytes:
    """Write the whole document."""
    case = facts.case
    whole = {
        "format": FORMAT,
        "made_at": _instant(facts.made_at),
        "language": facts.language.value.lower(),
        "situation": {
            "happened": case.status.happened,
            "next": case.status.next,
            "since": case.status_since.isoformat(),
            "holder": case.holder.words,
            "holder_since": case.holder.since.isoformat(),
            "awaited": case.holder.awaited,
        },
        "promise": {"due_on": _day(case.promise.due_on), "missed_on": _day(case.promise.missed_on)},
        "contact": {
            "name": case.contact.officer_name,
            "unit": case.contact.unit_name,
            "telephone": case.contact.phone,
            "email": case.contact.email,
            "hours": case.contact.opening_hours,
        },
        "said": [_entry(each) for each in facts.entries],
        "letters": letters,
        "messages": [_message(each) for each in facts.messages],
        "complaints": [_complaint(each, language=facts.language) for each in facts.complaints],
        "referrals": [_referral(each, language=facts.language) for each in facts.referrals],
        "not_included": [{"sent_on": day.isoformat(), "why": "NOT_OPENED_YET"} for day in facts.left_out],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def letter(found: RecordLetter) -> dict[str, Any]:
    """Describe one letter with its words."""
    return {
        "file": found.name,
        "purpose": found.purpose.value,
        "reference": found.reference,
        "sent_at": _instant(found.sent_at),
        "has_pdf": found.has_pdf,
        "sides": [_side(words) for words in found.sides],
    }


def _side(words: LetterWords) -> dict[str, Any]:
    return {
        "language": words.language.value.lower(),
        "parts": [{"heading": block.heading, "text": block.text} for block in words.blocks if block.text],
    }


def _entry(entry: StoreEntry) -> dict[str, Any]:
    said = entry.call or entry.meeting or entry.notice
    if entry.letter is not None:
        said = entry.letter.purpose
    what = ("ANSWER" if entry.is_answer else "WRITTEN") if said is None else said.value
    return {
        "kind": entry.kind.value,
        "what": what,
        "on": entry.on.isoformat(),
        "at": _instant(entry.order_at) if entry.has_time else None,
        "by": entry.channel.value if entry.channel is not None else None,
    }


def _message(message: VictimMessage) -> dict[str, Any]:
    return {
        "written_at": _instant(message.received_at),
        "text": message.text,
        "answer_due_on": message.answer_due_on.isoformat(),
        "standing": message.standing,
        "answers": [{"written_at": _instant(each.written_at), "text": each.text} for each in message.answers.all()],
    }


def _complaint(own: OwnComplaint, *, language: Language) -> dict[str, Any]:
    kind, on = own.cause if own.cause is not None else (None, None)
    return {
        "received_on": own.complaint.received_on.isoformat(),
        "about": own.complaint.about,
        "cause": {"kind": kind.value, "on": _day(on)} if kind is not None else None,
        "text": own.complaint.text,
        "answers": [_answer(each, language=language) for each in own.stages],
    }


def _answer(stage: OwnStage, *, language: Language) -> dict[str, Any]:
    given = stage.given
    is_welsh = language is Language.CY and given is not None and bool(given.answer_cy)
    return {
        "asked_on": stage.asked_on.isoformat(),
        "due_on": stage.answer_due_on.isoformat(),
        "standing": stage.standing.value,
        "said": stage.said,
        "outcome": given.outcome if given is not None else None,
        "text": (given.answer_cy if is_welsh else given.answer) if given is not None else None,
        "what_we_do": (given.what_we_do_cy if is_welsh else given.what_we_do) if given is not None else None,
        "told_on": _day(given.told_on) if given is not None else None,
    }


def _referral(referral: Referral, *, language: Language) -> dict[str, Any]:
    service = service_of(code=referral.service, language=language)
    return {
        "service": service.name if service is not None else referral.service,
        "asked_on": london_date(at=referral.consented_at).isoformat(),
        "agreed_until": referral.consent_until.isoformat(),
        "state": referral.state,
        "due_on": _day(referral.due_on),
        "steps": [
            {"step": each.step, "on": each.taken_on.isoformat(), "reason": each.reason or None}
            for each in referral.steps.all()
        ],
    }


def _instant(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day is not None else None
