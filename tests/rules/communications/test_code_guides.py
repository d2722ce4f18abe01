"""Compensation, personal statement and complaint explained in full: CODE-4 (domain.md 4.2, 4.5; V23, V24)."""

import pytest

from cases.rules.vocabulary import Language
from communications.rules.code_guides import Topic, guide


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

    @pytest.mark.parametrize("topic", Topic)
    def test_reads_without_blame_or_bureaucracy(self, topic):
        text = " ".join(_sentences(guide(topic=topic, language=Language.EN))).lower()

        assert not [word for word in ("dropped", "alleged", "complainant", "pursuant", "unfortunately") if word in text]

    def test_statement_says_who_reads_it_and_that_the_court_decides(self):
        text = " ".join(_sentences(guide(topic=Topic.STATEMENT, language=Language.EN)))

        assert "the defence and the defendant see it too" in text
        assert "The court decides how it is done" in text

    def test_another_language_reads_english(self):
        assert guide(topic=Topic.COMPLAINT, language=Language.OTHER) == guide(
            topic=Topic.COMPLAINT, language=Language.EN
        )


def _sentences(words) -> list[str]:
    found = [words.title, words.lead]
    for section in words.sections:
        found += [section.heading, *section.paragraphs, *section.points]
    return found
