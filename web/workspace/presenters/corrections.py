"""That a letter was wrong, what corrects it and what it corrects, as the pages say it (W14)."""

from dataclasses import dataclass

from django.urls import reverse

from communications.models import Communication, LetterCorrection
from communications.rules.letter_corrections import CorrectionReason, CorrectionStanding
from communications.selectors.corrections import ChainedLetter, CorrectionTrail
from web import formatting
from web.components import Link, Row, Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCorrection:
    """That a letter is wrong, for an alert above its words."""

    title: str
    lines: tuple[str, ...]
    link: Link


def shown(trail: CorrectionTrail) -> list[ShownCorrection]:
    """Say of each correction of a letter what was wrong and where what is right can be read, the newest first."""
    return [_alert(each, holds=trail.holds) for each in trail.corrected]


def _alert(correction: LetterCorrection, *, holds: Communication | None) -> ShownCorrection:
    lines = [f"What was wrong: {reasons_words(correction)}.", line(correction)]
    if not _left_on(correction):
        return ShownCorrection(
            title="This letter is being corrected",
            lines=tuple(lines),
            link=_link("Open the letter that will correct it", correction.letter),
        )
    newest = holds or correction.letter
    if newest.pk != correction.letter_id:
        lines.append(f"More was put right after that. The newest words stand in the letter {newest.reference}.")
    text = "Read the letter that corrects it" if newest.pk == correction.letter_id else "Read the newest letter"
    return ShownCorrection(title="This letter was wrong", lines=tuple(lines), link=_link(text, newest))


def _link(text: str, letter: Communication) -> Link:
    return Link(
        text=text, href=reverse("workspace:letter", args=[letter.pk]), hidden_text=f"reference {letter.reference}"
    )


def chain_rows(trail: CorrectionTrail, *, letter: Communication) -> list[Row]:
    """List the letters that belong together, the newest first: which is read now, and whose words hold (CORR-7)."""
    being_corrected = {each.letter.replaces_id for each in trail.chain if each.letter.sent_at is None}
    return [
        Row(
            key=each.letter.reference,
            value=(
                _went(each.letter),
                *(["The letter on this page."] if each.letter.pk == letter.pk else []),
            ),
            tag=_holding(each, is_being_corrected=each.letter.pk in being_corrected),
            href="" if each.letter.pk == letter.pk else reverse("workspace:letter", args=[each.letter.pk]),
        )
        for each in trail.chain
    ]


def _went(letter: Communication) -> str:
    if letter.sent_at is None:
        return "Not yet posted" if letter.approved_at else "In writing"
    return f"Left on {formatting.date_words(formatting.london_date(at=letter.sent_at))}"


def _holding(each: ChainedLetter, *, is_being_corrected: bool) -> Tag | None:
    """Mark whose words hold: what left, was not corrected by anything that left and is not known to be wrong."""
    if is_being_corrected:
        return Tag(text="Being corrected", colour="yellow")
    if each.corrected_at is not None:
        on = formatting.date_words(formatting.london_date(at=each.corrected_at))
        return Tag(text=f"Corrected on {on}", colour="yellow")
    return Tag(text="Holds now", colour="green") if each.letter.sent_at is not None else None


def corrects_rows(trail: CorrectionTrail) -> list[Row]:
    """Name the letter that this one corrects."""
    if trail.corrects is None:
        return []
    wrong = trail.corrects.wrong
    on = formatting.date_words(formatting.london_date(at=wrong.sent_at)) if wrong.sent_at else "not yet posted"
    return [
        Row(
            key="Corrects",
            value=f"Letter {wrong.reference}, {on}",
            href=reverse("workspace:letter", args=[wrong.pk]),
        ),
        Row(key="What was wrong", value=reasons_words(trail.corrects)),
    ]


def line(correction: LetterCorrection) -> str:
    """Say in a sentence how a correction stands, for the list of everything said."""
    left_on = _left_on(correction)
    if left_on:
        return f"We corrected this letter on {left_on}, by the letter {correction.letter.reference}."
    begun = formatting.date_words(formatting.london_date(at=correction.opened_at))
    return f"It is being corrected since {begun}, by the letter {correction.letter.reference}."


def reasons_words(correction: LetterCorrection) -> str:
    """List what was wrong."""
    said = [CorrectionReason(reason).label for reason in correction.reasons]
    return formatting.and_list([said[0], *(each[0].lower() + each[1:] for each in said[1:])])


def _left_on(correction: LetterCorrection) -> str:
    sent_at = correction.letter.sent_at
    return formatting.date_words(formatting.london_date(at=sent_at)) if sent_at is not None else ""


#: Why nothing can be corrected now.
REFUSED: dict[CorrectionStanding, str] = {
    CorrectionStanding.IS_BEING_CORRECTED: "Somebody is correcting this letter already. Their letter is open below",
    CorrectionStanding.IS_LEAVING: (
        "The letter is just being handed over, so it can be neither taken back nor corrected yet. Look again in a "
        "few minutes"
    ),
    CorrectionStanding.WAS_NOT_SAID: "Nobody was told what this letter says, so there is nothing to correct",
    CorrectionStanding.CAN_BE_TAKEN_BACK: "The letter has not left yet. Take it back and write it again",
    CorrectionStanding.CAN_BE_CORRECTED: "The letter has left meanwhile, so it can only be corrected",
}


def letter_rows(letter: Communication, *, kind: str) -> list[Row]:
    """State which letter is meant, and how it went."""
    rows = [
        Row(key="Letter", value=kind),
        Row(key="Our reference", value=letter.reference),
        Row(key="To", value=letter.recipient.full_name if letter.recipient else "Nobody yet"),
    ]
    if letter.sent_at:
        rows.append(Row(key="Left", value=formatting.date_time_words(letter.sent_at)))
    return rows
