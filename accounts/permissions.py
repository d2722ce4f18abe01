"""Everything that anybody may be allowed to do, as one enumeration; who holds what is said in ``accounts.roles``."""

import enum


class Permission(enum.StrEnum):
    """One thing that needs to be allowed. The value is stored in audit entries; the label is shown to people."""

    label: str

    def __new__(cls, value: str, label: str) -> "Permission":
        """Build the member from the stored value and the plain words for it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    # Cases and the people in them
    VIEW_CASE = "VIEW_CASE", "Read a case, the people in it and everything said to them"
    ENTER_CASE_FACTS = "ENTER_CASE_FACTS", "Enter or correct the facts of a case"
    CHANGE_CONTACT_DETAILS = "CHANGE_CONTACT_DETAILS", "Change how a person may safely be contacted"
    ALLOCATE_VICTIM = "ALLOCATE_VICTIM", "Say which officer is a victim's contact"
    RECORD_DECISION = "RECORD_DECISION", "Record a decision, or answer one proposed from the court feed"
    ARRANGE_REVIEW = "ARRANGE_REVIEW", "Say whether a request for review is taken, and who looks at the decision afresh"
    REVIEW_DECISION = "REVIEW_DECISION", "Look afresh at somebody else's decision and record what came of it"
    OVERRIDE_TRIAGE = "OVERRIDE_TRIAGE", "Set another triage tier than the rules say, with a reason"

    # Communications
    WRITE_LETTER = "WRITE_LETTER", "Write a letter and submit it for approval"
    APPROVE_LETTER = "APPROVE_LETTER", "Approve somebody else's letter or send it back"
    PROPOSE_EXEMPTION = "PROPOSE_EXEMPTION", "Say why something owed need not be sent, or must stop or wait"
    APPROVE_EXEMPTION = "APPROVE_EXEMPTION", "Approve that something owed need not be sent, or stops or waits"
    LOG_CONTACT = "LOG_CONTACT", "Ring a person about their case and record what was said"
    MAKE_PROMISE = "MAKE_PROMISE", "Promise a person the date of their next update"
    ARRANGE_MEETING = "ARRANGE_MEETING", "Offer and arrange a meeting with a victim, and record what came of it"
    ANSWER_MESSAGE = "ANSWER_MESSAGE", "Answer what a person wrote, hand it on, or say what it is to the prosecution"
    ANSWER_COMPLAINT = "ANSWER_COMPLAINT", "Answer a complaint about how we treated a person"
    ANSWER_COMPLAINT_AGAIN = "ANSWER_COMPLAINT_AGAIN", "Answer a complaint for the second time, as somebody more senior"
    INVITE_TO_PORTAL = "INVITE_TO_PORTAL", "Invite a person to their online page, or end their access"
    SETTLE_DELIVERY = "SETTLE_DELIVERY", "Decide what becomes of a message that is held or whose delivery is unclear"
    APPLY_RECEIPT = "APPLY_RECEIPT", "Tell the service what a delivery provider did"
    HALT_SENDING = "HALT_SENDING", "Stop all sending at once, let it go on, or release a held batch"

    # Work
    VIEW_WORK = "VIEW_WORK", "See the list of work of a unit"
    DO_WORK = "DO_WORK", "Take up and finish an item of work"

    # Oversight
    VIEW_PERFORMANCE = "VIEW_PERFORMANCE", "See how timely the letters of an Area are"
    EXPORT_PERFORMANCE = "EXPORT_PERFORMANCE", "Download the figures behind the performance pages"
    VIEW_AUDIT_TRAIL = "VIEW_AUDIT_TRAIL", "See who looked at or changed a case"

    # Running the service
    PUBLISH_REFERENCE = "PUBLISH_REFERENCE", "Publish bank holidays, time limits, rules and letter templates"
    MANAGE_STAFF = "MANAGE_STAFF", "Give staff their roles and take them away"
    IMPORT_CASES = "IMPORT_CASES", "Bring in case facts and events from another system"

    # The person whose case it is
    VIEW_OWN_RECORD = "VIEW_OWN_RECORD", "Read one's own case and letters in the portal"
    WRITE_OWN_MESSAGE = "WRITE_OWN_MESSAGE", "Write to the people who look after one's own case"
    ASK_FOR_OWN_REVIEW = "ASK_FOR_OWN_REVIEW", "Ask for a review of a decision in one's own case"
    CHOOSE_OWN_WORDS = "CHOOSE_OWN_WORDS", "Choose how we address one and what we call the person accused"
    CHOOSE_OWN_CONTACT = "CHOOSE_OWN_CONTACT", "Choose how, when and how often one is contacted oneself"
    CHOOSE_OWN_SUPPORTERS = "CHOOSE_OWN_SUPPORTERS", "Choose what somebody beside one sees of one's own record"
    ANSWER_OWN_MEETING = "ANSWER_OWN_MEETING", "Answer the offer of a meeting about one's own case, and prepare for it"

    # Whoever stands beside them
    VIEW_SUPPORTED_RECORD = "VIEW_SUPPORTED_RECORD", "See the part of a victim's record that the victim agreed to"
