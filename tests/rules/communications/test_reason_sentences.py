"""What a letter says for a specific reason: plain, and never blaming (REAS-5, W5)."""

import pytest

from cases.rules.vocabulary import SpecificReason
from communications.rules.gate.check import check
from communications.rules.letter_words import BlockKey
from communications.rules.reason_sentences import SENTENCES, sentences
from communications.rules.record_facts import RecordFacts
from tests.rules.communications.test_gate import REASON, facts_for, letter

OTHER = {SpecificReason.OTHER_EVIDENTIAL, SpecificReason.OTHER_PUBLIC_INTEREST}


def found(text: str) -> list[tuple[str, str]]:
    words, facts = letter(facts_for(record=RecordFacts()), reason_specific=text)
    return [
        (item.rule, item.words)
        for item in check(words=words, facts=facts).items
        if item.block in {BlockKey.REASON_SPECIFIC, None}
    ]


def test_every_reason_but_another_has_one():
    assert set(SpecificReason) - set(SENTENCES) == OTHER


@pytest.mark.parametrize("reason", sorted(SENTENCES))
def test_the_gate_finds_nothing_in_it(reason):
    assert found(f"{SENTENCES[reason]}\n\n{REASON}") == found(REASON)


def test_they_come_in_the_order_chosen_and_another_reason_says_nothing():
    chosen = (SpecificReason.RECORDING_NOT_THERE, SpecificReason.OTHER_EVIDENTIAL, SpecificReason.WHO_NOT_SHOWN)

    assert sentences(specific=chosen) == (
        SENTENCES[SpecificReason.RECORDING_NOT_THERE],
        SENTENCES[SpecificReason.WHO_NOT_SHOWN],
    )
