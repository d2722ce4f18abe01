"""Numbers from forms and addresses: whatever is sent, it is a number that the database takes or it is none."""

import pytest

from web.numbers import whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("56", 56), ("999999999", 999_999_999)])
def test_reads_a_whole_number(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-1",
        "+1",
        "1.5",
        "1e3",
        "ab",
        "1_000",
        "\N{SUPERSCRIPT TWO}",
        "\N{ARABIC-INDIC DIGIT TWO}",
        "1" * 10,
        "9" * 5000,
    ],
)
def test_anything_else_is_none(text):
    assert whole_number(text) is None
