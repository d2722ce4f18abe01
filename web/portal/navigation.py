"""The sections of the portal, in the order in which the service navigation shows them.

A page belongs to the section of which it is the first page or that names it beneath; there the section is marked.
Words are short and say nothing of what happened: somebody else may look over a shoulder (T8).
"""

import dataclasses
import uuid

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from web.components import Link


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of a person's pages."""

    #: Name of the address of its first page; it takes ``victim_id`` only.
    page: str
    text: Promise
    #: Names of the addresses of the pages within it.
    beneath: frozenset[str] = frozenset()


SECTIONS = (
    Section(
        page="home",
        text=_("Where things are"),
        beneath=frozenset({"charges", "happened", "words"}),
    ),
    Section(
        page="letters",
        text=_("Letters and messages"),
        beneath=frozenset({"letter", "leaflet", "large_print", "not_clear", "take", "feedback"}),
    ),
    Section(
        page="messages",
        text=_("Write to us"),
        beneath=frozenset({"message_sent"}),
    ),
    Section(
        page="dates",
        text=_("Dates"),
        beneath=frozenset(
            {
                "help_for_you",
                "getting_ready",
                "the_room",
                "meetings",
                "meeting",
                "meeting_choose",
                "meeting_needs",
                "meeting_questions",
                "meeting_again",
            }
        ),
    ),
    Section(
        page="your_safety",
        text=_("Your safety here"),
        beneath=frozenset({"looks"}),
    ),
    Section(
        page="choices",
        text=_("How we keep in touch"),
        beneath=frozenset(
            {
                "often",
                "often_saved",
                "pause",
                "ways",
                "ways_saved",
                "safe",
                "safe_saved",
                "needs",
                "needs_saved",
                "stop",
                "start_again",
                "doubt",
                "doubt_said",
                "places",
                "places_said",
            }
        ),
    ),
    Section(
        page="rights",
        text=_("What you can expect"),
        beneath=frozenset(
            {
                "reviews",
                "review",
                "review_ask",
                "review_asked",
                "review_further",
                "compensation",
                "statement",
                "complaining",
            }
        ),
    ),
)


def links(*, victim_id: uuid.UUID, page: str) -> tuple[Link, ...]:
    """Offer every section to somebody who looks at ``page`` (the name of its address) of one record."""
    return tuple(
        Link(
            text=str(section.text),
            href=reverse(f"portal:{section.page}", kwargs={"victim_id": victim_id}),
            is_current=page == section.page or page in section.beneath,
        )
        for section in SECTIONS
    )
