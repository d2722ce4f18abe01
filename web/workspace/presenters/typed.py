"""What a writer reads when typed or pasted words cannot stand in a letter: which sign, where, and what to do."""

import unicodedata

from communications.rules.typed_words import LONGEST_PART, FaultKind, TypedFault


def fault_words(fault: TypedFault, *, part: str) -> str:
    """Say what is wrong with the words of a part, in one message for the summary and the field."""
    near = f", near “{fault.place}”" if fault.place else ""
    match fault.kind:
        case FaultKind.TOO_LONG:
            return f"{part} must be {LONGEST_PART} characters or fewer. It is {fault.signs[0]} too long"
        case FaultKind.MARK_UP:
            return (
                f"{part} holds mark-up from another program, “{fault.signs[0]}”{near}. Take it out, or paste the words "
                "again as plain text (Ctrl, Shift and V)"
            )
        case FaultKind.RIGHT_TO_LEFT:
            return (
                f"{part} holds letters of a script that runs from right to left: {_named(fault.signs)}{near}. Write it "
                "in English; a reader of another language gets a translation"
            )
        case FaultKind.NOT_IN_TYPEFACE:
            return f"{part} holds what cannot be printed: {_named(fault.signs)}{near}. Take it out, or say it in words"


def _named(signs: tuple[str, ...]) -> str:
    return ", ".join(f"{sign} ({unicodedata.name(sign, 'a sign without a name').lower()})" for sign in signs)
