"""Find whose letter it is by the reference that somebody quotes: every letter of ours asks its reader for it.

Says nothing about who may see the case: whoever asks looks only among those they may read.
"""

import re
import uuid

from communications.models import Communication, Complaint, PortalInvitation

#: As people read it out: small or large letters, with the strokes or without.
_LETTER = re.compile(r"VCS([A-Z0-9]{4})([A-Z0-9]{4})")
_COMPLAINT = re.compile(r"VCC([0-9A-F]{8})")


def victims_quoted(*, words: str) -> frozenset[tuple[uuid.UUID, uuid.UUID]]:
    """Give (case, victim) of the letter, the invitation or the complaint that bears this reference; empty for none."""
    said = re.sub(r"[\s-]", "", words).upper()
    if (letter := _LETTER.fullmatch(said)) is not None:
        bears = {"reference__in": (f"VCS-{letter[1]}-{letter[2]}", f"VCS-{letter[1]}{letter[2]}")}
        written = Communication.objects.filter(**bears).values_list("case_id", "victim_id")
        invited = PortalInvitation.objects.filter(**bears).values_list("victim__case_id", "victim_id")
        return frozenset(written.union(invited))
    if (complaint := _COMPLAINT.fullmatch(said)) is not None:
        first, last = (uuid.UUID(hex=complaint[1] + end * 24) for end in ("0", "f"))
        answered = Complaint.objects.filter(pk__gte=first, pk__lte=last)
        return frozenset(answered.values_list("case_id", "victim_id"))
    return frozenset()
