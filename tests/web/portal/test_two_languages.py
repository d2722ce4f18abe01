"""Every page of the portal says everything in the language of the page: each is read in both, with the same data (V22).

The pages are found as a person finds them: from the first ones by every link on them. A page that is added and linked
is read here without anybody naming it.
"""

import datetime as dt
import html
import re

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from cases.rules.vocabulary import Language
from communications.models import Communication, Promise, VictimMessage
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import Channel
from tests.architecture.untranslated import same_in_both, words_of_page
from tests.factories.communications import (
    CommunicationFactory,
    EnclosureFactory,
    MessageAnswerFactory,
    PromiseFactory,
    VictimMessageFactory,
)
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, SignedIn, make_victim, sign_in

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WORDS = [{"key": BlockKey.OPENING.value, "heading": "", "text": "Dear Sam, we write to you again", "locked": False}]
#: Where following a link ends the visit or changes the language.
ENDING = frozenset({"exit", "sign_out", "signed_out", "in_english", "in_welsh"})
#: Open to everybody, and not linked from one another in every state.
OPEN = ("start", "safety", "come_in", "code", "accessibility", "cookies", "privacy", "signed_out")
LINK = re.compile(r'(?:href|action)="(/[^"#]*)"')
ANCHOR = re.compile(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
TYPED_IN = re.compile(r'<(?:textarea|select|input(?![^>]*type="hidden"))', re.IGNORECASE)


def in_english(browser: Client) -> None:
    browser.get(reverse("portal:in_english"))


def in_welsh(browser: Client) -> None:
    browser.get(reverse("portal:in_welsh"))


def page_of(browser: Client, address: str, *, sent: bool = False) -> str:
    """Read a page; an empty string for a file, a way onward or no page."""
    answer = browser.post(address, {}) if sent else browser.get(address)
    is_page = answer.headers.get("Content-Type", "").startswith("text/html") and not 300 <= answer.status_code < 400
    assert answer.status_code < 500, address
    return answer.content.decode() if is_page else ""


def found_from(browser: Client, first: str) -> dict[str, str]:
    """Walk every link from a first page on, and give each page by its address."""
    waiting, pages = [first], {}
    while waiting:
        address = waiting.pop(0)
        if address in pages or _name_of(address) in {"", *ENDING}:
            continue
        pages[address] = page_of(browser, address)
        waiting += [html.unescape(each) for each in LINK.findall(pages[address])]
    return {address: page for address, page in pages.items() if page}


def _name_of(address: str) -> str:
    """The name of an address of the portal; empty for one elsewhere."""
    try:
        match = resolve(address.partition("?")[0])
    except Resolver404:
        return ""
    return (match.url_name or "") if match.namespaces == ["portal"] else ""


def alike_links(page: str) -> set[str]:
    """Words of links in the main part of a page that lead to different places (WCAG 2.4.4), hidden words included."""
    places: dict[str, set[str]] = {}
    for href, inside in ANCHOR.findall(page.partition("<main")[2].partition("</main>")[0]):
        words = " ".join(re.sub(r"<[^>]+>", " ", inside).split())
        places.setdefault(words, set()).add(href)
    return {words for words, hrefs in places.items() if len(hrefs) > 1}


@pytest.fixture
def visited(now) -> SignedIn:
    """Somebody to whom much was written, and who wrote."""
    lay_reference_data()
    call_command("load_bank_holidays", verbosity=0)
    victim = make_victim()
    letter = CommunicationFactory(victim=victim, sent=True, sent_at=NOW - 10 * DAY, channel=Channel.POST, words=WORDS)
    EnclosureFactory(communication=letter)
    CommunicationFactory(victim=victim, sent=True, sent_at=NOW - 10 * DAY, channel=Channel.POST, words=WORDS)
    PromiseFactory(victim=victim, due_on=(NOW + 12 * DAY).date())
    MessageAnswerFactory(message=VictimMessageFactory(victim=victim))
    VictimMessageFactory(victim=victim)
    return SignedIn(victim=victim, browser=sign_in(victim))


def data_of(victim) -> frozenset[str]:
    """What the record holds in one language: names, references, what people wrote."""
    unit = victim.case.unit
    messages = VictimMessage.objects.filter(victim=victim)
    return frozenset(
        filter(
            None,
            [
                unit.name,
                unit.phone,
                unit.email,
                victim.officer.full_name if victim.officer else "",
                *messages.values_list("text", flat=True),
                *messages.values_list("answers__text", flat=True),
                *Communication.objects.values_list("reference", flat=True),
            ],
        )
    )


class TestPages:
    def test_every_page_that_can_be_reached_is_whole_in_each_language(self, visited) -> None:
        browser, data = visited.browser, data_of(visited.victim)
        first = reverse("portal:home", kwargs={"victim_id": visited.victim.pk})
        in_english(browser)
        addresses = list(found_from(browser, first))
        found = []
        for address in addresses:
            in_english(browser)
            english = words_of_page(page_of(browser, address))
            in_welsh(browser)
            welsh = words_of_page(page_of(browser, address))
            assert (english.language, welsh.language) == ("en", "cy"), address
            found += [f"{_name_of(address)}: {each}" for each in same_in_both(english, welsh, data=data)]
            # Welsh answers with the verb of the question: Ydw, Oes, Cânt; and each link says by itself where it leads.
            found += [f"{_name_of(address)}: {each}" for each in welsh.parts if each in {"Ie", "Na"}]
            found += [f"{_name_of(address)}: links alike: {each}" for each in alike_links(page_of(browser, address))]

        assert found == []
        names = {_name_of(address) for address in addresses}
        assert names >= {"home", "letters", "letter", "messages", "rights", "your_number", "safety", "privacy"}

    def test_what_is_said_of_an_empty_form_is_whole_in_each_language(self, visited) -> None:
        browser, data = visited.browser, data_of(visited.victim)
        first = reverse("portal:home", kwargs={"victim_id": visited.victim.pk})
        in_english(browser)
        forms = [
            address
            for address, page in found_from(browser, first).items()
            if 'method="post"' in page.partition("<main")[2].partition("</main>")[0]
            and TYPED_IN.search(page.partition("<main")[2].partition("</main>")[0])
        ]
        found = []
        for address in forms:
            in_english(browser)
            english = page_of(browser, address, sent=True)
            in_welsh(browser)
            welsh = page_of(browser, address, sent=True)
            same = same_in_both(words_of_page(english), words_of_page(welsh), data=data)
            found += [f"{_name_of(address)}: {each}" for each in same]

        assert found == []
        assert {_name_of(address) for address in forms} >= {"messages"}

    @pytest.mark.parametrize("name", OPEN)
    def test_each_page_that_is_open_to_everybody_is_whole_in_each_language(self, name) -> None:
        browser = Client()
        in_english(browser)
        english = words_of_page(page_of(browser, reverse(f"portal:{name}")))
        in_welsh(browser)
        welsh = words_of_page(page_of(browser, reverse(f"portal:{name}")))

        assert (english.language, welsh.language) == ("en", "cy")
        assert same_in_both(english, welsh) == []

    def test_the_first_page_before_and_after_a_missed_promise(self, visited) -> None:
        address = reverse("portal:home", kwargs={"victim_id": visited.victim.pk})
        Promise.objects.all().update(due_on=(NOW - 3 * DAY).date())
        in_english(visited.browser)
        english = words_of_page(page_of(visited.browser, address))
        in_welsh(visited.browser)
        welsh = words_of_page(page_of(visited.browser, address))

        assert any("we are sorry" in part for part in english.parts)
        assert any("mae’n ddrwg gennym" in part for part in welsh.parts)
        assert same_in_both(english, welsh, data=data_of(visited.victim)) == []

    @pytest.mark.parametrize("status", ["400", "403", "404", "405", "500", "503", "csrf"])
    def test_what_is_said_of_an_error(self, status) -> None:
        with translation.override("en"):
            english = words_of_page(render_to_string(f"portal/errors/{status}.html"))
        with translation.override("cy"):
            welsh = words_of_page(render_to_string(f"portal/errors/{status}.html"))

        assert (english.language, welsh.language) == ("en", "cy")
        assert same_in_both(english, welsh) == []


class TestStages:
    def test_a_reader_of_welsh_is_never_shown_the_english_name_of_a_stage(self, now) -> None:
        victim = make_victim()
        victim.person.language = Language.CY
        victim.person.save()
        page = sign_in(victim).get(reverse("portal:home", kwargs={"victim_id": victim.pk})).content.decode()

        assert "Mae’r ddwy ochr yn paratoi ar gyfer y treial." in page
        assert "Both sides are preparing" not in page
