"""The Welsh side of a letter to somebody who reads Welsh, beside its English: composed, held against it, stored.

Standard sentences are ready. What staff wrote waits for a person (`communications.services.translating`). Nothing here
sends; approval asks `findings` and refuses a pair that is not whole (PAIR-1, PAIR-2).
"""

import dataclasses
import datetime as dt
import uuid

from cases.models import Defendant, Person, Victim
from cases.rules.vocabulary import Language
from communications.documents import words as letter_words
from communications.documents.context import LetterContext
from communications.models import Communication, TemplateVersion, Translation
from communications.rules.gate.findings import Finding
from communications.rules.letter_words import LetterWords
from communications.rules.vocabulary import LetterType
from communications.rules.welsh import agreement, clock
from communications.rules.welsh.agreement import PairFacts
from communications.rules.welsh.translations import Memory, Phrase, WelshSide, mark_for, welsh_side
from communications.services import letter_contacts, templates, welsh_facts
from communications.services.letter_facts import LetterSource


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WelshLetter:
    """The Welsh side of one letter as it stands, and what stands against sending the pair."""

    side: WelshSide
    #: What it would say if nobody had written in it.
    standard: LetterWords
    context: LetterContext
    template: TemplateVersion
    findings: tuple[Finding, ...]

    @property
    def words(self) -> LetterWords:
        """The Welsh words, with a mark where a person's Welsh is still missing."""
        return self.side.words


def reads_welsh(*, person: Person | None) -> bool:
    """Say whether a person asked to be written to in Welsh."""
    return person is not None and person.language == Language.CY


def unsaid(*, communication: Communication, victim: Victim, person: Person | None) -> frozenset[uuid.UUID]:
    """List the charges that a letter which nobody reads before it leaves names in standard words, on both sides."""
    if not reads_welsh(person=person) or communication.letter_type not in welsh_facts.UNREAD:
        return frozenset()
    return welsh_facts.unsaid(victim=victim, memory=memory_of(communication=communication))


def memory_of(*, communication: Communication) -> Memory:
    """Read what has been translated in the case of a letter. One query."""
    by_digest: dict[str, str] = {}
    newest: dict[str, str] = {}
    for about, slot, digest, welsh in (
        Translation.objects.filter(case_id=communication.case_id)
        .order_by("id")
        .values_list("communication_id", "slot", "english_digest", "welsh")
    ):
        by_digest[digest] = welsh
        if about == communication.pk:
            newest[slot] = welsh
    return Memory(by_digest=by_digest, newest=newest)


def compose(
    *,
    communication: Communication,
    source: LetterSource,
    words: LetterWords,
    standard: LetterWords,
    context: LetterContext,
    at: dt.datetime,
) -> WelshLetter | None:
    """Compose the Welsh side of a letter whose English stands as ``words``; None for a reader who needs none.

    ``standard`` is the English that ``context`` gives before anybody writes in it. None also where the reader said that
    English alone will do for this letter (PAIR-4).

    Raises:
        NoWords: there are no standard Welsh words for this type and version.
    """
    if not reads_welsh(person=source.recipient.person) or communication.english_alone_at is not None:
        return None
    letter_type = LetterType(communication.letter_type)
    version = words.template_version.split("/")[1]
    row = templates.in_force(
        letter_type=letter_type, language=Language.CY, at=at, version=int(version.removeprefix("v"))
    )
    template = letter_words.letter_template(letter_type=letter_type, version=version, language=Language.CY)
    memory = memory_of(communication=communication)
    welsh, phrases = welsh_facts.in_welsh(source=source, english=context, memory=memory, at=at)
    standard_welsh = letter_words.compose(letter_type=letter_type, context=welsh, version=version)
    side = welsh_side(
        english=words,
        standard_english=standard,
        standard_welsh=standard_welsh,
        headings={block.key: block.heading for block in template.blocks},
        phrases=phrases,
        carried=_carried(source, phrases, letter_type=letter_type, version=version, english=context, at=at),
        memory=memory,
    )
    found = agreement.check_pair(english=words, side=side, facts=_facts(source, context))
    return WelshLetter(side=side, standard=standard_welsh, context=welsh, template=row, findings=found)


def put(*, communication: Communication, welsh: WelshLetter | None) -> None:
    """Set the Welsh side on the row, or take it off; the caller saves."""
    if welsh is None:
        communication.template_cy, communication.words_cy, communication.context_cy = None, [], {}
        return
    communication.template_cy = welsh.template
    communication.words_cy = welsh.words.as_json()
    communication.context_cy = welsh.context.as_json()


def may_go(*, communication: Communication) -> tuple[bool, str]:
    """Say whether a letter may go in the languages it has, and why (PAIR-4)."""
    return clock.may_go(
        reads_welsh=reads_welsh(person=communication.recipient),
        has_welsh=communication.template_cy_id is not None,
        said_english_will_do=communication.english_alone_at is not None,
    )


def _carried(
    source: LetterSource,
    phrases: tuple[Phrase, ...],
    *,
    letter_type: LetterType,
    version: str,
    english: LetterContext,
    at: dt.datetime,
) -> frozenset[str]:
    """Say which phrases stand in the Welsh sentences of this letter: those whose mark shows when none is translated."""
    if all(phrase.standard is not None or not phrase.english for phrase in phrases):
        return frozenset()
    bare, _ = welsh_facts.in_welsh(source=source, english=english, memory=Memory(), at=at)
    text = letter_words.compose(letter_type=letter_type, context=bare, version=version).as_text()
    return frozenset(phrase.name for phrase in phrases if mark_for(phrase=phrase.name) in text)


def _facts(source: LetterSource, context: LetterContext) -> PairFacts:
    accused = Defendant.objects.filter(case__urn_key=source.victim.case.urn_key).values_list("name", flat=True)
    # A unit has a name in either language.
    contact = "" if context.contact.role == letter_contacts.ROLE_OF_UNIT else context.contact.name
    named = (context.salutation_name, context.victim_name, contact, source.recipient.officer_name)
    return PairFacts(our_reference=context.our_reference, names=(*named, *accused))
