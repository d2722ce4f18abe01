"""The sections of the portal, in the order in which the service navigation shows them.

A page belongs to the section of which it is the first page or that names it beneath; there the section is marked.
Words are short, so that all stand on one line at a desk, and say nothing of what happened: somebody else may look over
a shoulder (T8). The heading of a page says more.
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

    #: Name of the address of its first page; of a person's own record it takes ``victim_id``, of a supporter nothing.
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
        text=_("Letters"),
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
        text=_("Safety"),
        beneath=frozenset({"looks"}),
    ),
    Section(
        page="choices",
        text=_("Keeping in touch"),
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
                "beside",
                "beside_choose",
                "beside_saved",
            }
        ),
    ),
    Section(
        page="rights",
        text=_("What to expect"),
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
                "complaints",
                "complaint_make",
                "complaint_sent",
                "complaint",
                "complaint_further",
                "complaint_stop",
                "referral_ask",
                "referral_sent",
                "referrals",
                "referral_stop",
                "referral_hide",
            }
        ),
    ),
)


#: What a supporter has: the people they stand beside, and their own safety. Nothing here is anybody's own record.
SUPPORTER_SECTIONS = (
    Section(
        page="supporting",
        text=_("People you support"),
        beneath=frozenset({"supported", "supported_dates", "supported_letters", "supported_letter"}),
    ),
    Section(page="supporting_safety", text=_("Safety")),
)
#: Pages of no record on which a supporter who has none of their own finds their sections too.
_OF_NO_RECORD = frozenset({"guides", "guide", "help_near", "your_number", "another_number"})


def links(*, victim_id: uuid.UUID, page: str, is_supporter: bool = False) -> tuple[Link, ...]:
    """Offer every section to somebody who looks at ``page`` (the name of its address) of one record.

    Whoever also stands beside others finds their list as the last.
    """
    own = tuple(
        Link(
            text=str(section.text),
            href=reverse(f"portal:{section.page}", kwargs={"victim_id": victim_id}),
            is_current=_is_in(section, page),
        )
        for section in SECTIONS
    )
    return (*own, _supporter_link(SUPPORTER_SECTIONS[0], page=page)) if is_supporter else own


def supporter_links(*, page: str, has_own_record: bool) -> tuple[Link, ...]:
    """Offer a supporter's sections on their pages, with the way to their own record where they have one."""
    is_theirs = any(_is_in(section, page) for section in SUPPORTER_SECTIONS)
    if not is_theirs and (has_own_record or page not in _OF_NO_RECORD):
        return ()
    own = (Link(text=str(_("Your own updates")), href=reverse("portal:choose")),) if has_own_record else ()
    return (*(_supporter_link(section, page=page) for section in SUPPORTER_SECTIONS), *own)


def _supporter_link(section: Section, *, page: str) -> Link:
    return Link(text=str(section.text), href=reverse(f"portal:{section.page}"), is_current=_is_in(section, page))


def _is_in(section: Section, page: str) -> bool:
    return page == section.page or page in section.beneath
