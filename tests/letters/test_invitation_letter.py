"""The letter with an invitation (V1, V33): what it says, how it is read back, and that its code stays out of sight."""

import dataclasses
import datetime as dt
import re

import pytest
from django.utils import translation
from django.utils.translation import gettext

from cases.rules.vocabulary import Language
from communications.documents import invitation_letter
from communications.documents.context import NamedContact
from communications.documents.invitation_letter import InvitationContext
from communications.documents.rendering import RenderFailed, RenderFault
from communications.documents.words import NoWords
from communications.rules.neutral_words import revealing_words
from communications.rules.vocabulary import Channel
from tests.letters.pdfs import fonts_in, text_of

CODE = "K7Q29MXD4TPHRWC3"
BOTH = [Language.EN, Language.CY]


def a_context(**changes) -> InvitationContext:
    values = {
        "recipient_name": "Ms Siân Hughes",
        "salutation_name": "Ms Hughes",
        "address_lines": ("4 Sample Road", "Cardiff", "CF10 1AA"),
        "language": Language.EN,
        "our_reference": "VCS-7K2M-9QXD",
        "letter_on": dt.date(2026, 3, 11),
        "use_by": dt.date(2026, 3, 31),
        "code": CODE,
        "web_address": "updates.example.org",
        "codes_by": Channel.TEXT,
        "contact": NamedContact(
            name="Robin Writer",
            role="Victim Liaison Officer",
            phone="01632 960100",
            email="robin@example.org",
            hours="Monday to Friday, 9am to 5pm",
        ),
        "office": "CPS Cymru-Wales",
        "return_address": "Victim Liaison Unit, PO Box 100, Cardiff CF10 9ZZ",
        **changes,
    }
    return InvitationContext(**values)


def words(**changes) -> str:
    return "\n".join(section.text for section in invitation_letter.compose(context=a_context(**changes)))


class TestWords:
    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("codes_by", [Channel.TEXT, Channel.EMAIL])
    def test_leave_no_gap_and_no_mark(self, language, codes_by):
        said = words(language=language, codes_by=codes_by)

        assert "[[" not in said
        assert "{" not in said
        assert "==" not in said

    @pytest.mark.parametrize(
        ("language", "day"), [(Language.EN, "Tuesday 31 March 2026"), (Language.CY, "dydd Mawrth 31 Mawrth 2026")]
    )
    def test_name_the_address_the_code_and_the_last_day(self, language, day):
        said = words(language=language)

        assert "updates.example.org" in said
        assert "K7Q2 9MXD 4TPH RWC3" in said
        assert day in said

    @pytest.mark.parametrize("language", BOTH)
    def test_hold_no_link_that_would_carry_a_secret(self, language):
        said = words(language=language)

        assert "http" not in said
        assert not re.search(r"updates\.example\.org/\S", said)

    @pytest.mark.parametrize(
        ("language", "by_text", "by_email"),
        [(Language.EN, "mobile number", "email address"), (Language.CY, "rhif ffôn symudol", "cyfeiriad e-bost")],
    )
    def test_say_where_the_six_digits_will_come(self, language, by_text, by_email):
        text, email = words(language=language), words(language=language, codes_by=Channel.EMAIL)

        assert by_text in text
        assert by_text not in email
        assert by_email in email
        assert by_email not in text

    @pytest.mark.parametrize(
        ("language", "promise"),
        [
            (Language.EN, "the same facts and the same promises, on the same dates"),
            (Language.CY, "yr un ffeithiau a’r un addewidion, ar yr un dyddiadau"),
        ],
    )
    def test_say_that_nothing_is_lost_without_the_page(self, language, promise):
        """V33."""
        assert promise in words(language=language)

    @pytest.mark.parametrize("language", BOTH)
    def test_name_what_is_pressed_as_the_pages_in_that_language_do(self, language):
        """V22: a reader of Welsh finds the pages in Welsh."""
        said = words(language=language)

        with translation.override(language.value.lower()):
            assert all(f"“{gettext(name)}”" in said for name in ("Start now", "Continue", "Exit this page"))
        assert ("“Cymraeg”" in said) is (language is Language.CY)

    def test_say_nothing_of_a_crime_a_court_or_a_case(self):
        """Who writes is named, as in every letter; why is not."""
        contact = dataclasses.replace(a_context().contact, role="Your contact")
        said = words(contact=contact, office="", return_address="PO Box 100")
        for who_writes in ("Crown Prosecution Service", "www.cps.gov.uk"):
            said = said.replace(who_writes, "")

        assert revealing_words(said) == frozenset()

    def test_leave_out_what_the_unit_has_not_recorded(self):
        contact = dataclasses.replace(a_context().contact, phone="", hours="")

        said = words(contact=contact)

        assert "Telephone:" not in said
        assert "Open:" not in said

    def test_are_not_put_into_english_for_want_of_another_language(self):
        with pytest.raises(NoWords, match="portal_invitation/v2/other"):
            words(language=Language.OTHER)

    def test_take_nothing_of_a_value_as_words_of_their_own(self):
        said = invitation_letter.compose(context=a_context(salutation_name="== typed {{ code }} <b>"))

        assert "== typed {{ code }} <b>" in said[1].text
        assert len(said) == len(invitation_letter.compose(context=a_context()))


@pytest.fixture(params=BOTH, ids=str, scope="module")
def letter(request):
    return invitation_letter.render(context=a_context(language=request.param))


class TestRender:
    def test_holds_the_code_as_it_is_to_be_typed(self, letter):
        assert "K7Q2 9MXD 4TPH RWC3" in text_of(letter.pdf)

    def test_names_the_recipient_and_the_reference(self, letter):
        assert "Ms Siân Hughes" in text_of(letter.pdf)
        assert "VCS-7K2M-9QXD" in text_of(letter.pdf)

    def test_fits_one_sheet(self, letter):
        assert letter.pages <= 2

    def test_uses_no_font_but_ours(self, letter):
        assert all(embedded and "Victim-Letter-Sans" in name for name, embedded in fonts_in(letter.pdf))

    def test_gives_the_same_bytes_each_time(self):
        """A try that may have arrived and a second one are one letter to the print room."""
        again = [invitation_letter.render(context=a_context()).digest for _ in range(2)]

        assert again[0] == again[1]

    def test_labels_the_page_in_the_readers_language(self):
        welsh = text_of(invitation_letter.render(context=a_context(language=Language.CY)).pdf)

        assert "Ein cyfeirnod:" in welsh
        assert "Tudalen 1 o 2" in welsh
        assert "11 Mawrth 2026" in welsh
        assert "Our reference" not in welsh

    def test_keeps_the_code_on_the_first_page_with_what_it_needs(self):
        from_first_page = text_of(invitation_letter.render(context=a_context()).pdf).split("Page 1 of 2")[0]

        assert "updates.example.org" in from_first_page
        assert "K7Q2 9MXD 4TPH RWC3" in from_first_page
        assert "Type the six digits" in from_first_page


class TestReadBack:
    """T14."""

    def fault(self, **changes):
        with pytest.raises(RenderFailed) as failed:
            invitation_letter.render(context=a_context(**changes))
        assert CODE not in str(failed.value)
        return failed.value.fault

    def test_refuses_the_code_of_somebody_else_beside_the_right_one(self):
        assert self.fault(return_address="Unit, 2222 3333 4444 5555, Cardiff") is RenderFault.WRONG_CODE

    def test_refuses_a_code_that_is_not_one(self):
        assert self.fault(code="K7Q2") is RenderFault.WRONG_CODE

    def test_refuses_another_reference(self):
        assert self.fault(return_address="about VCS-2222-3333") is RenderFault.OTHER_REFERENCE

    def test_refuses_a_case_number(self):
        assert self.fault(return_address="about 62AA1234526") is RenderFault.OTHER_REFERENCE

    def test_refuses_what_cannot_be_printed(self):
        assert self.fault(recipient_name="李 Hughes") is RenderFault.MISSING_GLYPH


class TestSecrecy:
    def test_of_the_code_holds_wherever_a_context_or_a_section_is_shown(self):
        context = a_context()

        shown = repr(context) + repr(invitation_letter.compose(context=context))

        assert CODE not in shown
        assert "K7Q2" not in shown
        assert "Hughes" not in shown
