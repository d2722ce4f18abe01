"""The desk of one letter: everything that one answer to its page is made from, forms included."""

import dataclasses
import datetime as dt

from django.http import HttpRequest

from accounts.permissions import Permission
from cases import policies
from communications.models import Communication, SecondReading
from communications.rules.edit_lock import LockStanding, standing
from communications.rules.vocabulary import CommunicationState
from communications.selectors import drafts, letters
from communications.selectors.drafts import DeskRecord
from communications.selectors.letters import LetterRecord
from communications.services import correction_facts, workshop
from communications.services.workshop import LetterToday, NotSaved
from web.components import ErrorLink
from web.middleware import actor_of
from web.workspace.forms.answers import SendBackForm
from web.workspace.forms.letters import LetterForm, ReasonsForm
from web.workspace.forms.second_reading import AskForm, CommentsForm
from web.workspace.presenters import desk

WRITING = frozenset({CommunicationState.DRAFT, CommunicationState.AMENDMENTS})
#: Answers that carry the words of the letter. Whoever sends one gets their words back, or finds them kept.
_CARRYING_WORDS = frozenset({"save", "submit", "autosave", "take-over-save"})
#: The form in which a reader sends a letter back, with what they said beside the words.
SEND_BACK = "send-back"


@dataclasses.dataclass(slots=True)
class Desk:
    """What one answer to the letter page is built from."""

    request: HttpRequest
    record: LetterRecord
    at: dt.datetime
    today: LetterToday
    beside: DeskRecord
    form: LetterForm | None = None
    ask: AskForm | None = None
    #: Where whoever approves says why words stay; whoever writes says it in `form`.
    reasons: ReasonsForm | None = None
    send_back: SendBackForm | None = None
    said: CommentsForm | None = None
    #: What the service refused, for the summary at the top.
    refused: list[ErrorLink] = dataclasses.field(default_factory=list)
    #: The words were stored, although the letter could not go on.
    is_saved: bool = False
    #: Words that could not be saved into the letter, kept beside it.
    not_saved: NotSaved | None = None

    @property
    def letter(self) -> Communication:
        """The letter itself."""
        return self.record.letter

    @property
    def is_writing(self) -> bool:
        """Whether its words are open to change."""
        return self.letter.state in WRITING

    @property
    def is_under_review(self) -> bool:
        """Whether it lies with its second reader."""
        return self.letter.state == CommunicationState.UNDER_REVIEW

    @property
    def is_held_by_another(self) -> bool:
        """Whether somebody else is writing at the moment."""
        who = actor_of(self.request).label
        return self.is_writing and standing(lock=self.today.lock, who=who, at=self.at) is LockStanding.THEIRS

    @property
    def not_fresh(self) -> frozenset[str]:
        """Who had a hand in the letter that this one corrects, and so does not approve it (CORR-4)."""
        return correction_facts.not_fresh(communication=self.letter)

    @property
    def hands(self) -> set[str]:
        """Who must not approve the letter: whoever wrote it, submitted it, or is not fresh to it."""
        return {self.letter.written_by, self.letter.submitted_by, *self.not_fresh} - {""}

    def may(self, permission: Permission) -> bool:
        """Whether the person who asks holds a permission for this letter's case."""
        return policies.can(actor=actor_of(self.request), permission=permission, case=self.letter.case)


def lay(request: HttpRequest, record: LetterRecord, *, answer: str, at: dt.datetime) -> Desk:
    """Read what the page needs and fill the forms from what was sent with this answer."""
    found = record.letter
    today = workshop.letter_today(communication=found, at=at)
    laid = Desk(request=request, record=record, at=at, today=today, beside=drafts.desk(letter=found))
    _fill(laid, answer)
    return laid


def lay_again(laid: Desk) -> None:
    """Show the letter as it is now: something was saved, or changed by somebody else."""
    found = letters.visible_letter(viewer=actor_of(laid.request), letter_id=laid.letter.pk)
    laid.record = found
    laid.today = workshop.letter_today(communication=found.letter, at=laid.at)
    laid.beside = drafts.desk(letter=found.letter)
    if laid.is_saved:
        # What was found in the saved words is answered in boxes of its own, and from what stands now.
        laid.form = _write_form(laid, "")
    if laid.reasons is not None and laid.reasons.is_valid():
        laid.reasons = _reasons_form(laid, "")


def _fill(laid: Desk, answer: str) -> None:
    laid.form = _write_form(laid, answer)
    laid.ask = _ask_form(laid, answer)
    laid.reasons = _reasons_form(laid, answer)
    is_reading = laid.is_under_review and laid.may(Permission.APPROVE_LETTER)
    if is_reading:
        sent = laid.request.POST
        laid.send_back = SendBackForm(sent if answer == "back" else None)
        laid.said = CommentsForm(
            sent if answer in {"back", "comment"} else None, blocks=laid.today.words.blocks, of=SEND_BACK
        )


def _write_form(laid: Desk, answer: str) -> LetterForm | None:
    carries = answer in _CARRYING_WORDS
    if not laid.may(Permission.WRITE_LETTER) or not (laid.is_writing or carries):
        return None
    if not carries and laid.is_held_by_another:
        return None
    today = laid.today
    data = laid.request.POST if carries else None
    return LetterForm(
        data, blocks=today.words.blocks, written_at=laid.letter.written_at, warnings=today.findings.warnings
    )


def _ask_form(laid: Desk, answer: str) -> AskForm | None:
    if not laid.is_writing or not laid.may(Permission.WRITE_LETTER):
        return None
    found = laid.letter
    without = {found.written_by, actor_of(laid.request).label, *laid.not_fresh}
    last = laid.beside.request
    # A letter that was sent back goes to the same reader unless the writer says otherwise.
    initial = {"ask": _asked_value(last)} if last is not None else {}
    return AskForm(
        laid.request.POST if answer == "submit" else None,
        choices=desk.reader_choices(drafts.readers_of(case=found.case, without=without)),
        initial=initial,
    )


def _asked_value(last: SecondReading) -> str:
    if last.reader_id is not None:
        return f"person:{last.reader_id}"
    return f"grade:{last.grade}" if last.grade else ""


def _reasons_form(laid: Desk, answer: str) -> ReasonsForm | None:
    if not laid.is_under_review or not laid.may(Permission.APPROVE_LETTER):
        return None
    data = laid.request.POST if answer == "approve" else None
    return ReasonsForm(data, warnings=laid.today.findings.warnings, of="approve-letter")
