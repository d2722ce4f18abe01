"""That a letter was wrong, what corrects it and what it corrects, as the pages say it (W14)."""

from dataclasses import dataclass

from django.urls import reverse

from communications.models import Communication, LetterCorrection
from communications.rules.letter_corrections import CorrectionReason, CorrectionStanding
from communications.selectors.corrections import CorrectionTrail
from web import formatting
from web.components import Link, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCorrection:
    """That a letter is wrong, for an alert above its words."""

    title: str
    lines: tuple[str, ...]
    link: Link


def shown(trail: CorrectionTrail) -> list[ShownCorrection]:
    """Say of each correction of a letter what was wrong and where what is right can be read."""
    return [
        ShownCorrection(
            title="This letter was wrong" if _left_on(each) else "This letter is being corrected",
            lines=(f"What was wrong: {reasons_words(each)}.", line(each)),
            link=Link(
                text="Read the letter that corrects it" if _left_on(each) else "Open the letter that will correct it",
                href=reverse("workspace:letter", args=[each.letter_id]),
                hidden_text=f"reference {each.letter.reference}",
            ),
        )
        for each in trail.corrected
    ]


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
