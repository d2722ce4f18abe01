"""Say which state may follow which, for a communication and for its outbox messages. One table each, no exceptions.

The database triggers are generated from these tables, so that code, admin and raw SQL obey one rule (LIFE-1, LIFE-2).
A communication is the writing life (draft, review, approval); a message is the sending life of one communication to one
recipient by one channel. Source: reliability bar 2.2; domain reference 2.4 (a bounced e-mail is not sent).
"""

from communications.rules.vocabulary import Channel, CommunicationState, MessageState

CommunicationPair = tuple[CommunicationState, CommunicationState]
MessagePair = tuple[MessageState, MessageState]

#: LIFE-1. Approval freezes the words: there is no way back from APPROVED to writing. A letter that turns out to be
#: wrong is superseded by a new communication that names it.
COMMUNICATION_TRANSITIONS: tuple[CommunicationPair, ...] = (
    (CommunicationState.DRAFT, CommunicationState.UNDER_REVIEW),
    (CommunicationState.DRAFT, CommunicationState.NOT_REQUIRED),
    (CommunicationState.DRAFT, CommunicationState.SUPERSEDED),
    (CommunicationState.UNDER_REVIEW, CommunicationState.AMENDMENTS),
    (CommunicationState.UNDER_REVIEW, CommunicationState.APPROVED),
    (CommunicationState.UNDER_REVIEW, CommunicationState.NOT_REQUIRED),
    (CommunicationState.UNDER_REVIEW, CommunicationState.SUPERSEDED),
    (CommunicationState.AMENDMENTS, CommunicationState.UNDER_REVIEW),
    (CommunicationState.AMENDMENTS, CommunicationState.NOT_REQUIRED),
    (CommunicationState.AMENDMENTS, CommunicationState.SUPERSEDED),
    (CommunicationState.APPROVED, CommunicationState.SENT),
    (CommunicationState.APPROVED, CommunicationState.FAILED),
    (CommunicationState.APPROVED, CommunicationState.NOT_REQUIRED),
    (CommunicationState.APPROVED, CommunicationState.SUPERSEDED),
    # A bounce after acceptance: it was never sent after all, and goes on by the next safe channel or fails.
    (CommunicationState.SENT, CommunicationState.APPROVED),
    (CommunicationState.SENT, CommunicationState.FAILED),
    # Every channel failed; a late receipt may still prove that one arrived, or a new communication takes its place.
    (CommunicationState.FAILED, CommunicationState.SENT),
    (CommunicationState.FAILED, CommunicationState.SUPERSEDED),
    # A person found another way for the same words, or settled that nothing need be sent.
    (CommunicationState.FAILED, CommunicationState.APPROVED),
    (CommunicationState.FAILED, CommunicationState.NOT_REQUIRED),
)

#: A provider's receipt may put a message that is not yet settled into any of these.
RECEIPT_STATES: frozenset[MessageState] = frozenset(
    {
        MessageState.ACCEPTED,
        MessageState.DISPATCHED,
        MessageState.FAILED_TEMP,
        MessageState.FAILED_PERM,
        MessageState.DELIVERED,
        MessageState.RETURNED,
    }
)

#: States in which our own side still has something to do. QUEUED and RENDERED are here too because a message may be
#: put back after an ambiguous answer whose receipt arrives later: the receipt must win, or the letter goes out twice.
UNSETTLED_MESSAGE_STATES: frozenset[MessageState] = frozenset(
    {
        MessageState.QUEUED,
        MessageState.RENDERING,
        MessageState.RENDERED,
        MessageState.SENDING,
        MessageState.AMBIGUOUS,
        MessageState.HELD,
    }
)

#: States in which a message is still on its way or has gone: while a letter has one, it needs no other way.
ALIVE_MESSAGE_STATES: frozenset[MessageState] = UNSETTLED_MESSAGE_STATES | {
    MessageState.ACCEPTED,
    MessageState.DISPATCHED,
    MessageState.DELIVERED,
}

#: States that never move again, except DELIVERED -> RETURNED for post.
FINAL_MESSAGE_STATES: frozenset[MessageState] = frozenset(
    {
        MessageState.DELIVERED,
        MessageState.RETURNED,
        MessageState.FAILED_PERM,
        MessageState.CANCELLED,
        MessageState.SUPERSEDED,
    }
)

_OWN_STEPS: tuple[MessagePair, ...] = (
    (MessageState.QUEUED, MessageState.RENDERING),
    (MessageState.QUEUED, MessageState.SENDING),
    (MessageState.QUEUED, MessageState.HELD),
    (MessageState.QUEUED, MessageState.CANCELLED),
    (MessageState.QUEUED, MessageState.SUPERSEDED),
    (MessageState.RENDERING, MessageState.RENDERED),
    (MessageState.RENDERING, MessageState.QUEUED),
    (MessageState.RENDERING, MessageState.HELD),
    (MessageState.RENDERING, MessageState.CANCELLED),
    (MessageState.RENDERING, MessageState.SUPERSEDED),
    (MessageState.RENDERED, MessageState.SENDING),
    (MessageState.RENDERED, MessageState.QUEUED),
    (MessageState.RENDERED, MessageState.HELD),
    (MessageState.RENDERED, MessageState.CANCELLED),
    (MessageState.RENDERED, MessageState.SUPERSEDED),
    (MessageState.SENDING, MessageState.QUEUED),
    (MessageState.SENDING, MessageState.RENDERED),
    (MessageState.SENDING, MessageState.AMBIGUOUS),
    (MessageState.SENDING, MessageState.HELD),
    (MessageState.SENDING, MessageState.CANCELLED),
    (MessageState.SENDING, MessageState.SUPERSEDED),
    # The quarantine is over: looked up by reference, and sent again only if the provider does not know it.
    (MessageState.AMBIGUOUS, MessageState.SENDING),
    (MessageState.AMBIGUOUS, MessageState.QUEUED),
    (MessageState.AMBIGUOUS, MessageState.RENDERED),
    (MessageState.AMBIGUOUS, MessageState.HELD),
    # A person has settled what stopped it.
    (MessageState.HELD, MessageState.QUEUED),
    (MessageState.HELD, MessageState.CANCELLED),
    (MessageState.HELD, MessageState.SUPERSEDED),
    # Texts and e-mails that failed for a time are tried again; a letter never is.
    (MessageState.FAILED_TEMP, MessageState.QUEUED),
    (MessageState.FAILED_TEMP, MessageState.HELD),
    (MessageState.FAILED_TEMP, MessageState.CANCELLED),
    (MessageState.FAILED_TEMP, MessageState.SUPERSEDED),
)

_NEWS_AFTER_ACCEPTANCE: tuple[MessagePair, ...] = (
    (MessageState.ACCEPTED, MessageState.DISPATCHED),
    (MessageState.ACCEPTED, MessageState.FAILED_TEMP),
    (MessageState.ACCEPTED, MessageState.FAILED_PERM),
    (MessageState.ACCEPTED, MessageState.DELIVERED),
    (MessageState.ACCEPTED, MessageState.RETURNED),
    (MessageState.DISPATCHED, MessageState.FAILED_TEMP),
    (MessageState.DISPATCHED, MessageState.FAILED_PERM),
    (MessageState.DISPATCHED, MessageState.DELIVERED),
    (MessageState.DISPATCHED, MessageState.RETURNED),
    (MessageState.FAILED_TEMP, MessageState.FAILED_PERM),
    (MessageState.FAILED_TEMP, MessageState.DELIVERED),
    (MessageState.FAILED_TEMP, MessageState.RETURNED),
    (MessageState.DELIVERED, MessageState.RETURNED),
)

#: LIFE-2. Our own steps, then what the provider's answer or receipt may say.
MESSAGE_TRANSITIONS: tuple[MessagePair, ...] = (
    *_OWN_STEPS,
    *(
        (current, news)
        for current in MessageState
        if current in UNSETTLED_MESSAGE_STATES
        for news in MessageState
        if news in RECEIPT_STATES
    ),
    *_NEWS_AFTER_ACCEPTANCE,
)

_COMMUNICATION_PAIRS = frozenset(COMMUNICATION_TRANSITIONS)
_MESSAGE_PAIRS = frozenset(MESSAGE_TRANSITIONS)


class IllegalTransitionError(ValueError):
    """A state was asked to move where the table does not let it. Carries states only, never anything personal."""

    def __init__(self, *, current: str, new: str) -> None:
        super().__init__(f"{current} may not be followed by {new}")
        self.current = current
        self.new = new


def communication_may_follow(*, current: CommunicationState, new: CommunicationState) -> bool:
    """Say whether a communication in ``current`` may become ``new`` (LIFE-1)."""
    return (current, new) in _COMMUNICATION_PAIRS


def message_may_follow(*, current: MessageState, new: MessageState, channel: Channel) -> bool:
    """Say whether an outbox message in ``current`` may become ``new`` (LIFE-2).

    Only post comes back: RETURNED exists for no other channel, and is the one move out of a final state.
    """
    if new is MessageState.RETURNED and channel is not Channel.POST:
        return False
    return (current, new) in _MESSAGE_PAIRS


def require_communication_move(*, current: CommunicationState, new: CommunicationState) -> None:
    """Check a move of a communication before it is written.

    Raises:
        IllegalTransitionError: the pair is not in the table (LIFE-1).

    """
    if not communication_may_follow(current=current, new=new):
        raise IllegalTransitionError(current=current, new=new)


def require_message_move(*, current: MessageState, new: MessageState, channel: Channel) -> None:
    """Check a move of an outbox message before it is written.

    Raises:
        IllegalTransitionError: the pair is not in the table, or is not for this channel (LIFE-2).

    """
    if not message_may_follow(current=current, new=new, channel=channel):
        raise IllegalTransitionError(current=current, new=new)


def next_communication_states(*, current: CommunicationState) -> tuple[CommunicationState, ...]:
    """List what may follow ``current``, in the order of declaration, for buttons and for the admin's help text."""
    return tuple(new for old, new in COMMUNICATION_TRANSITIONS if old is current)


#: States that show a message has gone, by channel (LIFE-3). Post is met by dispatch, not by the printer's acceptance.
_SENT_STATES: dict[Channel, frozenset[MessageState]] = {
    Channel.POST: frozenset({MessageState.DISPATCHED, MessageState.DELIVERED, MessageState.RETURNED}),
    **dict.fromkeys(
        (Channel.EMAIL, Channel.TEXT, Channel.PORTAL, Channel.INTERMEDIARY_EMAIL),
        frozenset({MessageState.ACCEPTED, MessageState.DISPATCHED, MessageState.DELIVERED}),
    ),
}


def counts_as_sent(*, state: MessageState, channel: Channel) -> bool:
    """Say whether a message in this state meets its time limit (LIFE-3).

    Post counts from dispatch, e-mail and texts from acceptance. A bounced e-mail was never sent. A returned letter was
    dispatched in time but did not reach anybody, so it keeps its time and raises work. The portal counts from
    publication only together with a safe notice; the caller adds that second half.
    """
    return state in _SENT_STATES[channel]
