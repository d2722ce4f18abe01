"""Compensation, personal statement and complaint explained in full: CODE-4 (domain.md 4.2, 4.5; V23, V24)."""

import dataclasses
import datetime as dt

import pytest

from cases.rules.time_limits import TimeLimit
from cases.rules.vocabulary import Language, LimitKind, LimitUnit
from communications.rules import code_guides
from communications.rules.code_guides import Topic

LIMITS = {
    kind: TimeLimit(kind=kind, value=24, unit=LimitUnit.CALENDAR_MONTHS, starts_on=dt.date(2021, 4, 1), source="test")
    for kind in (LimitKind.COMPENSATION_APPLY, LimitKind.COMPENSATION_AFTER_CHILDHOOD)
}


def guide(*, topic, language, limits=LIMITS):
    return code_guides.guide(topic=topic, language=language, limits=limits)


class TestGuides:
    @pytest.mark.parametrize("topic", Topic)
    def test_code_4_both_languages_say_the_same_part_for_part(self, topic):
        english, welsh = (guide(topic=topic, language=each) for each in (Language.EN, Language.CY))

        shape = [
            [(len(section.paragraphs), len(section.points)) for section in each.sections] for each in (english, welsh)
        ]
        assert shape[0] == shape[1]
        assert english.title != welsh.title
        assert not set(_sentences(english)) & set(_sentences(welsh))

    @pytest.mark.parametrize("language", [Language.EN, Language.CY])
    @pytest.mark.parametrize("topic", Topic)
    def test_every_sentence_is_whole(self, topic, language):
        words = guide(topic=topic, language=language)

        said = [words.lead, *(each for section in words.sections for each in section.paragraphs)]
        assert not [each for each in said if not each.endswith((".", "?", ":"))]

    @pytest.mark.parametrize("topic", Topic)
    def test_reads_without_blame_or_bureaucracy(self, topic):
        text = " ".join(_sentences(guide(topic=topic, language=Language.EN))).lower()

        assert not [word for word in ("dropped", "alleged", "complainant", "pursuant", "unfortunately") if word in text]

    def test_statement_says_who_reads_it_and_that_the_court_decides(self):
        text = " ".join(_sentences(guide(topic=Topic.STATEMENT, language=Language.EN)))

        assert "the defence and the defendant see it too" in text
        assert "The court decides how it is done" in text

    def test_tl_1_the_limits_of_compensation_are_those_of_their_rows(self):
        other = LIMITS | {
            LimitKind.COMPENSATION_APPLY: dataclasses.replace(LIMITS[LimitKind.COMPENSATION_APPLY], value=36)
        }
        said = " ".join(_sentences(guide(topic=Topic.COMPENSATION, language=Language.EN, limits=other)))
        welsh = " ".join(_sentences(guide(topic=Topic.COMPENSATION, language=Language.CY, limits=other)))

        assert "You normally have three years from the day of the crime." in said
        assert "two years from your 18th birthday" in said
        assert "y terfyn yw tair blynedd o ddiwrnod y drosedd" in welsh
        assert "{" not in said + welsh

    def test_tl_1_without_a_row_no_figure_is_said(self):
        said = " ".join(_sentences(guide(topic=Topic.COMPENSATION, language=Language.EN, limits={})))

        assert "years" not in said
        assert "You do not have to wait until the case is over." in said

    def test_another_language_reads_english(self):
        assert guide(topic=Topic.COMPLAINT, language=Language.OTHER) == guide(
            topic=Topic.COMPLAINT, language=Language.EN
        )


def _sentences(words) -> list[str]:
    found = [words.title, words.lead]
    for section in words.sections:
        found += [section.heading, *section.paragraphs, *section.points]
    return found
