"""Passing a person's name on to a support service: with their consent, by a safe way, followed to its outcome.

Nothing leaves without the person's own word: to which service, what it is told, how it may ring, and until when. What
happened is never told; a person may let the kind of help be named, in a code. We send nothing by ourselves: staff use
the way of the service and say which. Source: peers.md S5 (only 9% were referred); domain reference 4.2 (right 4), 9.1
and 11.3.
"""

import datetime as dt
from collections.abc import Iterable

from cases.rules.vocabulary import ContactPointKind, Language, Vocabulary
from communications.rules import safe_contact
from communications.rules.safe_contact import Refusal, SafeContactProfile, SafePoint, SendRequest
from communications.rules.support import ServiceRow, SupportFacts, fits_the_person
from communications.rules.vocabulary import Channel, ContentLevel

SERVICES_RULE = "REF-1"
CONSENT_RULE = "REF-2"
SAFE_WAY_RULE = "REF-3"
STEPS_RULE = "REF-4"
SHOWN_RULE = "REF-5"

#: REF-2. Calendar days for which a consent holds: long enough to pass it on and to ask once what came of it. A planning
#: value: none is published, to be confirmed.
CONSENT_HOLDS_FOR = dt.timedelta(days=28)
#: REF-2. Younger people are talked with first: they ask on the telephone. A planning value, to be confirmed.
ONLINE_FROM_AGE = 16
#: As many in a day as anybody means.
MOST_A_DAY = 10


class ReferralState(Vocabulary):
    """How a referral stands. The newest step counts."""

    ASKED = "ASKED"
    PASSED_ON = "PASSED_ON"
    TAKEN_UP = "TAKEN_UP"
    WAITING_LIST = "WAITING_LIST"
    DECLINED_BY_SERVICE = "DECLINED_BY_SERVICE"
    NOT_REACHED = "NOT_REACHED"
    DECLINED_BY_PERSON = "DECLINED_BY_PERSON"
    WITHDRAWN = "WITHDRAWN"


class ReferralReason(Vocabulary):
    """Why it ended as it did; what no reason is needed for has none."""

    NOT_FOR_THEM = "NOT_FOR_THEM"
    OTHER_PLACE = "OTHER_PLACE"
    NO_ROOM = "NO_ROOM"
    NO_REASON_GIVEN = "NO_REASON_GIVEN"
    PERSON_ASKED = "PERSON_ASKED"
    ASKED_AGAIN = "ASKED_AGAIN"
    CONSENT_ENDED = "CONSENT_ENDED"
    NO_SAFE_WAY = "NO_SAFE_WAY"
    NO_LONGER_NEEDED = "NO_LONGER_NEEDED"
    DIED = "DIED"


class PassedBy(Vocabulary):
    """How staff passed a name on."""

    SERVICE_FORM = "SERVICE_FORM"
    PHONE = "PHONE"
    SECURE_EMAIL = "SECURE_EMAIL"


class AskedBy(Vocabulary):
    """How a person asked."""

    ONLINE = "ONLINE"
    PHONE = "PHONE"


class SomebodyElse(Vocabulary):
    """What the service does when somebody else picks up."""

    RING_OFF = "RING_OFF"
    ASK_FOR_ME = "ASK_FOR_ME"


#: REF-4. Which step may follow which. After nobody was reached it may be passed on again, or found taken up after all.
FOLLOWS: dict[ReferralState, frozenset[ReferralState]] = {
    ReferralState.ASKED: frozenset({ReferralState.PASSED_ON, ReferralState.WITHDRAWN}),
    ReferralState.PASSED_ON: frozenset(
        {
            ReferralState.TAKEN_UP,
            ReferralState.WAITING_LIST,
            ReferralState.DECLINED_BY_SERVICE,
            ReferralState.NOT_REACHED,
            ReferralState.DECLINED_BY_PERSON,
            ReferralState.WITHDRAWN,
        }
    ),
    ReferralState.WAITING_LIST: frozenset(
        {
            ReferralState.TAKEN_UP,
            ReferralState.DECLINED_BY_SERVICE,
            ReferralState.NOT_REACHED,
            ReferralState.DECLINED_BY_PERSON,
            ReferralState.WITHDRAWN,
        }
    ),
    ReferralState.NOT_REACHED: frozenset(
        {
            ReferralState.PASSED_ON,
            ReferralState.TAKEN_UP,
            ReferralState.DECLINED_BY_PERSON,
            ReferralState.WITHDRAWN,
        }
    ),
    ReferralState.TAKEN_UP: frozenset(),
    ReferralState.DECLINED_BY_SERVICE: frozenset(),
    ReferralState.DECLINED_BY_PERSON: frozenset(),
    ReferralState.WITHDRAWN: frozenset(),
}
#: Where something is still to happen.
OPEN = frozenset(state for state, following in FOLLOWS.items() if following)
#: Where the service has the name, so that it is told when the person withdraws.
WITH_THE_SERVICE = OPEN - {ReferralState.ASKED}
#: What a service answers, or what it says of the person.
OUTCOMES = frozenset(
    {
        ReferralState.TAKEN_UP,
        ReferralState.WAITING_LIST,
        ReferralState.DECLINED_BY_SERVICE,
        ReferralState.NOT_REACHED,
        ReferralState.DECLINED_BY_PERSON,
    }
)
#: Where somebody tells the person, because the service does not.
TO_BE_TOLD = frozenset({ReferralState.DECLINED_BY_SERVICE, ReferralState.NOT_REACHED})
#: REF-4. Reasons that belong to a step; a step that is not named here has none.
REASONS: dict[ReferralState, tuple[ReferralReason, ...]] = {
    ReferralState.DECLINED_BY_SERVICE: (
        ReferralReason.NOT_FOR_THEM,
        ReferralReason.OTHER_PLACE,
        ReferralReason.NO_ROOM,
        ReferralReason.NO_REASON_GIVEN,
    ),
    ReferralState.WITHDRAWN: (
        ReferralReason.PERSON_ASKED,
        ReferralReason.ASKED_AGAIN,
        ReferralReason.CONSENT_ENDED,
        ReferralReason.NO_SAFE_WAY,
        ReferralReason.NO_LONGER_NEEDED,
        ReferralReason.DIED,
    ),
}

#: REF-3. What waiting for another hour cures, or what says only that we do not write to them: no bar to a service that
#: rings in the safe hours because the person asked it to.
_NO_BAR = frozenset(
    {
        Refusal.OUTSIDE_SAFE_TIME,
        Refusal.HARD_NEWS_WAITS,
        Refusal.DEADLINE_BEFORE_SAFE_TIME,
        Refusal.OPTED_OUT,
        Refusal.WITHDRAWN_AND_DECLINED,
    }
)
_PHONES = frozenset({ContactPointKind.MOBILE, ContactPointKind.HOME_PHONE})


class StepDoesNotFollow(ValueError):
    """The step does not follow how it stands, or its reason does not belong to it. Carries nothing personal."""


def require_follows(*, state: ReferralState, step: ReferralState, reason: ReferralReason | None) -> None:
    """Refuse a step that does not follow, and a reason that is missing or belongs to another step (REF-4).

    Raises:
        StepDoesNotFollow: it does not.
    """
    if step not in FOLLOWS[state]:
        raise StepDoesNotFollow(f"{step} does not follow {state}")
    allowed: tuple[ReferralReason | None, ...] = REASONS.get(step, (None,))
    if reason not in allowed:
        raise StepDoesNotFollow(f"This is no reason for {step}")


def takes_names(*, rows: Iterable[ServiceRow], facts: SupportFacts | None = None) -> tuple[ServiceRow, ...]:
    """List the services to which a name may be passed on: those that take one from us, for this person (REF-1).

    A helpline is rung by whoever needs it, and a service to which somebody else leads is left to them. ``facts`` say
    who the person is, not where: people move, and ask for help where they are now. None lists them for anybody.
    """
    fitting = (row for row in rows if row.takes_names and (facts is None or fits_the_person(row=row, facts=facts)))
    return tuple(sorted(fitting, key=lambda row: row.rank))


def consent_until(*, on: dt.date) -> dt.date:
    """Return the last London date of a consent given on a London date (REF-2)."""
    return on + CONSENT_HOLDS_FOR


def consent_holds(*, until: dt.date, on: dt.date) -> bool:
    """Say whether a consent still holds on a London date: on its last day it does (REF-2)."""
    return on <= until


def may_ask_online(*, age: int | None) -> bool:
    """Say whether somebody may ask without talking with a person first (REF-2); an age that is not known is no bar."""
    return age is None or age >= ONLINE_FROM_AGE


def against(*, point: SafePoint, profile: SafeContactProfile, at: dt.datetime) -> tuple[Refusal, ...]:
    """Say what is against telling a service a number or an email of a person; empty where nothing is (REF-3).

    The same rules as for whatever we send: what is not known to be safe, what another party shares, what was changed a
    moment ago and what the person closed is never passed on, and nobody is passed on who is told through somebody else.
    """
    if point.kind in _PHONES:
        decision = safe_contact.may_call(point=point, profile=profile, at=at)
    elif point.kind is ContactPointKind.EMAIL:
        request = SendRequest(
            channel=Channel.EMAIL,
            languages=frozenset(Language),
            least_content=ContentLevel.NOTHING,
            point_id=point.id,
        )
        decision = safe_contact.may_send(request=request, profile=profile, at=at)
    else:
        return (Refusal.CHANNEL_NOT_ALLOWED,)
    return tuple(refusal for refusal in decision.refusals if refusal not in _NO_BAR)


def may_leave_message(*, is_wanted: bool, is_agreed_with_us: bool) -> bool:
    """Say whether the service may leave a message: never where we may not ourselves (REF-3)."""
    return is_wanted and is_agreed_with_us


def is_shown_online(*, is_hidden: bool, is_own: bool) -> bool:
    """Say whether a referral stands on somebody's pages: their own alone, and not where they wanted no trace (REF-5).

    Neither a parent nor a relative reads of another's, and staff always do.
    """
    return is_own and not is_hidden
