"""Lets some people of the demo write to their officer, and some officers answer (V16, L10)."""

import datetime as dt
import random

from accounts import actors
from cases.models import Victim
from cases.rules.vocabulary import Language
from communications.rules.vocabulary import CommunicationState, MessageMark
from communications.selectors import portal
from communications.services import correspondence, not_clear

_QUESTIONS = (
    "When is the next hearing? I need to ask for the day off.",
    "I got your letter and I do not understand what discontinued means. Could you explain it?",
    "Do I have to be in the same room as him if there is a trial?",
    "Please do not ring me at work any more. After five is best.",
    "Is it possible to meet somebody before I decide whether I want to come to court?",
    "Nobody has told me anything for weeks. Has something happened?",
    "My sister would like to come with me. Is that allowed?",
    "Could you send the next letter to my mother's address? I will tell you the address on the phone.",
)
_ABOUT_EVENTS = "He rang me again on Sunday, I have new messages from him on my phone. Who do I give them to?"
_ANSWERS = (
    "Thank you for writing. I have looked this up for you and will ring you tomorrow after five, if that is safe.",
    "I am sorry that our letter was not clear. It means that this charge has ended and will not go to court.",
    "Yes, you may bring somebody with you. Tell me who, and I will let the court know.",
)
_WRITERS = 24
#: So many did not understand a letter of ours, and what some of them added.
_PUZZLED = 8
_PUZZLES = ("", "", "What does that mean for the trial?", "Who decided this, you or the police?")


def let_some_write(*, seed: int, now: dt.datetime) -> int:
    """Lay messages of the last two weeks, two in three of them answered; return how many."""
    chance = random.Random(f"{seed}:messages")
    victims = list(
        Victim.objects.filter(officer__isnull=False, in_contact_since__isnull=False, person__died_on__isnull=True)
        .select_related("officer", "case")
        .order_by("case__urn", "reference")
    )
    written = 0
    for victim in chance.sample(victims, k=min(_WRITERS, len(victims))):
        is_about_events = chance.random() < 0.15
        at = now - dt.timedelta(days=chance.randrange(0, 14), hours=chance.randrange(1, 9))
        message = correspondence.write(
            actor=actors.victim(victim_id=victim.pk, person_id=victim.person_id),
            text=_ABOUT_EVENTS if is_about_events else chance.choice(_QUESTIONS),
            key=f"demo:{victim.pk}",
            tells_what_happened=is_about_events,
            at=at,
        ).message
        written += 1
        officer = victim.officer
        answered_at = at + dt.timedelta(hours=chance.randrange(2, 60))
        if officer is None or chance.random() < 0.34 or answered_at > now:
            continue
        correspondence.mark(
            message_id=message.pk,
            as_what=MessageMark.TO_POLICE if is_about_events else MessageMark.ADMINISTRATIVE,
            actor=actors.staff(user=officer, at=now),
            at=answered_at,
        )
        correspondence.answer(
            message_id=message.pk,
            text=chance.choice(_ANSWERS),
            answers_seen=0,
            actor=actors.staff(user=officer, at=now),
            at=answered_at,
        )
    return written


def let_some_be_puzzled(*, seed: int, now: dt.datetime) -> int:
    """Let some people say of a letter that they did not understand it (V27); return how many."""
    chance = random.Random(f"{seed}:not-clear")
    victims = Victim.objects.filter(
        officer__isnull=False, in_contact_since__isnull=False, person__died_on__isnull=True,
        communications__state=CommunicationState.SENT,
    ).distinct()  # fmt: skip
    puzzled = 0
    for victim in victims.order_by("case__urn", "reference"):
        viewer = actors.victim(victim_id=victim.pk, person_id=victim.person_id)
        at = now - dt.timedelta(hours=chance.randrange(1, 72))
        letters = portal.letters_to(viewer=viewer).filter(is_hard_news=False).order_by("-sent_at", "-id")
        letter = next((each for each in letters if portal.is_readable(letter=each, at=at)), None)
        if letter is None:
            continue
        not_clear.say(
            actor=viewer,
            letter_id=letter.pk,
            part="",
            own_words=chance.choice(_PUZZLES),
            tells_what_happened=False,
            language=Language.CY if letter.template_cy_id is not None else Language.EN,
            at=at,
        )
        puzzled += 1
        if puzzled == _PUZZLED:
            break
    return puzzled
