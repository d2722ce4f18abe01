"""What can be done with a letter on its page: one call of a service for each answer, and what its refusals mean."""

from communications.rules.letter_words import BlockIsLocked
from communications.selectors import drafts
from communications.services import (
    approval,
    comments,
    drafting,
    overrides,
    relative_steps,
    second_readings,
    workshop,
)
from communications.services.workshop import NotSaved
from web.components import ErrorLink
from web.middleware import actor_of
from web.numbers import whole_number
from web.workspace.views.letter_desk import Desk

#: What a refusal of a service means to the person who asked.
_REFUSALS: dict[type[Exception], ErrorLink] = {
    drafting.NotWritable: ErrorLink(text="The letter is no longer in writing, so nothing was saved"),
    drafting.NotPlainText: ErrorLink(text="The letter holds words that cannot be printed, so nothing was saved"),
    BlockIsLocked: ErrorLink(text="The parts of this letter changed. Open it again before you write"),
    # What is missing stands beside the words: it is computed afresh for the page.
    approval.NotComplete: ErrorLink(text="The letter is not complete yet, so it cannot go on", href="#findings"),
    overrides.NeedsReason: ErrorLink(text="Say why the words stay that were warned of", href="#findings"),
    second_readings.CannotRead: ErrorLink(
        text="The person you chose cannot approve this letter. Choose somebody else", href="#id_ask"
    ),
    approval.NotUnderReview: ErrorLink(text="Somebody else decided about this letter first"),
    approval.OwnLetter: ErrorLink(text="Somebody other than its writer must approve this letter"),
    approval.NotAFreshReader: ErrorLink(
        text="You wrote or approved the letter that was wrong, so somebody else must approve the one that corrects it"
    ),
    second_readings.AskedOfAnother: ErrorLink(text="This letter was handed to another reader or a higher grade"),
    approval.WordsChanged: ErrorLink(
        text="The words changed since you opened them, so nothing was approved. Read what changed, then approve",
        href="#changed",
    ),
    approval.PackChanged: ErrorLink(
        text="Other leaflets go with it than when you opened it, so nothing was approved. Read them, then approve",
        href="#leaflets",
    ),
    approval.NothingOwed: ErrorLink(text="Nothing is owed here any more, so nothing may be sent"),
    approval.BlockedByProvisionalStop: ErrorLink(
        text="The decision is provisional. The letter waits for the final one"
    ),
    relative_steps.MainContactFirst: ErrorLink(
        text="The family’s main contact has not been told yet. Nobody else of the family learns of it first"
    ),
    comments.NotOpen: ErrorLink(text="The words of this letter are settled, so nothing was said beside them"),
    comments.NoSuchPlace: ErrorLink(text="The words you commented on changed. Choose the paragraph again"),
}


def act(laid: Desk, answer: str) -> str:
    """Make the one call that was asked for; return what to say, or nothing when the form or the service refused."""
    try:
        match answer:
            case "approve":
                return _approve(laid)
            case "back" | "comment":
                return _comment(laid, is_back=answer == "back")
            case "take-over":
                return _take_over(laid)
            case "take-back":
                return _take_back(laid)
            case "restore":
                return _restore(laid)
            case _:
                return _write(laid, answer)
    except NotSaved as refused:
        laid.not_saved = refused
    except tuple(_REFUSALS) as refused:
        laid.is_saved = isinstance(refused, approval.NotComplete | second_readings.CannotRead) and answer == "submit"
        laid.refused.append(_REFUSALS[type(refused)])
    return ""


def _write(laid: Desk, answer: str) -> str:
    form, ask = laid.form, laid.ask
    if form is None:
        laid.refused.append(_REFUSALS[drafting.NotWritable])
        return ""
    is_submit = answer == "submit" and ask is not None
    forms = [form, ask] if is_submit and ask is not None else [form]
    wrong = [link for each in forms if not each.is_valid() for link in each.error_links]
    if wrong:
        laid.refused += wrong
        return ""
    actor, letter_id = actor_of(laid.request), laid.letter.pk
    if answer == "take-over-save":
        workshop.take_over(communication_id=letter_id, actor=actor, at=laid.at)
    if is_submit and ask is not None:
        workshop.save_and_submit(
            communication_id=letter_id,
            texts=form.texts,
            reasons=form.reasons,
            seen_written_at=form.seen,
            settled=form.settled_ids,
            ask=ask.value,
            actor=actor,
            at=laid.at,
        )
        return "Letter submitted for approval."
    workshop.save_words(
        communication_id=letter_id,
        texts=form.texts,
        reasons={} if answer == "autosave" else form.reasons,
        seen_written_at=form.seen,
        settled=() if answer == "autosave" else form.settled_ids,
        is_automatic=answer == "autosave",
        actor=actor,
        at=laid.at,
    )
    return "Letter saved."


def _approve(laid: Desk) -> str:
    reasons = laid.reasons
    if reasons is not None and not reasons.is_valid():
        laid.refused += reasons.error_links
        return ""
    approved = workshop.approve(
        communication_id=laid.letter.pk,
        reasons=reasons.reasons if reasons is not None else {},
        seen_digest=laid.request.POST.get("seen_digest", ""),
        seen_pack=laid.request.POST.get("seen_pack", ""),
        actor=actor_of(laid.request),
        at=laid.at,
    )
    if not approved.channel:
        return "Letter approved. No safe way is known yet: a manager has been asked to find one."
    return "Letter approved. It goes out by itself; this page says when it has left."


def _comment(laid: Desk, *, is_back: bool) -> str:
    said_form, back = laid.said, laid.send_back
    if said_form is None or back is None:
        laid.refused.append(_REFUSALS[approval.NotUnderReview])
        return ""
    wrong = [link for each in ([said_form, back] if is_back else [said_form]) for link in each.error_links]
    if wrong:
        laid.refused += wrong
        return ""
    actor, letter_id = actor_of(laid.request), laid.letter.pk
    ticked = map(whole_number, laid.request.POST.getlist("settled"))
    settled = [number for number in ticked if number is not None]
    if is_back:
        workshop.send_back(
            communication_id=letter_id,
            comment=back.cleaned_data["comment"],
            said=said_form.said,
            settled=settled,
            actor=actor,
            at=laid.at,
        )
        return "Letter sent back to its writer."
    workshop.comment(communication_id=letter_id, said=said_form.said, settled=settled, actor=actor, at=laid.at)
    return "Comments saved."


def _take_over(laid: Desk) -> str:
    workshop.take_over(communication_id=laid.letter.pk, actor=actor_of(laid.request), at=laid.at)
    return "You are writing this letter now. The words of the other writer are kept."


def _take_back(laid: Desk) -> str:
    approval.take_back(communication_id=laid.letter.pk, actor=actor_of(laid.request), at=laid.at)
    return "You have the letter back. Change it and submit it again."


def _restore(laid: Desk) -> str:
    number = whole_number(laid.request.POST.get("version", "")) or 0
    version = drafts.version_numbered(viewer=actor_of(laid.request), letter=laid.letter, number=number)
    workshop.restore(
        communication_id=laid.letter.pk, version_number=version.number, actor=actor_of(laid.request), at=laid.at
    )
    return f"The words of version {version.number} are in the letter now."
