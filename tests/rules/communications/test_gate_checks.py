"""Single checks of the gate at their edges; the corpus holds them to whole letters (GATE-2 to GATE-24, W6)."""

import dataclasses
import datetime as dt

import pytest

from cases.rules.vocabulary import Language, ReviewText
from communications.rules.gate.check import check
from communications.rules.gate.findings import FindingLevel
from communications.rules.gate.glossary import GLOSSARY
from communications.rules.gate.sentences import reading_ease, sentences_of, syllables
from communications.rules.letter_words import BlockKey
from communications.rules.record_facts import Pronoun, RecordFacts, pronoun_of
from tests.rules.communications.test_gate import REASON, block, facts_for, letter, with_block


def found_in(text: str, rule: str, *, record: RecordFacts | None = None, **facts: object) -> list[str]:
    """Write a text into the reasons of a complete letter and give the words that one rule finds there."""
    words, against = letter(facts_for(record=record or RecordFacts(), **facts), reason_specific=f"{REASON}\n\n{text}")
    items = check(words=words, facts=against).items
    return [item.words for item in items if item.rule == rule and item.block is BlockKey.REASON_SPECIFIC]


class TestPhrases:
    @pytest.mark.parametrize(
        "text",
        [
            "You did not attend.",
            "You didn't turn up.",
            "You never came to court.",
            "You would not give evidence.",
            "You have consistently failed to help.",
            "You simply chose not to take part.",
            "This was due to your refusal.",
            "You were unwilling to speak.",
            "Because you withdrew, it ended.",
        ],
    )
    def test_gate_19_finds_blame_in_any_tense_and_with_words_between(self, text):
        assert found_in(text, "GATE-19")

    @pytest.mark.parametrize(
        "text",
        [
            "You could not come to court.",
            "You did not feel able to give evidence.",
            "You do not have to come to court.",
            "Nobody is saying that you failed to help.",
            "The case did not stop because of you.",
            "You said: “I never turned up.”",
            "Because you did not give your consent, it was a crime.",
        ],
    )
    def test_gate_19_lets_pass_what_reassures_or_is_the_readers_own(self, text):
        assert found_in(text, "GATE-19") == []

    def test_gate_19_finds_blame_of_the_person_a_letter_is_about(self):
        about_ella = RecordFacts(is_about_someone_else=True, pronoun=Pronoun.SHE, people=("Ella",))

        found = found_in("Ella failed to help. She refused to speak.", "GATE-19", record=about_ella, victim_name="Ella")

        assert found == ["Ella failed to help", "She refused to speak"]

    def test_gate_21_lets_public_interest_pass_where_it_is_explained(self):
        bare = "It is not in the public interest."

        assert found_in(bare, "GATE-21") == ["not in the public interest"]
        assert found_in(f"{bare} This means that it is not the right response.", "GATE-21") == []

    def test_gate_20_needs_the_persons_words_in_the_sentence(self):
        assert found_in("The two clocks were inconsistent.", "GATE-20") == []
        assert found_in("Your account was inconsistent.", "GATE-20") == ["inconsistent"]

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("You held your bag. It was dropped.", []),
            ("You dropped the case of bottles.", []),
            ("You held on to us. It was dropped.", ["It was dropped"]),
            ("We have had to drop both charges.", ["We have had to drop both charges"]),
            ("The prosecutor wanted to drop it.", ["prosecutor wanted to drop it"]),
        ],
    )
    def test_gate_2_knows_what_is_really_dropped_from_a_case(self, text, found):
        assert found_in(text, "GATE-2") == found

    def test_gate_22_only_advises_against_stiff_words(self):
        words, facts = letter(facts_for(), reason_specific=f"{REASON} It was prior to that.")

        found = check(words=words, facts=facts)

        assert [(item.rule, item.words) for item in found.advice] == [("GATE-22", "prior to")]
        assert found.is_approvable


class TestLegalTerms:
    @pytest.mark.parametrize(
        "text",
        [
            "It was adjourned, which means that it was put off.",
            "It was adjourned (put off to another day).",
            "It was put off to another day. The court calls this an adjournment.",
            "It was adjourned. This means that it will happen later.",
            "The legal word for this is “adjourned”.",
        ],
    )
    def test_gate_7_takes_an_explanation_beside_the_first_use(self, text):
        assert found_in(text, "GATE-7") == []

    @pytest.mark.parametrize(
        "text",
        [
            "It was adjourned.",
            "It was adjourned. The next date is known. We looked at it. It may be put off again to another day.",
        ],
    )
    def test_gate_7_takes_none_that_is_missing_or_comes_too_late(self, text):
        assert found_in(text, "GATE-7") == ["adjourned"]

    @pytest.mark.parametrize("text", ["The OIC rang.", "The OICs rang."])
    def test_gate_7_finds_letters_that_nobody_explains(self, text):
        assert found_in(text, "GATE-7")

    @pytest.mark.parametrize(
        "text",
        [
            "The officer in the case (OIC) rang. The OIC was kind.",
            "The OIC (officer in the case) rang.",
            "DC Hughes rang.",
            "Your flat at CF99 1ZZ was dark.",
            "It is kept at 7 QX.",
            "The CCTV was off.",
        ],
    )
    def test_gate_7_knows_letters_that_are_explained_or_familiar(self, text):
        assert found_in(text, "GATE-7") == []

    def test_gate_7_holds_about_sixty_terms_each_with_plain_words(self):
        assert len(GLOSSARY) >= 60
        assert len({term.name for term in GLOSSARY}) == len(GLOSSARY)
        assert all(term.plain and not term.pattern.search(term.plain) for term in GLOSSARY if term.name != "charge")


class TestDates:
    KNOWN = RecordFacts(days=frozenset({dt.date(2026, 5, 11)}))

    @pytest.mark.parametrize(
        "text",
        [
            "11 May 2026",
            "11th May",
            "May 11, 2026",
            "11/05/2026",
            "11.5.26",
            "2026-05-11",
            "May 2026",
            "Monday 11 May 2026",
        ],
    )
    def test_gate_10_knows_a_recorded_day_however_it_is_written(self, text):
        assert found_in(f"The hearing is on {text}.", "GATE-10", record=self.KNOWN) == []

    @pytest.mark.parametrize(
        "text",
        [
            "12 May 2026",
            "12th of May",
            "May 12",
            "12/05/2026",
            "2027-05-11",
            "June 2026",
            "Tuesday 11 May 2026",
            "31 June",
        ],
    )
    def test_gate_10_finds_another_day_a_wrong_weekday_and_one_that_does_not_exist(self, text):
        assert found_in(f"The hearing is on {text}.", "GATE-10", record=self.KNOWN) == [text]

    def test_gate_10_only_advises_about_other_dates(self):
        words, facts = letter(facts_for(), reason_specific=f"{REASON} You moved house on 3 July 2019.")

        assert [item.rule for item in check(words=words, facts=facts).advice] == ["GATE-10"]

    def test_gate_10_reads_the_days_of_the_rules_from_the_fixed_parts(self):
        words, facts = letter(
            facts_for(review_text=ReviewText.STANDARD),
            vrr="Please ask by Monday 13 April 2026, not on 31 June 2026.",
            reason_specific=f"{REASON} The last day in court is 13 April.",
        )

        assert check(words=words, facts=facts).items == ()


class TestNames:
    RECORD = RecordFacts(people=("Siân Parry", "DC Simon Hart"))

    @pytest.mark.parametrize(
        "text",
        [
            "Siân Parry will ring you.",
            "You spoke to DC Hart.",
            "You met in George Street near St David’s.",
            "Ms Hughes, thank you.",
            "You came with Mr Hughes.",
            "It may be Hope or Grace that helps.",
        ],
    )
    def test_gate_9_knows_people_of_the_record_and_what_is_no_name(self, text):
        assert found_in(text, "GATE-9", record=self.RECORD) == []

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("You spoke to Mrs Khan.", "Mrs Khan"),
            ("You told Daniel about it.", "Daniel"),
            ("Daniel told you.", "Daniel"),
            ("You heard it from Gwenfron’s mother.", "Gwenfron"),
            ("Mr Hughes, thank you.", "Mr Hughes"),
            ("Thank you, Mr Hughes.", "Mr Hughes"),
        ],
    )
    def test_gate_9_finds_everybody_else(self, text, name):
        assert found_in(text, "GATE-9", record=self.RECORD) == [name]

    def test_gate_9_says_whose_name_was_probably_meant(self):
        words, facts = letter(facts_for(record=self.RECORD), reason_specific=f"{REASON} Ms Hugges, thank you.")

        (found,) = check(words=words, facts=facts).warnings
        assert "“Hughes”" in found.fix

    def test_gate_9_leaves_alone_what_an_earlier_letter_said_wrongly(self):
        record = RecordFacts(
            said_wrongly="You told Daniel on 3 June at Leeds Crown Court of the arson.", offences=("Theft",)
        )

        for rule in ("GATE-9", "GATE-10", "GATE-11", "GATE-12"):
            text = "We wrote: you told Daniel on 3 June at Leeds Crown Court of the charge of arson."
            assert found_in(text, rule, record=record) == []


class TestRecord:
    def test_gate_6_knows_the_numbers_that_the_letter_gives(self):
        words, facts = letter(
            facts_for(),
            contact_named="Telephone: 01632 960 118, sian@example.org",
            reason_specific=f"{REASON} Ring 01632 960118 or +44 1632 960118, or write to sian@example.org, "
            "not other@example.org.",
        )

        assert [item.words for item in check(words=words, facts=facts).items] == ["other@example.org"]

    @pytest.mark.parametrize(
        ("court", "found"),
        [
            ("Cardiff Crown Court", []),
            ("the Crown Court", []),
            ("Newport Crown Court", ["Newport Crown Court"]),
            ("At Newport Crown Court", ["Newport Crown Court"]),
        ],
    )
    def test_gate_12_finds_a_court_of_no_hearing(self, court, found):
        record = RecordFacts(courts=("Cardiff Crown Court",))

        assert found_in(f"It was at {court}, which deals with serious cases.", "GATE-12", record=record) == found

    def test_gate_11_says_nothing_where_the_record_names_no_offence(self):
        assert found_in("The charge of arson has stopped.", "GATE-11") == []

    def test_gate_11_speaks_of_the_offences_that_the_record_holds(self):
        record = RecordFacts(offences=("Theft",), categories=frozenset({"THEFT_FRAUD", "DOMESTIC_ABUSE"}))

        assert found_in("The charge of arson has stopped.", "GATE-11", record=record) == ["arson"]
        assert found_in("The charge of theft has stopped.", "GATE-11", record=record) == []
        assert found_in("You saw the arson on the news.", "GATE-11", record=record) == []

    @pytest.mark.parametrize(
        ("relation", "pronoun"),
        [
            ("your daughter", Pronoun.SHE),
            ("your son", Pronoun.HE),
            ("your child", Pronoun.UNKNOWN),
            ("", Pronoun.UNKNOWN),
        ],
    )
    def test_gate_13_takes_the_pronoun_from_a_recorded_relation_and_guesses_none(self, relation, pronoun):
        assert pronoun_of(relation=relation) is pronoun

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Ella said that he was afraid.", ["he"]),
            ("Ella said that she was afraid.", []),
            ("Ella ran. He was afraid.", ["He"]),
            ("Ella ran from the man. He was afraid.", []),
        ],
    )
    def test_gate_13_finds_the_wrong_pronoun_where_nobody_else_is_meant(self, text, found):
        record = RecordFacts(is_about_someone_else=True, pronoun=Pronoun.SHE, victim_relation="your daughter")

        assert found_in(text, "GATE-13", record=record, victim_name="Ella") == found


class TestReviewMeetingSupport:
    def test_gate_3_lets_pass_that_somebody_looked_again_already(self):
        assert found_in("A senior prosecutor reviewed this decision.", "GATE-3") == []

    @pytest.mark.parametrize(
        "text",
        [
            "You may ask for a second opinion.",
            "Another lawyer can look at the decision again.",
            "You could challenge our decision.",
        ],
    )
    def test_gate_3_finds_a_review_in_other_words(self, text):
        assert found_in(text, "GATE-3")

    def test_gate_3_finds_a_review_in_welsh_where_there_is_none(self):
        words, facts = letter(facts_for(), reason_specific=f"{REASON} Gallwch ofyn am adolygiad. You did not attend.")

        stops = check(words=dataclasses.replace(words, language=Language.CY), facts=facts).items

        assert [(stop.rule, stop.words) for stop in stops] == [("GATE-3", "adolygiad")]

    @pytest.mark.parametrize(
        ("is_owed", "text", "level"),
        [
            (True, "We cannot meet you.", FindingLevel.STOP),
            (True, "I would like to meet you.", None),
            (False, "I would like to meet you.", FindingLevel.WARN),
            (False, "We cannot meet you.", FindingLevel.WARN),
            (False, "You were on your way to meet a friend.", None),
        ],
    )
    def test_gate_15_follows_the_rule(self, is_owed, text, level):
        words, facts = letter(facts_for(is_meeting_owed=is_owed), reason_specific=f"{REASON} {text}")

        levels = [item.level for item in check(words=words, facts=facts).items if item.rule == "GATE-15"]
        assert levels == ([level] if level else [])

    def test_gate_16_finds_a_service_for_people_who_harm_even_in_a_fixed_part(self):
        words, facts = letter(facts_for(), support_local_first="Respect phoneline: 0808 802 4040")

        assert {stop.rule for stop in check(words=words, facts=facts).stops} == {"GATE-16"}

    def test_gate_16_finds_a_service_for_others_by_its_whole_name(self):
        record = RecordFacts(unfit_services=("Live Fear Free", "Hub"))

        assert found_in("Ring Live Fear Free. The Hub is open.", "GATE-16", record=record) == ["Live Fear Free"]

    def test_gate_14_takes_no_apology_with_an_if(self):
        words, facts = letter(facts_for(is_late=True), apology_late="We are sorry if this came late.")

        assert [stop.rule for stop in check(words=words, facts=facts).stops] == ["GATE-14"]

    def test_gate_5_finds_a_gap_in_a_heading(self):
        words, facts = letter(facts_for())
        headed = dataclasses.replace(block(BlockKey.OPENING, "You are not alone."), heading="About [name]")

        assert [stop.rule for stop in check(words=with_block(words, headed), facts=facts).stops] == ["GATE-5"]

    def test_gate_17_needs_no_more_where_there_are_no_reasons_yet(self):
        words, facts = letter(facts_for(), reason_specific="")

        assert [item.rule for item in check(words=words, facts=facts).items] == ["GATE-1"]


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("One. Two! Three? Four", 4),
            ("Mr. Hughes saw Dr. Lee at 9 a.m. There was nobody.", 1),
            ("- an item\n- another item\n\nA paragraph.", 3),
            ("“You ran.” Then you fell.", 2),
            ("Nothing. ", 1),
            ("", 0),
        ],
    )
    def test_are_found_with_their_places(self, text, count):
        found = sentences_of(text)

        assert len(found) == count
        assert all(text[each.start : each.end] == each.text for each in found)

    @pytest.mark.parametrize(
        ("word", "count"),
        [("court", 1), ("evidence", 3), ("people", 2), ("stopped", 1), ("decided", 3), ("the", 1), ("ŵy", 1)],
    )
    def test_count_syllables_as_the_formulas_do(self, word, count):
        assert syllables(word) == count

    def test_are_easier_the_shorter_their_words(self):
        easy, hard = (
            sentences_of("You saw him run."),
            sentences_of("Identification evidence necessitates corroboration."),
        )

        assert reading_ease(easy) > 90
        assert reading_ease(hard) < 0
