"""What a reader takes in at one look never breaks at the end of a line (TYPE-1)."""

import pytest

from communications.rules.dates_in_words import MONTHS
from communications.rules.typesetting import NO_BREAK, set_pieces, unbroken


@pytest.mark.parametrize(
    "whole",
    [
        "12 March 2026",
        "2 April",
        "May 2026",
        "12 Gorffennaf 2026",
        "3 Mai",
        "9 am",
        "4:30 pm",
        "9am to 4:30pm",
        "9 am to midday",
        "8am i 8pm",
        "9am i hanner dydd",
        "10am i 12 canol dydd",
        "01632 960 118",
        "01632 960100",
        "08 08 16 89 111",
        "0808 16 89 111",
        "+44 1632 960118",
        "CF99 1ZZ",
        "SW1H 9EA",
        "PO Box 100",
        "Blwch Post 12",
    ],
)
def test_type_1_keeps_dates_times_numbers_and_postcodes_whole(whole: str) -> None:
    said = unbroken(f"Ring on {whole}, or later ({whole}). {whole}")

    together = whole.replace(" ", NO_BREAK)
    assert said == f"Ring on {together}, or later ({together}). {together}"


@pytest.mark.parametrize("month", MONTHS)
def test_type_1_knows_every_month_of_both_languages(month: str) -> None:
    assert " " not in unbroken(f"30 {month} 2026")


@pytest.mark.parametrize(
    "words",
    [
        "Thursday",
        "10 working days",
        "3 people may march",
        "£10 200 was taken",
        "From 9am on to the evening",
        "In 2026 20 letters went",
        "May I ring?",
        "VCS-7K2M-9QXD",
        "",
    ],
)
def test_type_1_leaves_all_other_words_as_they_were_typed(words: str) -> None:
    assert unbroken(words) == words


def test_type_1_changes_nothing_but_the_kind_of_space() -> None:
    text = "We meet on Monday 11 May 2026.\n\n- Telephone: 01632 960 118\n- 9 am"

    assert unbroken(text).replace(NO_BREAK, " ") == text
    assert [piece.lines for piece in set_pieces(text)] == [
        (f"We meet on Monday 11{NO_BREAK}May{NO_BREAK}2026.",),
        (f"Telephone: 01632{NO_BREAK}960{NO_BREAK}118", f"9{NO_BREAK}am"),
    ]
