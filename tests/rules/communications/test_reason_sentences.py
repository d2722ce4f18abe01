"""What a letter says for a specific reason: plain, and never blaming (REAS-5, W5)."""

import re

import pytest

from cases.rules.vocabulary import Addressee, SpecificReason
from communications.rules.gate.check import check
from communications.rules.letter_words import BlockKey
from communications.rules.reason_sentences import FOR_ANOTHER_READER, SENTENCES, sentences
from communications.rules.record_facts import RecordFacts
from tests.rules.communications.test_gate import REASON, facts_for, letter

OTHER = {SpecificReason.OTHER_EVIDENTIAL, SpecificReason.OTHER_PUBLIC_INTEREST}


def found(text: str, **record: object) -> list[tuple[str, str]]:
    words, facts = letter(facts_for(record=RecordFacts(), **record), reason_specific=text)
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

    assert sentences(specific=chosen, addressee=Addressee.VICTIM, victim_name="") == (
        SENTENCES[SpecificReason.RECORDING_NOT_THERE],
        SENTENCES[SpecificReason.WHO_NOT_SHOWN],
    )


@pytest.mark.parametrize("reader", [Addressee.PARENT_GUARDIAN, Addressee.SPOKESPERSON])
def test_whoever_reads_for_the_victim_is_not_spoken_to_as_the_victim(reader):
    said = sentences(specific=tuple(SENTENCES), addressee=reader, victim_name="Ella")

    assert len(said) == len(SENTENCES)
    assert [text for text in said if re.search(r"\b(?:you|your)\b", text)] == []
    assert sum("Ella" in text for text in said) == 2


def test_a_family_is_told_of_who_died_and_of_what_they_wanted_themselves():
    said = " ".join(
        sentences(specific=tuple(SENTENCES), addressee=Addressee.BEREAVED_FAMILY_VIA_FLO, victim_name="Adam")
    )

    assert "as a whole and not about Adam." in said
    assert "what you told us you wanted" in said


def test_a_business_is_told_of_its_people():
    conflicts = (SpecificReason.EVIDENCE_CONFLICTS,)
    (said,) = sentences(specific=conflicts, addressee=Addressee.BUSINESS_CONTACT, victim_name="Morgan’s Bakery")

    assert said.endswith("not about you or your colleagues.")


def test_the_gate_finds_nothing_in_what_another_reader_is_told():
    every = {text.replace("{whom}", "Ella") for each in FOR_ANOTHER_READER.values() for text in each.values()}

    assert [found(f"{text}\n\n{REASON}", victim_name="Ella") for text in every] == [found(REASON)] * len(every)
