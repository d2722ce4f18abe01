"""Which letters belong together because one corrects the other, and whose words hold (CORR-7; W14)."""

import datetime as dt
import uuid

from communications.rules.correction_chains import ChainLink, Correcting, chain, later

FIRST, SECOND, THIRD, FOURTH, OTHER = (uuid.UUID(int=number) for number in range(1, 6))
DAY = dt.timedelta(days=1)
AT = dt.datetime(2026, 3, 26, 12, tzinfo=dt.UTC)


def correcting(wrong: uuid.UUID, letter: uuid.UUID, left_at: dt.datetime | None = AT) -> Correcting:
    return Correcting(wrong=wrong, letter=letter, left_at=left_at)


#: The first letter was wrong in two things, found one after the other; the first correction was wrong itself.
KNOWN = (
    correcting(FIRST, SECOND, AT),
    correcting(FIRST, THIRD, AT + DAY),
    correcting(SECOND, FOURTH, AT + 2 * DAY),
    correcting(OTHER, uuid.UUID(int=9), AT + 3 * DAY),
)


class TestChain:
    def test_lists_every_letter_that_belongs_together_the_newest_first(self):
        assert chain(of=FIRST, corrections=KNOWN) == (
            ChainLink(letter=FOURTH, corrects=SECOND, corrected_at=None),
            ChainLink(letter=THIRD, corrects=FIRST, corrected_at=None),
            ChainLink(letter=SECOND, corrects=FIRST, corrected_at=AT + 2 * DAY),
            ChainLink(letter=FIRST, corrects=None, corrected_at=AT + DAY),
        )

    def test_is_the_same_from_each_of_its_letters(self):
        assert len({chain(of=each, corrections=KNOWN) for each in (FIRST, SECOND, THIRD, FOURTH)}) == 1

    def test_puts_what_is_in_writing_on_top_and_lets_the_words_hold_until_it_left(self):
        found = chain(of=FIRST, corrections=[correcting(FIRST, SECOND), correcting(SECOND, THIRD, None)])

        assert [each.letter for each in found] == [THIRD, SECOND, FIRST]
        assert found[1].corrected_at is None

    def test_a_letter_that_was_right_has_none(self):
        assert chain(of=uuid.UUID(int=20), corrections=KNOWN) == ()


class TestLater:
    def test_names_first_what_holds_the_words_that_count(self):
        assert [each.letter for each in later(of=FIRST, corrections=KNOWN)] == [FOURTH, THIRD, SECOND]
        assert [each.letter for each in later(of=SECOND, corrections=KNOWN)] == [FOURTH]

    def test_of_two_that_left_at_one_instant_the_one_that_corrects_the_other_is_newer(self):
        found = later(of=FIRST, corrections=[correcting(FIRST, SECOND), correcting(SECOND, THIRD)])

        assert [each.letter for each in found] == [THIRD, SECOND]

    def test_nothing_came_of_what_holds_or_of_what_has_not_left(self):
        assert later(of=FOURTH, corrections=KNOWN) == ()
        assert later(of=FIRST, corrections=[correcting(FIRST, SECOND, None)]) == ()
