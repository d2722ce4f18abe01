"""What is said on the telephone, by situation (CALL-7)."""

import dataclasses

import pytest

from communications.rules.calls.scripts import ScriptFacts, Situation, script
from communications.rules.calls.vocabulary import CallPurpose
from communications.rules.neutral_words import revealing_words

FACTS = ScriptFacts(person="Ms Hughes", caller="Robin", purpose=CallPurpose.TELL_DECISION)


def words_of(situation: Situation, **changes: object):
    return next(one for one in script(facts=dataclasses.replace(FACTS, **changes)) if one.situation is situation)


class TestScript:
    def test_call_7_has_words_for_every_situation_in_order(self) -> None:
        assert [one.situation for one in script(facts=FACTS)] == list(Situation)

    @pytest.mark.parametrize("purpose", CallPurpose)
    @pytest.mark.parametrize("has_agreed_words", [True, False])
    @pytest.mark.parametrize("situation", [one for one in Situation if one.is_before_identity])
    def test_call_7_reveals_nothing_before_it_is_sure_who_listens(self, situation, purpose, has_agreed_words) -> None:
        said = words_of(situation, purpose=purpose, has_agreed_words=has_agreed_words).say

        assert revealing_words(" ".join(said)) == frozenset()

    @pytest.mark.parametrize("purpose", CallPurpose)
    def test_call_7_says_who_we_are_only_when_telling(self, purpose) -> None:
        named = {
            one.situation
            for one in script(facts=dataclasses.replace(FACTS, purpose=purpose))
            if "Crown Prosecution Service" in " ".join(one.say)
        }

        assert named == {Situation.TELLING}

    def test_call_7_asks_for_the_agreed_words_where_there_are_some(self) -> None:
        assert "We agreed on some words" in words_of(Situation.IDENTITY, has_agreed_words=True).say[0]
        assert "date of birth" in words_of(Situation.IDENTITY).say[1]

    def test_call_7_joins_the_interpreter_first(self) -> None:
        assert "interpreter" in words_of(Situation.OPENING, needs_interpreter=True).notes[0]

    def test_call_7_speaks_of_the_family_to_a_relative(self) -> None:
        assert "your family" in " ".join(words_of(Situation.TELLING, is_relative=True).say)
        assert "your case" in " ".join(words_of(Situation.TELLING).say)
