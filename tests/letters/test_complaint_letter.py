"""The answer to a complaint on paper (V27, V33): what it says in each language and print, and how it is read back."""

import dataclasses
import datetime as dt

import pytest

from cases.rules.vocabulary import Language
from communications.documents import complaint_letter
from communications.documents.complaint_letter import AnswerContext, AnswerSide
from communications.documents.rendering import RenderFailed, RenderFault
from communications.rules.complaints import FIRST, SECOND, ComplaintOutcome
from communications.rules.vocabulary import PrintFormat
from tests.letters.pdfs import text_of

ENGLISH = AnswerSide(
    language=Language.EN, answer="Nobody rang you back for three weeks.\n\nThat was wrong.",
    what_we_do="We now ring on the same day.", further_within="one month", unit_name="Victim Liaison Unit Wales",
    hours="Monday to Friday, 9am to 5pm", office="CPS Cymru-Wales",
)  # fmt: skip
WELSH = dataclasses.replace(
    ENGLISH, language=Language.CY, answer="Ni ffoniodd neb yn ôl am dair wythnos.",
    what_we_do="Rydym nawr yn ffonio ar yr un diwrnod.", further_within="1 mis",
    unit_name="Uned Cyswllt Dioddefwyr Cymru",
    hours="dydd Llun i ddydd Gwener, 9am i 5pm", office="Gwasanaeth Erlyn y Goron Cymru",
)  # fmt: skip


def a_context(**changes) -> AnswerContext:
    values = {
        "recipient_name": "Ms Siân Hughes", "salutation_name": "Ms Hughes",
        "address_lines": ("4 Sample Road", "Cardiff", "CF10 1AA"), "our_reference": "VCC-1A2B3C4D",
        "own_references": frozenset(), "letter_on": dt.date(2026, 3, 11), "complained_on": dt.date(2026, 2, 2),
        "missed_on": None, "number": FIRST, "outcome": ComplaintOutcome.UPHELD, "is_about_a_decision": False,
        "phone": "01632 960100", "email": "liaison@example.org",
        "return_address": "Victim Liaison Unit, PO Box 100, Cardiff CF10 9ZZ",
        "sides": (ENGLISH,), **changes,
    }  # fmt: skip
    return AnswerContext(**values)


def words(side: AnswerSide = ENGLISH, **changes) -> str:
    sections = complaint_letter.compose(context=a_context(**changes), side=side)
    return "\n".join(f"{section.heading}\n{section.text}" for section in sections)


class TestWords:
    @pytest.mark.parametrize("side", [ENGLISH, WELSH])
    @pytest.mark.parametrize("number", [FIRST, SECOND])
    @pytest.mark.parametrize("outcome", [each for each in ComplaintOutcome if each is not ComplaintOutcome.WITHDRAWN])
    @pytest.mark.parametrize("is_about_a_decision", [True, False])
    def test_v27_leave_no_gap_and_say_the_answer_and_the_way_on(self, side, number, outcome, is_about_a_decision):
        said = words(side, number=number, outcome=outcome, is_about_a_decision=is_about_a_decision)

        assert "[[" not in said
        assert "{" not in said
        assert side.answer in said
        assert side.what_we_do in said
        assert (side.further_within in said) is (number == FIRST or not is_about_a_decision)

    @pytest.mark.parametrize(
        ("side", "address", "nobody"),
        [
            (ENGLISH, "Victim Liaison Unit, PO Box 100, Cardiff CF10 9ZZ", "They "),
            (WELSH, "Uned Cyswllt Dioddefwyr, Blwch Post 100, Caerdydd CF10 9ZZ", "'"),
        ],
    )
    @pytest.mark.parametrize("number", [FIRST, SECOND])
    def test_v27_say_where_to_go_on_and_who_looks_at_it_next(self, side, address, nobody, number):
        (said,) = (
            section.text
            for section in complaint_letter.compose(context=a_context(number=number), side=side)
            if section.css_class == "further"
        )

        assert f"liaison@example.org {'or write to' if side is ENGLISH else 'neu ysgrifennwch i'} {address}." in said
        assert nobody not in said

    def test_v27_are_signed_in_welsh_by_the_unit(self):
        assert words(WELSH).endswith("Yn gywir\n\nUned Cyswllt Dioddefwyr Cymru\nGwasanaeth Erlyn y Goron Cymru")
        assert "Victim" not in words(WELSH)

    def test_v27_a_late_one_says_sorry_first(self):
        said = words(missed_on=dt.date(2026, 3, 2))

        assert "You should have had it by 2 March 2026. We are sorry that it is late." in said
        assert "Mae’n ddrwg gennym ei fod yn hwyr." in words(WELSH, missed_on=dt.date(2026, 3, 2))
        assert "late" not in words()

    def test_v27_where_nothing_is_done_no_heading_stands_alone(self):
        side = dataclasses.replace(ENGLISH, what_we_do="")

        assert "What we do about it" not in words(side, outcome=ComplaintOutcome.NOT_UPHELD)


class TestPaper:
    def test_v22_in_welsh_it_comes_with_its_english(self):
        made = complaint_letter.render(context=a_context(sides=(WELSH, ENGLISH)))

        said = text_of(made.pdf)
        assert said.index("Ni ffoniodd neb") < said.index("Nobody rang you back")
        assert made.print_format is PrintFormat.STANDARD

    def test_v21_in_large_print_it_says_the_same(self):
        usual = complaint_letter.render(context=a_context())
        large = complaint_letter.render(context=a_context(print_format=PrintFormat.LARGE_PRINT))

        assert "We now ring on the same day." in text_of(large.pdf)
        assert large.pages >= usual.pages
        assert large.digest != usual.digest

    def test_the_same_answer_gives_the_same_letter(self):
        first, second = (complaint_letter.render(context=a_context()).digest for _ in range(2))
        assert first == second

    def test_t14_it_may_name_a_letter_of_theirs_and_nobody_elses(self):
        side = dataclasses.replace(ENGLISH, answer="Our letter VCS-7K2M-9QXD was wrong.")

        assert complaint_letter.render(
            context=a_context(sides=(side,), own_references=frozenset({"VCS-7K2M-9QXD"}))
        ).pages
        with pytest.raises(RenderFailed) as refused:
            complaint_letter.render(context=a_context(sides=(side,)))
        assert refused.value.fault is RenderFault.OTHER_REFERENCE
