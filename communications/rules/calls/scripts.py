"""What to say on the telephone, situation by situation. Until it is sure who listens, nothing in it says who we are.

The words are for reading aloud to somebody who may be frightened, and for whoever else may be listening. Source: domain
reference 8.1, 8.2 and 11.3; CPS prototype document 1.9 (read-aloud support).
"""

import dataclasses
import enum

from communications.rules.calls.vocabulary import CallPurpose


class Situation(enum.StrEnum):
    """At which point of a call words are needed, in the order in which a call goes."""

    OPENING = "OPENING"
    SOMEBODY_ELSE = "SOMEBODY_ELSE"
    VOICEMAIL = "VOICEMAIL"
    IDENTITY = "IDENTITY"
    SAFE_TO_TALK = "SAFE_TO_TALK"
    NOT_SAFE = "NOT_SAFE"
    TELLING = "TELLING"
    AFTER_TELLING = "AFTER_TELLING"
    CLOSING = "CLOSING"

    @property
    def is_before_identity(self) -> bool:
        """Whether these words may be heard by anybody."""
        return self in _HEARD_BY_ANYBODY


_HEARD_BY_ANYBODY = frozenset(
    {
        Situation.OPENING,
        Situation.SOMEBODY_ELSE,
        Situation.VOICEMAIL,
        Situation.IDENTITY,
        Situation.SAFE_TO_TALK,
        Situation.NOT_SAFE,
    }
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ScriptFacts:
    """What the words rest on."""

    #: How the person wants to be called.
    person: str
    #: The caller's first name: never a job title, a unit or a surname before identity is sure.
    caller: str
    purpose: CallPurpose
    has_agreed_words: bool = False
    needs_interpreter: bool = False
    #: Somebody other than the victim is kept informed, for example a parent.
    is_relative: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Words for one situation: what to say aloud, and what only the caller reads."""

    situation: Situation
    heading: str
    #: Sentences to say.
    say: tuple[str, ...]
    #: For the caller alone.
    notes: tuple[str, ...] = ()


def script(*, facts: ScriptFacts) -> tuple[Script, ...]:
    """Give the words for every situation of a call, in order (CALL-7)."""
    return (
        _opening(facts),
        Script(
            situation=Situation.SOMEBODY_ELSE,
            heading="If somebody else answers",
            say=(f"Hello, it is {facts.caller}. Is {facts.person} there? No, there is no message. I will try again.",),
            notes=(
                "Do not say where you ring from, even if they ask. If they press you: “It is a personal call.”",
                "If nobody of that name is known there, say “I am sorry, I have the wrong number”, and record it.",
                "Record whether the number is still safe.",
            ),
        ),
        Script(
            situation=Situation.VOICEMAIL,
            heading="If it goes to voicemail",
            say=(
                f"Hello, this is {facts.caller}, for {facts.person}. There is no need to ring back. I will try again.",
            ),
            notes=("Only where a message may be left on this number. Not one word more.",),
        ),
        _identity(facts),
        Script(
            situation=Situation.SAFE_TO_TALK,
            heading="Ask whether it is safe to talk",
            say=(
                "Before I go on: are you somewhere you can talk freely? Just say yes or no.",
                "If at any moment you want to stop, say “wrong number” and put the phone down. I will understand.",
            ),
            notes=("Listen for somebody else in the room, a loudspeaker, or answers that sound given for another.",),
        ),
        Script(
            situation=Situation.NOT_SAFE,
            heading="If it is not safe",
            say=("That is quite all right. I will go now. Shall I try again later today, or on another day?",),
            notes=(
                "Ask only what can be answered with yes or no. End the call at once if they do.",
                "Record it as not safe to talk. Ask at the next safe moment how and when to reach them.",
            ),
        ),
        _telling(facts),
        Script(
            situation=Situation.AFTER_TELLING,
            heading="After you have told them",
            say=(
                "Take all the time you need. I am not in a hurry.",
                "Would you like me to say any of it again, or in another way?",
                "Is there somebody with you, or somebody you would like to talk to after this?",
            ),
            notes=(
                "Silence is all right. Do not fill it.",
                "Do not guess at reasons or at what a court may do. Say that you will find out, and by when.",
                "If they tell you what happened to them: stop them kindly. It may have to be given to the defence.",
            ),
        ),
        Script(
            situation=Situation.CLOSING,
            heading="Before you ring off",
            say=(
                "I will put this in writing too, so you need not remember it. How would you like to have it?",
                "Is this still a safe number, and are these still good times to ring?",
                "You will next hear from me by the date we agree now, even if nothing has changed.",
            ),
        ),
    )


def _opening(facts: ScriptFacts) -> Script:
    notes = ["Do not say where you ring from until you are sure that it is them."]
    if facts.needs_interpreter:
        notes.insert(0, "Join the interpreter to the call first. They introduce themselves by first name only.")
    return Script(
        situation=Situation.OPENING,
        heading="When the phone is picked up",
        say=(f"Hello, my name is {facts.caller}. May I speak to {facts.person}, please?",),
        notes=tuple(notes),
    )


def _identity(facts: ScriptFacts) -> Script:
    if facts.has_agreed_words:
        say: tuple[str, ...] = ("We agreed on some words for when I ring. Could you tell me what they are?",)
        notes: tuple[str, ...] = ("Never say the words yourself, nor give a hint.",)
    else:
        say = (
            "I am ringing about something private, so I need to be sure it is you.",
            "Could you tell me your date of birth, and the first line of your address?",
        )
        notes = (
            "Never read them out and ask for a yes. If they would rather ring back, give them our published number.",
        )
    return Script(
        situation=Situation.IDENTITY,
        heading="Make sure who it is",
        say=say,
        notes=(*notes, "Record here how you checked it, before you tell them anything."),
    )


def _telling(facts: ScriptFacts) -> Script:
    who = f"I am {facts.caller}, and I work for the Crown Prosecution Service. I am the person to ask about the case."
    if facts.purpose is CallPurpose.UPDATE:
        return Script(
            situation=Situation.TELLING,
            heading="Give the update",
            say=(
                who,
                "Nothing is wrong. I promised to keep you informed, and that is why I am ringing.",
                "This is where the case stands, what happens next, and when.",
            ),
            notes=("Say it even when nothing has changed, and what is being waited for.",),
        )
    about = "the case about your family" if facts.is_relative else "your case"
    if facts.purpose is CallPurpose.COURT_NEWS:
        return Script(
            situation=Situation.TELLING,
            heading="Tell them the news of the court",
            say=(
                who,
                f"I am ringing because there is news from the court in {about}. Shall I tell you now?",
                "Has the witness care unit already told you? I want to be sure that you have the right news once.",
                "This is what happened, this is what it means for you, and this is what comes next.",
            ),
            notes=(
                "Tell nothing that differs from what witness care told them before you have settled which is right.",
                "Where a date changed: say that you are sorry, and why it changed if it is known.",
            ),
        )
    if facts.purpose is CallPurpose.SAFETY_NEWS:
        return Script(
            situation=Situation.TELLING,
            heading="Tell them what changed, and what keeps them safe",
            say=(
                who,
                f"Something has changed in {about} that you should know today, so that you can keep safe.",
                "This is what changed, and this is what the other person must not do now.",
                "If any of it is broken, or you are afraid: ring 999. Before we end, I tell you whom else to ring.",
            ),
            notes=(
                "Say each condition in plain words. Never say where anybody is held or lives.",
                "Ask whether they are safe now, and whether this number is still safe.",
                "If you are worried, ring the officer in the case as soon as this call ends.",
            ),
        )
    return Script(
        situation=Situation.TELLING,
        heading="Tell them the decision",
        say=(
            who,
            f"I am ringing because a decision has been made in {about}. It is not easy news. Shall I tell you now?",
            "This is what was decided, and this is why.",
            "I know that this is hard to hear. You were right to report what happened.",
        ),
        notes=(
            "One sentence, then stop. The decision first, the reason second, the rights last.",
            "Use the words of the letter. Never say “dropped”, “case closed” or “insufficient evidence”.",
            "Do not say that they did something wrong, or that anybody did not believe them.",
        ),
    )
