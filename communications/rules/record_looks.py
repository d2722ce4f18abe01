"""What a person reads of who has looked at their record: by role and reason, never more than is safe (LOOK-1, LOOK-2).

Everything the trail knows of a look would be too much. A surname makes a member of staff a target; the name of a role
may say what kind of case it is; a reason may tell that a letter is on its way before a person has told what is in it;
and one relative must not learn from it when another came in. So every look is put into one of a few kinds, and what is
not known to be safe says no more than that somebody worked on the case.
Source: peers.md V31 and leap 16; domain reference 11.1 (logging s.62) and 11.3.
"""

import dataclasses
import enum

from cases.rules.vocabulary import SupporterKind


class Looker(enum.StrEnum):
    """Who looked, as a person is told."""

    YOU = "YOU"
    YOUR_CONTACT = "YOUR_CONTACT"
    LIAISON = "LIAISON"
    MANAGER = "MANAGER"
    PROSECUTOR = "PROSECUTOR"
    INSPECTOR = "INSPECTOR"
    TECHNICAL = "TECHNICAL"
    STAFF = "STAFF"
    SOMEBODY_AGREED = "SOMEBODY_AGREED"
    #: Whoever stands beside them, by what they are in words that do not say what happened.
    FROM_A_SERVICE = "FROM_A_SERVICE"
    OWN_LAWYER = "OWN_LAWYER"
    CLOSE_TO_YOU = "CLOSE_TO_YOU"
    OTHER_SERVICE = "OTHER_SERVICE"


class LookReason(enum.StrEnum):
    """What for, or what they did, as a person is told."""

    WORK = "WORK"
    CALL = "CALL"
    REACH = "REACH"
    MEETING = "MEETING"
    MESSAGE = "MESSAGE"
    LETTER = "LETTER"
    LIST = "LIST"
    CHECK = "CHECK"
    #: Of the person themselves, and of whoever they agreed to.
    SIGNED_IN = "SIGNED_IN"
    ASKED_FOR_DIGITS = "ASKED_FOR_DIGITS"
    READ = "READ"
    COPY = "COPY"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LookFacts:
    """What the trail and the record say of one look."""

    #: First word of the label: ``staff``, ``victim``, ``supporter`` or ``client``.
    actor_kind: str
    is_reader: bool
    is_their_officer: bool
    #: Codes of the roles in which staff acted.
    roles: frozenset[str]
    verb: str
    subject_kind: str
    #: Whether what was looked at is a letter that the reader may read here by now (PORT-2).
    is_readable_letter: bool
    #: What a supporter is; None where it was somebody else, or is not known any more.
    supporter_kind: SupporterKind | None = None


#: Of several roles the first counts. The liaison officer of one kind of case is not told from that of another (LOOK-1).
_LOOKERS: tuple[tuple[frozenset[str], Looker], ...] = (
    (frozenset({"VLU_OFFICER", "VLO_RASSO"}), Looker.LIAISON),
    (frozenset({"VLU_MANAGER", "AREA_MANAGER"}), Looker.MANAGER),
    (frozenset({"PROSECUTOR"}), Looker.PROSECUTOR),
    (frozenset({"INSPECTOR"}), Looker.INSPECTOR),
    (frozenset({"ADMINISTRATOR"}), Looker.TECHNICAL),
)
#: Reasons that give nothing away, by what was looked at. What is not named here is WORK: a decision, a review, a letter
#: on its way, a relative, a warning sign (LOOK-2).
_REASONS: dict[str, LookReason] = {
    "communications.callseries": LookReason.CALL,
    "communications.meeting": LookReason.MEETING,
    "communications.victimmessage": LookReason.MESSAGE,
    "communications.complaint": LookReason.MESSAGE,
    "messages": LookReason.MESSAGE,
    "page": LookReason.LIST,
}
_OWN_ACTS: dict[str, LookReason] = {
    "SIGNED_IN": LookReason.SIGNED_IN,
    "CODE_SENT": LookReason.ASKED_FOR_DIGITS,
    "EXPORTED": LookReason.COPY,
}


#: An adviser for one kind of crime is not told from one for another (LOOK-1).
_BESIDE: dict[SupporterKind, Looker] = {
    SupporterKind.SOLICITOR: Looker.OWN_LAWYER,
    SupporterKind.FAMILY_OR_FRIEND: Looker.CLOSE_TO_YOU,
}


def looker_of(*, facts: LookFacts) -> Looker:
    """Say who looked, by role and never by name (LOOK-1)."""
    if facts.actor_kind == "victim":
        return Looker.YOU if facts.is_reader else Looker.SOMEBODY_AGREED
    if facts.actor_kind == "supporter":
        return (
            _BESIDE.get(facts.supporter_kind, Looker.FROM_A_SERVICE) if facts.supporter_kind else Looker.SOMEBODY_AGREED
        )
    if facts.actor_kind != "staff":
        return Looker.OTHER_SERVICE
    if facts.is_their_officer:
        return Looker.YOUR_CONTACT
    return next((looker for roles, looker in _LOOKERS if roles & facts.roles), Looker.STAFF)


def reason_of(*, facts: LookFacts) -> LookReason:
    """Say what for, in words that tell nothing the person has not been told (LOOK-2)."""
    if facts.actor_kind in {"victim", "supporter"}:
        return _OWN_ACTS.get(facts.verb, LookReason.READ)
    if looker_of(facts=facts) is Looker.INSPECTOR:
        return LookReason.CHECK
    if facts.verb == "REVEALED":
        return LookReason.REACH
    if facts.is_readable_letter:
        return LookReason.LETTER
    return _REASONS.get(facts.subject_kind, LookReason.WORK)
