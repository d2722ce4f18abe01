"""The page of one letter, and the page that shows words that could not be saved beside those that are in it."""

from django.http import HttpResponse

from accounts.permissions import Permission
from accounts.selectors import names_of
from cases.selectors import reasons
from communications.models import Communication
from communications.rules.leaflets import pack_key
from communications.rules.letter_corrections import CorrectionStanding
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import CommunicationState
from communications.selectors import complaints, corrections, drafts, letters
from communications.services import (
    another_way,
    collisions,
    draft_versions,
    drafting,
    letter_corrections,
    plan_steps,
    workshop,
)
from communications.services import leaflets as enclosures
from communications.services.workshop import LetterToday, NotSaved
from web import formatting
from web.middleware import actor_of
from web.workspace.forms.letters import LetterForm
from web.workspace.forms.second_reading import CommentsForm
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import changes, contact_plan, desk, leaflets, letter_print, said
from web.workspace.presenters import collisions as collisions_presenter
from web.workspace.presenters import complaints as complaints_presenter
from web.workspace.presenters import corrections as corrections_presenter
from web.workspace.presenters import letter as presenter
from web.workspace.presenters import reasons as reasons_presenter
from web.workspace.presenters import welsh as welsh_presenter
from web.workspace.reached import safety_of
from web.workspace.views.letter_desk import SEND_BACK, Desk

_NOT_GONE = frozenset(
    {
        CommunicationState.DRAFT,
        CommunicationState.UNDER_REVIEW,
        CommunicationState.AMENDMENTS,
        CommunicationState.APPROVED,
    }
)


def shown(laid: Desk) -> HttpResponse:
    """Render the page of the letter."""
    found, today = laid.letter, laid.today
    names = names_of(
        [
            *said.labels(laid.record),
            *(kept.made_by for kept in today.overrides),
            *(label for each in laid.beside.comments for label in (each.made_by, each.answered_by)),
            *([today.lock.holder] if today.lock is not None else []),
            *([laid.beside.request.settled_by] if laid.beside.request is not None else []),
        ]
    )
    who = actor_of(laid.request).label
    is_mine = who in {found.written_by, found.submitted_by}
    is_reading = laid.is_under_review and who not in laid.hands
    form = laid.form if laid.is_writing and not laid.is_held_by_another else None
    asks = form or (laid.reasons if is_reading else None)
    is_open = laid.is_writing or laid.is_under_review
    beside = desk.comments_by_part(laid.beside.comments, now=today.words, names=names) if is_open else {}
    said_form = laid.said if is_reading else None
    context = {
        "letter": found,
        "identity": case_presenter.identity(found.case),
        "title": said.title(found),
        "facts": [*said.letter_facts(laid.record, names), *filter(None, [letter_print.row(laid.record)])],
        **_corrections(laid),
        **_complaints(laid),
        "safety": safety_of(victim=found.victim, person=found.recipient),
        "blocks": [
            {
                "block": block,
                "field": form[block.key] if form is not None and block.key in form.fields else None,
                "beside": today.beside.get(BlockKey(block.key), ""),
                "comments": beside.get(block.key, []),
                "comment_fields": _comment_fields(said_form, block.key),
                "comment_summary": f"Comment on “{block.heading}”",
                "has_comment_error": said_form is not None and f"comment-{block.key}" in said_form.errors,
            }
            for block in presenter.blocks(today, is_writing=form is not None, asks=asks)
        ],
        "loose_comments": beside.get("", []),
        "loose_findings": presenter.loose_findings(today, asks=asks),
        "links": presenter.finding_links(today) if is_open else [],
        "findings_summary": presenter.summary(today) if is_open else "",
        "outlook": presenter.outlook(found, today, at=laid.at) if is_open else None,
        "has_way": today.missing is None,
        "collision": _collision(laid),
        "plan": contact_plan.plan(plan_steps.plan_of_letter(communication=found, at=laid.at)),
        "channels": presenter.channel_rows(today.channels),
        "leaflet_rows": leaflets.rows(today.pack),
        **_welsh(found, today),
        **_reasons(found, is_writing=form is not None),
        "kept_rows": presenter.kept_rows(today, names),
        "reading_rows": desk.request_rows(laid.beside.request, names=names, at=laid.at) if is_open else [],
        "has_versions": laid.beside.versions > 0,
        "lock": desk.lock_note(today.lock, names=names) if laid.is_held_by_another and today.lock is not None else None,
        "may_write": laid.may(Permission.WRITE_LETTER),
        "may_take_back": laid.is_under_review and is_mine and laid.may(Permission.WRITE_LETTER),
        **_changed(laid),
        "seen_digest": today.digest,
        "seen_pack": pack_key(lines=today.pack),
        "form": form,
        "ask": laid.ask if form is not None else None,
        "reading_form": SEND_BACK if is_reading and laid.send_back is not None else "",
        "send_back": laid.send_back if is_reading else None,
        "has_comment_boxes": said_form is not None and bool(said_form.fields),
        "not_for_you": _not_for_you(laid, who=who, is_mine=is_mine),
        "refused": laid.refused,
        "message_columns": said.MESSAGE_COLUMNS,
        "message_rows": said.message_rows(laid.record),
        "steps": said.steps(laid.record, names),
        "stuck_lines": ["It is approved, and no message with its words is on its way."],
        "is_stuck": another_way.is_stuck(communication=found),
        "has_errors": bool(laid.refused),
        "at": laid.at,
    }
    return page(laid.request, "workspace/letter.html", context, section="workspace:cases")


def _not_for_you(laid: Desk, *, who: str, is_mine: bool) -> tuple[str, ...]:
    """Say to somebody who must not approve the letter why, and who can (W8, W14)."""
    if not laid.is_under_review or who not in laid.hands:
        return ()
    readers = drafts.readers_of(case=laid.letter.case, without={*laid.hands, who})
    return desk.not_for_you(readers, is_mine=is_mine)


def _collision(laid: Desk) -> dict[str, object] | None:
    """Say, until a letter has left, what other contacts of the day mean for it."""
    if laid.letter.state not in _NOT_GONE:
        return None
    return collisions_presenter.note(collisions.before_sending(communication=laid.letter, at=laid.at))


def _corrections(laid: Desk) -> dict[str, object]:
    """Show what corrects the letter and what it corrects, and whether whoever reads the page may correct it."""
    found = laid.letter
    trail = corrections.trail_of(letter=found)
    standing = letter_corrections.standing_of(letter=found)
    return {
        "corrections": corrections_presenter.shown(trail),
        "corrects_rows": corrections_presenter.corrects_rows(trail),
        "chain_rows": corrections_presenter.chain_rows(trail, letter=found),
        "may_correct": standing is not CorrectionStanding.WAS_NOT_SAID and laid.may(Permission.WRITE_LETTER),
        "correct_words": "Take this letter back"
        if standing is CorrectionStanding.CAN_BE_TAKEN_BACK
        else "Correct this letter",
    }


def _complaints(laid: Desk) -> dict[str, object]:
    """Show the complaints that the letter caused, and where one about it is taken down (M11)."""
    if laid.letter.sent_at is None:
        return {"complaints": [], "may_take_complaint": False}
    caused = complaints.caused_by(viewer=actor_of(laid.request), letter_id=laid.letter.pk)
    return {
        "complaints": complaints_presenter.letter_lines(caused),
        "may_take_complaint": laid.may(Permission.LOG_CONTACT),
    }


def _reasons(found: Communication, *, is_writing: bool) -> dict[str, object]:
    """Show why the decision was made as it is known now, and whether the prosecutor is asked for more."""
    if found.obligation is None:
        return {}
    decision = found.obligation.decision
    trail = reasons.trails(decisions=[decision])[decision.pk]
    return {
        "decision_rows": [
            *reasons_presenter.given_rows(reasons.now_of(decision=decision, trail=trail)),
            *reasons_presenter.trail_rows(trail, names_of(reasons_presenter.labels(trail)) if trail.returns else {}),
            reasons_presenter.told_row(decision),
        ],
        "reasons_waiting": [reasons_presenter.waiting_words(trail)] if trail.waiting else [],
        "may_send_reasons_back": is_writing and trail.waiting is None,
    }


def _comment_fields(form: CommentsForm | None, key: str) -> list[object]:
    if form is None:
        return []
    return [form[name] for name in (f"about-{key}", f"comment-{key}") if name in form.fields]


def _changed(laid: Desk) -> dict[str, object]:
    """Say what changed since the letter was handed over, or since this reader opened it, and since the time before."""
    if not laid.is_under_review or laid.beside.submitted is None:
        return {}
    found, now = laid.letter, laid.today.words.blocks
    sent = laid.request.POST.get("seen_digest", "")
    was = draft_versions.seen_words(communication=found, digest=sent) or laid.beside.submitted
    since = "since you opened it" if sent and was.digest == sent else "since it was submitted"
    context: dict[str, object] = {
        "changed": changes.changed_parts(
            before=draft_versions.words_of(communication=found, version=was).blocks, after=now
        ),
        "changed_since": since,
    }
    before = laid.beside.submitted_before
    if before is not None:
        context["amended"] = changes.changed_parts(
            before=draft_versions.words_of(communication=found, version=before).blocks,
            after=draft_versions.words_of(communication=found, version=laid.beside.submitted).blocks,
        )
        context["amended_on"] = formatting.date_time_words(before.made_at)
    return context


def _welsh(found: Communication, today: LetterToday) -> dict[str, object]:
    """Say how the Welsh of the letter stands, for a reader of Welsh."""
    note = welsh_presenter.note(found, today)
    if note is None or found.template is None:
        return {}
    check = welsh_presenter.check_line(letters.translation_check(letter=found), found.template.version)
    if today.welsh is None:
        return {"welsh": note, "welsh_check": ""}
    checks = enclosures.welsh_checks(letter=found, words=workshop.leaflets_of(communication=found, today=today))
    return {"welsh": note, "welsh_check": check, "leaflet_check": welsh_presenter.unchecked_line(checks)}


def conflict(laid: Desk, not_saved: NotSaved) -> HttpResponse:
    """Show words that could not be saved beside those that are in the letter; nothing is lost, nothing written over."""
    found = laid.letter
    mine = draft_versions.words_of(communication=found, version=not_saved.version)
    lock = laid.today.lock
    can_write = isinstance(not_saved.cause, drafting.ChangedMeanwhile) and laid.is_writing
    is_held = laid.is_held_by_another and lock is not None
    writer = lock.holder if is_held and lock is not None else found.written_by
    names = names_of([writer])
    differing = changes.changed_parts(before=laid.today.words.blocks, after=mine.blocks)
    shown_form = None
    if can_write or is_held:
        shown_form = LetterForm(blocks=mine.blocks, written_at=found.written_at, warnings=laid.today.findings.warnings)
    context = {
        "letter": found,
        "identity": case_presenter.identity(found.case),
        "lines": desk.not_saved_lines(not_saved.cause, writer=writer, at=found.written_at, names=names),
        "version": not_saved.version.number,
        "changed": differing,
        "form": shown_form,
        **_conflict_fields(shown_form, {each.key for each in differing}),
        "answer": "take-over-save" if is_held else "save",
        "button": "Take over and save these words" if is_held else "Save these words",
        "has_errors": True,
    }
    return page(laid.request, "workspace/letter_conflict.html", context, section="workspace:cases", status=409)


def _conflict_fields(form: LetterForm | None, differing: set[str]) -> dict[str, object]:
    """Give boxes for the parts that differ, and carry the other parts along unseen."""
    if form is None:
        return {}
    own = [name for name in form.fields if not name.startswith("keep-")]
    return {
        "fields": [form[name] for name in own if name in differing],
        "hidden": [form[name] for name in own if name not in differing],
    }
