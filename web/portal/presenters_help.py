"""The guides and the services as their pages show them."""

import dataclasses

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communications.documents.guides import GuideSection, GuideWords, guide_words
from communications.documents.support import ListedService
from communications.rules.guides import Guide
from web.components import Link
from web.formatting import and_list, date_words, page_language

#: By code, in alphabetical order of the code.
_LANGUAGES: dict[str, Promise] = {"cy": gettext_lazy("Welsh"), "en": gettext_lazy("English")}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GuideLine:
    """A guide in the list."""

    title: str
    summary: str
    href: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GuidePage:
    """A guide to read."""

    number: int
    title: str
    sections: tuple[GuideSection, ...]
    #: The guides before and after it; None at either end.
    before: Link | None
    after: Link | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownService:
    """A service in the list."""

    name: str
    offers: str
    is_local: bool
    phone: str
    hours: str
    website: str
    #: In which languages somebody answers.
    languages: str
    #: When the number or the address was last tried; that nobody has, where nobody has.
    checked: str
    #: By which it is asked for where a name may be passed on to it (REF-1); empty elsewhere.
    code: str


def guide_lines(guides: tuple[GuideWords, ...]) -> tuple[GuideLine, ...]:
    """List the guides in their order."""
    return tuple(GuideLine(title=each.title, summary=each.summary, href=guide_href(each.guide)) for each in guides)


def guide_href(guide: Guide) -> str:
    """Give the address of a guide: a number, which tells nobody what it is about (T8)."""
    return reverse("portal:guide", kwargs={"number": guide.number})


def guide_link(guide: Guide) -> Link:
    """Lead to a guide by its title, in the page's language."""
    return _link(guide_words(guide=guide, language=page_language()))


def guide_page(guides: tuple[GuideWords, ...], *, guide: Guide) -> GuidePage:
    """Show one of the guides, with the way to the one before and the one after."""
    at = [each.guide for each in guides].index(guide)
    words = guides[at]
    return GuidePage(
        number=guide.number,
        title=words.title,
        sections=words.sections,
        before=_link(guides[at - 1]) if at else None,
        after=_link(guides[at + 1]) if at + 1 < len(guides) else None,
    )


def _link(words: GuideWords) -> Link:
    return Link(text=words.title, href=guide_href(words.guide))


def services(listed: tuple[ListedService, ...]) -> tuple[ShownService, ...]:
    """Show the services of the directory."""
    return tuple(_service(each) for each in listed)


def _service(service: ListedService) -> ShownService:
    spoken = [str(name) for code, name in _LANGUAGES.items() if code in service.languages]
    return ShownService(
        name=service.name,
        offers=service.offers[:1].upper() + service.offers[1:],
        is_local=service.is_local,
        phone=service.phone,
        hours=service.hours,
        website=service.website,
        languages=_and(spoken),
        checked=_("We checked this on %(date)s.") % {"date": date_words(service.verified_on)}
        if service.verified_on is not None
        else "",
        code=service.code if service.takes_names else "",
    )


def _and(names: list[str]) -> str:
    """Join the names of languages."""
    if len(names) < 2:
        return and_list(names)
    return _("%(first)s and %(second)s") % {"first": names[0], "second": names[1]}
