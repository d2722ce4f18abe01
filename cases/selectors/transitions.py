"""Reads what was asked for about something owed, and what became of it (W3)."""

from cases.models import Obligation, ObligationTransition, TransitionRequest


def trail(*, obligation: Obligation) -> tuple[TransitionRequest, ...]:
    """List the requests about something owed with their answers, newest first; the caller may see it. One query."""
    return tuple(
        TransitionRequest.objects.filter(obligation=obligation)
        .select_related("transition")
        .order_by("-requested_at", "-id")
    )


def answer_of(*, request: TransitionRequest) -> ObligationTransition | None:
    """Return the answer of a request that `trail` has read; None while it waits. No query."""
    try:
        return request.transition
    except ObligationTransition.DoesNotExist:
        return None
