"""Compensation, the Victim Personal Statement and complaining, explained in full, in both languages (V23, V24).

Reviewed words; nothing here is about one case. Time limits stand in dated rows, which the words read.
Source: domain reference 4.2, 4.5, 8; the Criminal Injuries Compensation Scheme 2012.
"""

import dataclasses
import enum
from collections.abc import Mapping

from cases.rules.time_limits import TimeLimit
from cases.rules.vocabulary import Language, LimitKind
from communications.rules.limit_words import limit_words
from communications.rules.welsh import guides as welsh

GUIDES_RULE = "CODE-4"
#: The limits that the words name, by the name that stands in them.
LIMITS: dict[str, LimitKind] = {
    "apply": LimitKind.COMPENSATION_APPLY,
    "after_childhood": LimitKind.COMPENSATION_AFTER_CHILDHOOD,
}


class Topic(enum.Enum):
    """What a guide is about."""

    COMPENSATION = "COMPENSATION"
    STATEMENT = "STATEMENT"
    COMPLAINT = "COMPLAINT"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a guide: a heading, paragraphs, and a list that may be empty."""

    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """One guide in one language."""

    title: str
    lead: str
    sections: tuple[Section, ...]


_ENGLISH: dict[Topic, Guide] = {
    Topic.COMPENSATION: Guide(
        title="Compensation",
        lead="Money cannot undo what happened. There are three ways in which you may get some, and you can use more "
        "than one.",
        sections=(
            Section(
                heading="From the person, if they are convicted",
                paragraphs=(
                    (
                        "The court can order a person who is convicted to pay you. This is called a compensation "
                        "order. You do not apply for it yourself: we ask the court, and the court decides."
                    ),
                    (
                        "The court looks at what you lost and at what the person can afford. They often pay a little "
                        "at a time. They pay the court, and the court pays you, so you have no contact with them about "
                        "it."
                    ),
                ),
                points=(
                    "Tell the police what you lost or had to pay: injuries, repairs, things stolen, earnings, travel.",
                    "Keep receipts, quotes and letters, and give the police copies.",
                    "If something is missing from the list, tell your contact before the sentence.",
                ),
            ),
            Section(
                heading="From the state, if you were hurt by a violent crime",
                paragraphs=(
                    (
                        "The Criminal Injuries Compensation Authority can pay people who were hurt in body or mind by "
                        "a violent crime, sexual crimes included. It can also pay close family after somebody was "
                        "killed. It decides for itself. It is not part of us or of the police."
                    ),
                    (
                        "Nobody has to be convicted or even charged. The crime must have been reported to the police. "
                        "You do not have to wait until the case is over."
                    ),
                    (
                        "You normally have {apply} from the day of the crime. If you were under 18 then, you have "
                        "longer: {after_childhood} from your 18th birthday if the police were told before it, and "
                        "otherwise {after_childhood} from when they were told. Later is possible only for special "
                        "reasons, so ask soon."
                    ),
                ),
                points=(
                    "It is free, and you do not need a lawyer. Somebody whom you trust can help you.",
                    "Go to www.gov.uk and search for “criminal injuries compensation”. The newest rules are there.",
                    "Tell them how they may safely write to you and ring you, and into which account to pay.",
                    "If a court orders the person to pay you too, that is taken off, so that nothing is paid twice.",
                ),
            ),
            Section(
                heading="By a claim of your own",
                paragraphs=(
                    (
                        "You can also claim against a person in the civil courts, whatever becomes of the criminal "
                        "case. This can cost money and has time limits of its own. A lawyer or a law centre can advise "
                        "you before you decide."
                    ),
                ),
            ),
            Section(
                heading="If you run a business",
                paragraphs=(
                    (
                        "A business can be named in a compensation order. The scheme for criminal injuries is for "
                        "people only."
                    ),
                ),
            ),
            Section(
                heading="What it may mean in court",
                paragraphs=(
                    (
                        "If you give evidence, you may be asked whether you have asked for compensation. To ask for it "
                        "is your right. If you are not sure when to ask, talk to your contact."
                    ),
                ),
            ),
        ),
    ),
    Topic.STATEMENT: Guide(
        title="Your own statement",
        lead="You can say in your own words how the crime affected you. This is called a Victim Personal Statement. "
        "Nobody has to make one.",
        sections=(
            Section(
                heading="What it is",
                paragraphs=(
                    (
                        "It is not the same as your witness statement. That one says what happened. This one says what "
                        "it did to you: to your body and your feelings, your home, your work, your family, your money."
                    ),
                    "It is where you can also say that you worry about bail, or that you need help to give evidence.",
                ),
            ),
            Section(
                heading="How and when to make it",
                paragraphs=(
                    (
                        "The police write it down with you, when you make your witness statement or later. You can do "
                        "it at any time before the sentence, and in your own language. Somebody can be with you."
                    ),
                    "You can add to it when more becomes clear, but not take out what you signed.",
                ),
                points=(
                    "If nobody has offered it to you, tell your contact or the police officer in your case.",
                    "Children can make one. A parent or carer can make one for them, or about themselves.",
                    "Close family can make one after a death.",
                    "A business can make one through somebody who speaks for it.",
                ),
            ),
            Section(
                heading="Who reads it",
                paragraphs=(
                    (
                        "The police and we read it. If the case goes to court, the defence and the defendant see it "
                        "too. Do not put in it where you live, work or go, if they must not know that."
                    ),
                    "You may be asked about it in court. It must be true, as with every statement that you sign.",
                ),
            ),
            Section(
                heading="In court",
                paragraphs=(
                    (
                        "If somebody is convicted, the judge or the magistrates read it before they decide the "
                        "sentence. You can ask to read it aloud, to have somebody else read it, or to have a recording "
                        "played. You can also ask that nobody reads it aloud. The court decides how it is done, and "
                        "takes your wish into account."
                    ),
                    (
                        "The court passes the sentence that the law says. It looks at what the crime did to you. It "
                        "does not look at what you think the sentence should be, so that does not belong in it."
                    ),
                ),
                points=(
                    "You can have a screen or a video link when you read it, if the court agrees.",
                    "You can change your mind about reading it, up to the day itself.",
                ),
            ),
        ),
    ),
    Topic.COMPLAINT: Guide(
        title="If something is not right",
        lead="Two things are different, and you can do both: to complain about how we treated you, and to ask us to "
        "look at a decision again.",
        sections=(
            Section(
                heading="A complaint is about our service",
                paragraphs=(
                    (
                        "For example, that we wrote late, that nobody rang back, that a letter was cold or wrong, or "
                        "that we contacted you in a way that was not safe. We look at what went wrong, say so, and put "
                        "right what we can."
                    ),
                    "To complain changes nothing about how your case is handled. Nobody will think less of you.",
                ),
            ),
            Section(
                heading="A review is about a decision",
                paragraphs=(
                    (
                        "If we decided not to charge anybody, or to stop a case, another prosecutor can often look at "
                        "that again. That is not a complaint. It has time limits of its own, so do not wait for the "
                        "answer to a complaint before you ask for it."
                    ),
                ),
            ),
            Section(
                heading="You can tell your contact first",
                paragraphs=(
                    (
                        "Often the quickest way is to tell your contact. They can put many things right at once. You "
                        "do not have to: you can complain straight away, and about your contact too."
                    ),
                ),
            ),
            Section(
                heading="How to complain",
                paragraphs=(
                    (
                        "Complain here, write to us by email or by letter, tell your contact, or ask somebody whom you "
                        "trust to do it for you. Every letter from us has the addresses at its end."
                    ),
                    (
                        "We tell you that we have it, who looks at it, and by when you have an answer. If you are not "
                        "satisfied with the answer, you can ask for somebody more senior to look."
                    ),
                ),
            ),
            Section(
                heading="If we have not put it right",
                paragraphs=(
                    (
                        "After our own answers, you can ask the Independent Assessor of Complaints for the Crown "
                        "Prosecution Service. They look at how we treated you, not at decisions about the case."
                    ),
                    (
                        "Where it is about your rights under the Victims’ Code, you can also ask the Parliamentary and "
                        "Health Service Ombudsman. Your Member of Parliament can send it to them."
                    ),
                ),
            ),
            Section(
                heading="If it is about somebody else",
                paragraphs=("Each has people of their own who look at complaints:",),
                points=(
                    "the police, for the investigation, Witness Care and your property",
                    "the court, for how you were treated in the building",
                    "the Probation Service, for what happens after a sentence",
                ),
            ),
        ),
    ),
}


def _in_welsh(parts: tuple[str, str, tuple[welsh.Part, ...]]) -> Guide:
    title, lead, sections = parts
    return Guide(
        title=title,
        lead=lead,
        sections=tuple(
            Section(heading=heading, paragraphs=paragraphs, points=points) for heading, paragraphs, points in sections
        ),
    )


_WELSH: dict[Topic, Guide] = {
    Topic.COMPENSATION: _in_welsh(welsh.COMPENSATION),
    Topic.STATEMENT: _in_welsh(welsh.STATEMENT),
    Topic.COMPLAINT: _in_welsh(welsh.COMPLAINT),
}


def guide(*, topic: Topic, language: Language, limits: Mapping[LimitKind, TimeLimit]) -> Guide:
    """Give one guide, with the time limits that are in force (CODE-4, TL-7). English for any language but Welsh.

    A paragraph about a limit for which there is no row today is left out: better no figure than an old one.
    """
    words = {
        name: limit_words(limit=limits[kind], language=language) for name, kind in LIMITS.items() if kind in limits
    }
    found = (_WELSH if language is Language.CY else _ENGLISH)[topic]
    return dataclasses.replace(found, sections=tuple(_filled(section, words) for section in found.sections))


def _filled(section: Section, words: Mapping[str, str]) -> Section:
    missing = tuple(f"{{{name}}}" for name in LIMITS if name not in words)
    kept = (each for each in section.paragraphs if not any(name in each for name in missing))
    return dataclasses.replace(section, paragraphs=tuple(each.format_map(words) for each in kept))
