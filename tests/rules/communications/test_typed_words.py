"""What may be typed or pasted into a letter (TYPED-1 to TYPED-4)."""

import pytest

from communications.documents.assets import printable_characters
from communications.rules.typed_words import LONGEST_PART, FaultKind, faults_in

PRINTABLE = printable_characters()
WORD_HTML = "<p class=MsoNormal style='mso-margin-top-alt:auto'>You told us about the <b>ring</b>.<o:p></o:p></p>"


def kinds(text):
    return [fault.kind for fault in faults_in(text, printable=PRINTABLE)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "You told us about the ring.\n\n- It was gold\n- It was hers",
        "Ŵyn o’r Bala paid £40 \u2013 “more than half”… 5 < 6 and 7 > 3, I <3 it, a<b, x <- y",
        "\u202eturned\u202c by a mark nobody sees, and a zero\u200bwidth space",
        "Tab\tand\r\nWindows line ends",
    ],
)
def test_plain_words_are_no_fault(text):
    assert faults_in(text, printable=PRINTABLE) == ()


def test_typed_1_counts_how_many_are_too_many():
    assert kinds("a" * LONGEST_PART) == []
    (fault,) = faults_in("a" * 50_000, printable=PRINTABLE)
    assert (fault.kind, fault.signs) == (FaultKind.TOO_LONG, (str(50_000 - LONGEST_PART),))


@pytest.mark.parametrize(
    "text",
    [
        WORD_HTML,
        "<!--[if gte mso 9]><xml></xml><![endif]-->Words",
        "Words<br/>and more",
        "<div>Words</div>",
        '<span lang="EN-GB">Words</span>',
        "Words&nbsp;and more",
        "mso-style-name: Normal",
        "<script>alert(1)</script>",
        "<TABLE border=0><tr><td>",
    ],
)
def test_typed_2_finds_mark_up_of_other_programs(text):
    assert kinds(text) == [FaultKind.MARK_UP]


def test_typed_2_says_what_and_where():
    (fault,) = faults_in(f"First line.\n\nSecond {WORD_HTML}", printable=PRINTABLE)

    assert fault.signs[0].startswith("<p class=MsoNormal")
    assert fault.place.startswith("Second <p")
    assert "First" not in fault.place


@pytest.mark.parametrize("text", ["\u05e9\u05dc\u05d5\u05dd", "We wrote \u0645\u0631\u062d\u0628\u0627 to you"])
def test_typed_3_finds_scripts_that_run_from_right_to_left(text):
    assert kinds(text) == [FaultKind.RIGHT_TO_LEFT]


def test_typed_4_names_each_sign_once_and_the_words_around_the_first():
    (fault,) = faults_in("Take care \U0001f600\U0001f600 and \u6f22\u5b57.", printable=PRINTABLE)

    assert fault.kind is FaultKind.NOT_IN_TYPEFACE
    assert fault.signs == ("\U0001f600", "\u6f22", "\u5b57")
    assert fault.place.startswith("Take care")


def test_typed_4_an_emoji_of_several_signs_is_found_by_those_that_are_stored():
    family = "\U0001f469\u200d\U0001f467"

    (fault,) = faults_in(family, printable=PRINTABLE)

    assert fault.signs == ("\U0001f469", "\U0001f467")


def test_everything_wrong_is_said_at_once():
    text = f"<p>\u05e9 \U0001f600</p>{'a' * LONGEST_PART}"

    assert kinds(text) == [
        FaultKind.TOO_LONG,
        FaultKind.MARK_UP,
        FaultKind.RIGHT_TO_LEFT,
        FaultKind.NOT_IN_TYPEFACE,
    ]
