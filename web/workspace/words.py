"""The words and colours of the staff pages for every stored value. Only what is overdue or unsafe is red."""

import datetime as dt

from cases.rules.vocabulary import Addressee, ExemptionReason, ObligationState, ServiceTier, WorkKind
from communications.rules.vocabulary import Channel, CommunicationState, MessageState, Purpose
from communications.rules.warning_signs import WarningSignal
from communications.selectors.victim_lines import Promised, Settled, VictimOf
from communications.selectors.work_lines import Due, Sort, Whose
from web import formatting
from web.components import Tag

LETTER_STATES: dict[CommunicationState, Tag] = {
    CommunicationState.DRAFT: Tag(text="Ready to write"),
    CommunicationState.UNDER_REVIEW: Tag(text="Ready to approve", colour="purple"),
    CommunicationState.AMENDMENTS: Tag(text="Ready to change", colour="yellow"),
    CommunicationState.APPROVED: Tag(text="Waiting to be sent", colour="teal"),
    CommunicationState.SENT: Tag(text="Sent", colour="green"),
    CommunicationState.FAILED: Tag(text="Could not be sent", colour="red"),
    CommunicationState.NOT_REQUIRED: Tag(text="Not required", colour="grey"),
    CommunicationState.SUPERSEDED: Tag(text="Replaced", colour="grey"),
}

MESSAGE_STATES: dict[MessageState, Tag] = {
    MessageState.QUEUED: Tag(text="Waiting to be sent", colour="teal"),
    MessageState.RENDERING: Tag(text="Being made into a PDF", colour="teal"),
    MessageState.RENDERED: Tag(text="Waiting to be sent", colour="teal"),
    MessageState.SENDING: Tag(text="Being sent", colour="teal"),
    MessageState.AMBIGUOUS: Tag(text="Waiting to hear whether it was sent", colour="yellow"),
    MessageState.ACCEPTED: Tag(text="Accepted", colour="green"),
    MessageState.DISPATCHED: Tag(text="Sent", colour="green"),
    MessageState.DELIVERED: Tag(text="Delivered", colour="green"),
    MessageState.RETURNED: Tag(text="Returned", colour="red"),
    MessageState.HELD: Tag(text="Held", colour="orange"),
    MessageState.FAILED_TEMP: Tag(text="Failed, will be tried again", colour="yellow"),
    MessageState.FAILED_PERM: Tag(text="Failed", colour="red"),
    MessageState.CANCELLED: Tag(text="Cancelled", colour="grey"),
    MessageState.SUPERSEDED: Tag(text="Replaced", colour="grey"),
}

OBLIGATION_STATES: dict[ObligationState, Tag] = {
    ObligationState.OPEN: Tag(text="Owed"),
    ObligationState.MET: Tag(text="Sent", colour="green"),
    ObligationState.EXEMPT: Tag(text="Not required", colour="grey"),
    ObligationState.SUPERSEDED: Tag(text="Replaced", colour="grey"),
}

EXEMPTIONS: dict[ExemptionReason, str] = {reason: reason.label for reason in ExemptionReason}

ADDRESSEES: dict[Addressee, str] = {
    Addressee.VICTIM: "The victim",
    Addressee.PARENT_GUARDIAN: "Their parent or guardian",
    Addressee.BEREAVED_FAMILY_VIA_FLO: "The family, through the Family Liaison Officer",
    Addressee.SPOKESPERSON: "Their spokesperson",
    Addressee.BUSINESS_CONTACT: "The named contact of the business or charity",
    Addressee.VIA_POLICE: "The victim, through the police",
    Addressee.VIA_ISVA: "The victim, through the ISVA",
    Addressee.NONE: "Nobody",
}

CHANNELS: dict[Channel, str] = {
    Channel.EMAIL: "Email",
    Channel.TEXT: "Text message",
    Channel.POST: "Post",
    Channel.PORTAL: "Online page",
    Channel.INTERMEDIARY_EMAIL: "Email to the person who hands it over",
}

PURPOSES: dict[Purpose, str] = {
    Purpose.VCL_LETTER: "Letter explaining a decision",
    Purpose.CHARGING_DECISION: "Letter about the charging decision",
    Purpose.PROVISIONAL_DECISION: "Letter about a provisional decision",
    Purpose.ACKNOWLEDGEMENT: "Acknowledgement",
    Purpose.NO_CHANGE_UPDATE: "Update: nothing has changed",
    Purpose.APOLOGY_MISSED_PROMISE: "Apology for a late update",
    Purpose.CORRECTION: "Letter correcting an earlier one",
    Purpose.REVIEW_ANSWER: "Answer to a request for a review",
    Purpose.PORTAL_INVITATION: "Invitation to the online page",
    Purpose.PORTAL_CODE: "Sign-in code",
    Purpose.NEWS_NOTICE: "Notice that there is news",
    Purpose.CALL_NOTICE: "Text before a call",
    Purpose.NEW_CONTACT: "Letter about their new contact",
    Purpose.WHAT_WE_AGREED: "What we agreed with them",
}

#: The next step for each kind of work, as an instruction.
NEXT_STEPS: dict[WorkKind, str] = {
    WorkKind.CONFIRM_PROPOSAL: "Answer a decision from the court feed",
    WorkKind.CORRECTION: "Settle a correction from the court",
    WorkKind.CORRECTING_LETTER: "Send a letter that corrects an earlier one",
    WorkKind.DATA_BREACH: "Decide about a personal data breach",
    WorkKind.UNKNOWN_RESULT: "Say what a court result means",
    WorkKind.SAFETY_MESSAGE: "Tell them what concerns their safety",
    WorkKind.DRAFT_LETTER: "Write a letter",
    WorkKind.DEADLINE_NEAR: "Send a letter that is nearly due",
    WorkKind.DEADLINE_MISSED: "Send a letter that is overdue",
    WorkKind.DELIVERY_FAILED: "Choose another way to reach the victim",
    WorkKind.UNDECIDED_DELIVERY: "Settle whether something was delivered",
    WorkKind.HELD_COMMUNICATION: "Settle why something was held",
    WorkKind.NO_SAFE_CHANNEL: "Find a safe way to reach the victim",
    WorkKind.NO_CONTACT_DETAILS: "Get contact details",
    WorkKind.PROMISE_DUE: "Keep a promised update",
    WorkKind.PROMISE_MISSED: "Follow up a missed update",
    WorkKind.ADDRESSEE_UNCLEAR: "Settle to whom the letter goes",
    WorkKind.TELL_THROUGH_INTERMEDIARY: "Make sure that they have been told",
    WorkKind.TELL_RELATIVE: "See that a relative is told",
    WorkKind.RECONCILIATION: "Settle something that does not add up",
    WorkKind.EXEMPTION_APPROVAL: "Approve or refuse that nothing is sent",
    WorkKind.NOT_TAKEN_IN: "Settle messages that could not be taken in",
    WorkKind.TRANSLATION: "Put a letter into Welsh",
    WorkKind.OWED_NOT_OPENED: "Open a letter that is missing",
    WorkKind.OWED_NOT_WRITTEN: "Start a letter that is missing",
    WorkKind.REVIEW_NOT_WRITTEN: "Start a letter about a review that is missing",
    WorkKind.DRAFT_UNATTENDED: "Take up a letter that nobody is writing",
    WorkKind.HEARING_NEWS: "Tell them about a hearing",
    WorkKind.PLEA_NEWS: "Tell them about a plea",
    WorkKind.VERDICT_NEWS: "Tell them about a verdict",
    WorkKind.SENTENCE_NEWS: "Tell them about a sentence",
    WorkKind.APPLICATION_NEWS: "Tell them about an application",
    WorkKind.SPECIAL_MEASURES_NEWS: "Tell them about help with giving evidence",
    WorkKind.MEETING_OFFER: "Offer a meeting",
    WorkKind.MEETING_ANSWER: "Record the answer to an offered meeting",
    WorkKind.MEETING_ARRANGE: "Arrange a meeting",
    WorkKind.MEETING_OUTCOME: "Record what came of a meeting",
    WorkKind.MEETING_NOTES: "Send the notes of a meeting",
    WorkKind.MEETING_ACTION: "Do what a meeting agreed",
    WorkKind.ANSWER_MESSAGE: "Answer a message",
    WorkKind.COMPLAINT_ACKNOWLEDGE: "Tell them that we have their complaint",
    WorkKind.COMPLAINT_ANSWER: "Answer a complaint",
    WorkKind.COMPLAINT_TELL: "Tell them the answer to their complaint",
    WorkKind.COMPLAINT_NEAR: "See to a complaint that is half way to its last day",
    WorkKind.COMPLAINT_OVERDUE: "See to a complaint that is overdue",
    WorkKind.FORWARD_TO_POLICE: "Pass a message to the police",
    WorkKind.CALL_THE_PERSON: "Ring the person",
    WorkKind.ARRANGE_MEETING: "Arrange a meeting",
    WorkKind.REASONS_WANTED: "Say more about the reasons of a decision",
    WorkKind.TRANSITION_APPROVAL: "Answer a stop, restart or later target",
    WorkKind.REASONS_GIVEN: "Read what the prosecutor added",
    WorkKind.REVIEW_CHECK: "Say whether a request for a review can be taken",
    WorkKind.REVIEW_ANSWER: "Answer a request for a review",
    WorkKind.REVIEW_LETTER: "Send a letter about a review",
    WorkKind.REVIEW_NEAR: "See to a review that is half way to its last day",
    WorkKind.REVIEW_OVERDUE: "See to a review that is overdue",
    WorkKind.REVIEW_FOLLOW_UP: "Do what a review decided",
    WorkKind.CALL_VICTIM: "Ring the victim",
    WorkKind.WRITE_AFTER_CALLS: "Write to the victim after calls",
    WorkKind.TELL_SUPPORTER: "Tell a supporter before the call",
    WorkKind.UNSAFE_CONTACT: "Look at a contact outside the safe settings",
    WorkKind.KEEP_IN_TOUCH: "See how it stands with a person",
    WorkKind.LONG_WAIT: "Find out why a case waits longer than usual, and tell the person",
    WorkKind.ONBOARDING: "Settle what is not agreed yet",
    WorkKind.OWN_CHOICES: "Ask about what they changed online",
    WorkKind.CONTACT_CHANGE: "Check a new address or number",
    WorkKind.SUPPORT_IN_DOUBT: "Speak with a person who may not go on",
    WorkKind.PERSON_BESIDE_THEM: "Settle who stands beside a person",
    WorkKind.REFERRAL_START: "Pass a name on to a support service",
    WorkKind.REFERRAL_OUTCOME: "Ask a support service what came of it",
    WorkKind.REFERRAL_TELL: "Tell them what a support service said",
    WorkKind.REFERRAL_STOP: "Tell a support service to stop",
    WorkKind.ROTATION: "Offer a rotation off the hardest files",
    WorkKind.HANDOVER_OFFERED: "Answer a handover",
    WorkKind.HANDOVER_DECLINED: "Read why a handover was declined",
    WorkKind.HANDOVER_UNANSWERED: "Decide a handover that nobody has answered",
    WorkKind.CHECK_DUTY: "Check what a decision means for the victim",
}

DUE: dict[Due, str] = {
    Due.OVERDUE: "Overdue",
    Due.TODAY: "Due today",
    Due.TOMORROW: "Due tomorrow",
    Due.WEEK: "Next 7 days",
    Due.LATER: "Later",
}
SORTS: dict[Sort, str] = {
    Sort.WRITE: "Letters to write",
    Sort.APPROVE: "Letters to approve",
    Sort.SENDING: "Letters on their way",
    Sort.COURT: "From the court",
    Sort.DELIVERY: "Delivery problems",
    Sort.PROMISES: "Promised updates",
    Sort.MESSAGES: "Messages from people",
    Sort.OTHER: "Other",
}
SIGNS: dict[WarningSignal, str] = {signal: signal.label for signal in WarningSignal}
SERVICES: dict[ServiceTier, str] = {tier: tier.label for tier in ServiceTier}
WHOSE: dict[Whose, str] = {Whose.MINE: "My victims", Whose.NOBODYS: "Nobody’s yet"}
VICTIMS_OF: dict[VictimOf, str] = {
    VictimOf.MINE: "Mine",
    VictimOf.MY_UNITS: "My unit’s",
    VictimOf.NOBODYS: "Nobody’s yet",
}
SETTLED: dict[Settled, str] = {
    Settled.MISSING: "Something is missing",
    Settled.WHOLE: "Everything is settled",
}
PROMISED: dict[Promised, str] = {
    Promised.PASSED: "The promised date has passed",
    Promised.WEEK: "Promised in the next 7 days",
    Promised.NOTHING: "Nothing is promised",
}


def approve_by(latest: dt.datetime | None, *, at: dt.datetime) -> str:
    """Say before when a letter must be approved to leave in time, or that it is too late for that; else nothing."""
    if latest is None:
        return ""
    if latest <= at:
        return "Too late for the chosen way: see the letter"
    return f"Approve by {formatting.date_time_words(latest)}"


def who(label: str, names: dict[str, str]) -> str:
    """Name whoever did something: a member of staff by name, a process of the service as such."""
    if label in names:
        return names[label]
    return {"system": "the service", "client": "another system", "victim": "the victim"}.get(
        label.partition(":")[0], "a member of staff"
    )
