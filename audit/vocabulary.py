"""What can be recorded in the trail: one verb for each kind of act or look (domain.md 11.1, logging duty of s.62)."""

import enum


class Verb(enum.StrEnum):
    """What was done. The value is stored; the label is shown in the trail."""

    label: str

    def __new__(cls, value: str, label: str) -> "Verb":
        """Build the member from the stored value and the plain words for it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    # Consultation: somebody looked
    VIEWED = "VIEWED", "Looked at"
    SEARCHED = "SEARCHED", "Searched"
    REVEALED = "REVEALED", "Revealed a masked detail of"
    EXPORTED = "EXPORTED", "Downloaded"

    # Collection and alteration
    CREATED = "CREATED", "Created"
    CHANGED = "CHANGED", "Changed"
    IMPORTED = "IMPORTED", "Brought in"
    PROPOSED = "PROPOSED", "Proposed"
    CONFIRMED = "CONFIRMED", "Confirmed"
    REJECTED = "REJECTED", "Rejected"
    DECIDED = "DECIDED", "Recorded the decision"
    ALLOCATED = "ALLOCATED", "Said who is the contact of"
    SUPPLEMENTED = "SUPPLEMENTED", "Added to the reasons of"
    ASSESSED = "ASSESSED", "Assessed"
    OVERRODE = "OVERRODE", "Overrode"
    OPENED = "OPENED", "Opened"
    MET = "MET", "Met"
    MISSED = "MISSED", "Missed"
    SUPERSEDED = "SUPERSEDED", "Replaced with something newer"
    EXEMPTED = "EXEMPTED", "Recorded that nothing need be sent for"
    CLOSED = "CLOSED", "Closed"
    PUBLISHED = "PUBLISHED", "Published"

    # Letters and their way out: disclosure
    WROTE = "WROTE", "Wrote"
    TRANSLATED = "TRANSLATED", "Put into Welsh"
    ENGLISH_ALONE = "ENGLISH_ALONE", "Recorded that English alone will do for"
    SUBMITTED = "SUBMITTED", "Submitted for approval"
    SENT_BACK = "SENT_BACK", "Sent back"
    TAKEN_BACK = "TAKEN_BACK", "Took back to change"
    COMMENTED = "COMMENTED", "Commented on the words of"
    TAKEN_OVER = "TAKEN_OVER", "Took over the writing of"
    SET_ASIDE = "SET_ASIDE", "Wrote words that were kept beside"
    APPROVED = "APPROVED", "Approved"
    QUEUED = "QUEUED", "Made ready to send"
    HELD = "HELD", "Held"
    RELEASED = "RELEASED", "Released"
    SENT = "SENT", "Sent"
    DELIVERED = "DELIVERED", "Learned of the delivery of"
    FAILED = "FAILED", "Failed to send"
    SETTLED = "SETTLED", "Settled"
    CANCELLED = "CANCELLED", "Cancelled"
    RECEIVED = "RECEIVED", "Received"
    ANSWERED = "ANSWERED", "Answered"
    HANDED_ON = "HANDED_ON", "Handed on"
    MARKED = "MARKED", "Marked"
    PROMISED = "PROMISED", "Promised"
    KEPT = "KEPT", "Kept"
    REOPENED = "REOPENED", "Opened again"
    WARNED = "WARNED", "Warned of"
    APOLOGISED = "APOLOGISED", "Apologised for"
    HALTED = "HALTED", "Stopped"
    RESUMED = "RESUMED", "Let go on"

    # Access
    INVITED = "INVITED", "Invited"
    SIGNED_IN = "SIGNED_IN", "Signed in to"
    SIGNED_OUT = "SIGNED_OUT", "Signed out of"
    CODE_SENT = "CODE_SENT", "Sent a code for"
    PROVED = "PROVED", "Typed another code in"
    REFUSED = "REFUSED", "Was refused"
    REVOKED = "REVOKED", "Ended the access of"
    GRANTED = "GRANTED", "Gave a role to"
    LOCKED = "LOCKED", "Locked"

    # Erasure: that, by whom and when, never what
    ERASED = "ERASED", "Erased"
