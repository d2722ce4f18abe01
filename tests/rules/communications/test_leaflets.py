"""Which leaflets go with a letter, and why not (W4; LEAF-1 to LEAF-6)."""

import dataclasses
import datetime as dt

import pytest

from cases.rules.vocabulary import Addressee, HateStrand, OffenceCategory, ReviewText, VpsStatus
from communications.rules.leaflets import (
    DEFAULT_ROWS,
    MOST_LEAFLETS,
    PACK_LETTERS,
    LeafletFacts,
    LeafletRow,
    PackLine,
    WriterChoice,
    choose,
    pack_key,
    with_choices,
)
from communications.rules.vocabulary import Leaflet, LetterType

ON = dt.date(2026, 3, 26)
SECRET = "Somebody must not know, and this could be found. Ask the person before you add it."


def facts(**changes) -> LeafletFacts:
    values = {
        "on": ON,
        "letter_type": LetterType.DISCONTINUE_ALL,
        "addressee": Addressee.VICTIM,
        "review_text": ReviewText.NONE,
        **changes,
    }
    return LeafletFacts(**values)


def pack(rows=DEFAULT_ROWS, **changes) -> dict[Leaflet, PackLine]:
    return {line.leaflet: line for line in choose(rows=rows, facts=facts(**changes))}


def goes(rows=DEFAULT_ROWS, **changes) -> set[Leaflet]:
    return {leaflet for leaflet, line in pack(rows, **changes).items() if line.is_enclosed}


class TestWhichAreForIt:
    """LEAF-1."""

    @pytest.mark.parametrize("letter_type", LetterType)
    def test_the_rights_go_with_each_letter_that_explains_a_decision_and_no_leaflet_with_another(self, letter_type):
        assert (Leaflet.RIGHTS in goes(letter_type=letter_type)) is (letter_type in PACK_LETTERS)
        others = pack(letter_type=letter_type, categories=frozenset({"RAPE_RASSO"}), age=15)
        assert bool(others) is (letter_type in PACK_LETTERS)

    @pytest.mark.parametrize(
        ("category", "leaflet"),
        [
            (OffenceCategory.RAPE_RASSO, Leaflet.SEXUAL_OFFENCES),
            (OffenceCategory.SEXUAL_OTHER, Leaflet.SEXUAL_OFFENCES),
            (OffenceCategory.DOMESTIC_ABUSE, Leaflet.DOMESTIC_ABUSE),
            (OffenceCategory.HONOUR_BASED, Leaflet.DOMESTIC_ABUSE),
            (OffenceCategory.HATE_CRIME, Leaflet.HATE_CRIME),
        ],
    )
    def test_each_crime_has_its_own(self, category, leaflet):
        assert goes(categories=frozenset({category.value})) == {leaflet, Leaflet.RIGHTS}

    @pytest.mark.parametrize("category", [OffenceCategory.BURGLARY, OffenceCategory.ROBBERY])
    def test_other_crimes_have_none(self, category):
        assert goes(categories=frozenset({category.value})) == {Leaflet.RIGHTS}

    def test_a_strand_makes_it_hate_crime_whatever_the_offence(self):
        found = pack(categories=frozenset({"ASSAULT_OTHER"}), strands=frozenset({HateStrand.RACE.value}))

        assert found[Leaflet.HATE_CRIME].reason == "The case is recorded as hate crime."

    @pytest.mark.parametrize("addressee", Addressee)
    @pytest.mark.parametrize("category", ["RAPE_RASSO", "DOMESTIC_ABUSE", "HATE_CRIME"])
    def test_what_speaks_to_the_victim_goes_to_nobody_else(self, category, addressee):
        found = goes(categories=frozenset({category}), addressee=addressee) & {
            Leaflet.SEXUAL_OFFENCES,
            Leaflet.DOMESTIC_ABUSE,
            Leaflet.HATE_CRIME,
        }

        assert bool(found) is (addressee in {Addressee.VICTIM, Addressee.VIA_POLICE, Addressee.VIA_ISVA})

    @pytest.mark.parametrize(
        ("age", "addressee", "is_for_it"),
        [
            (17, Addressee.VICTIM, True),
            (18, Addressee.VICTIM, False),
            (None, Addressee.VICTIM, False),
            (None, Addressee.PARENT_GUARDIAN, True),
            (9, Addressee.BEREAVED_FAMILY_VIA_FLO, False),
        ],
    )
    def test_young_people_and_those_who_care_for_them_have_one(self, age, addressee, is_for_it):
        assert (Leaflet.CHILDREN in goes(age=age, addressee=addressee)) is is_for_it

    @pytest.mark.parametrize("addressee", Addressee)
    def test_bereaved_families_alone_have_theirs(self, addressee):
        is_family = addressee is Addressee.BEREAVED_FAMILY_VIA_FLO
        assert (Leaflet.BEREAVED in goes(addressee=addressee)) is is_family

    @pytest.mark.parametrize("text", ReviewText)
    def test_the_review_leaflet_goes_only_where_a_review_can_change_the_decision(self, text):
        assert (Leaflet.REVIEW in goes(review_text=text)) is (text is ReviewText.STANDARD)

    @pytest.mark.parametrize("letter_type", sorted(PACK_LETTERS))
    def test_going_to_court_and_the_statement_go_only_where_the_case_goes_on(self, letter_type):
        stopped = {
            LetterType.NFA_EVIDENTIAL,
            LetterType.NFA_PUBLIC_INTEREST,
            LetterType.DISCONTINUE_ALL,
            LetterType.WITHDRAW_ALL,
            LetterType.NO_EVIDENCE_ALL,
            LetterType.LIE_ON_FILE_ALL,
            LetterType.STOPPED_AFTER_VICTIM_WITHDRAWAL,
            LetterType.PROVISIONAL_STOP,
        }
        found = goes(letter_type=letter_type) & {Leaflet.COURT, Leaflet.STATEMENT}

        assert found == (set() if letter_type in stopped else {Leaflet.COURT, Leaflet.STATEMENT})

    @pytest.mark.parametrize("status", VpsStatus)
    def test_nobody_is_asked_again_for_a_statement_they_made_or_declined(self, status):
        found = goes(letter_type=LetterType.CHARGING_DECISION, vps_status=status)

        assert (Leaflet.STATEMENT in found) is (status not in {VpsStatus.RECEIVED, VpsStatus.DECLINED})

    @pytest.mark.parametrize(
        ("addressee", "found"),
        [
            (Addressee.PARENT_GUARDIAN, {Leaflet.COURT}),
            (Addressee.BUSINESS_CONTACT, set()),
            (Addressee.BEREAVED_FAMILY_VIA_FLO, set()),
        ],
    )
    def test_going_to_court_goes_to_whoever_gives_evidence_or_cares_for_them(self, addressee, found):
        got = goes(letter_type=LetterType.CHARGING_DECISION, addressee=addressee)

        assert got & {Leaflet.COURT, Leaflet.STATEMENT} == found

    def test_each_says_why_it_goes(self):
        assert pack()[Leaflet.RIGHTS].reason == "It goes with every letter that explains a decision."


class TestNotAgain:
    """LEAF-2."""

    @pytest.mark.parametrize(("days_ago", "is_enclosed"), [(1, False), (179, False), (180, True), (400, True)])
    def test_what_they_had_within_so_many_days_stays_away(self, days_ago, is_enclosed):
        found = pack(had_on={Leaflet.RIGHTS: ON - dt.timedelta(days=days_ago)})

        assert found[Leaflet.RIGHTS].is_enclosed is is_enclosed

    def test_and_says_when_they_had_it(self):
        found = pack(had_on={Leaflet.RIGHTS: dt.date(2026, 3, 3)})

        assert found[Leaflet.RIGHTS].reason == "They had it on 3 March 2026. It does not go again within 180 days."


class TestSafety:
    """LEAF-3."""

    @pytest.mark.parametrize("category", ["RAPE_RASSO", "DOMESTIC_ABUSE", "HATE_CRIME"])
    def test_where_somebody_must_not_know_none_that_tells_of_the_crime_goes_unasked(self, category):
        found = pack(categories=frozenset({category}), is_secret_at_home=True, review_text=ReviewText.STANDARD)

        kept_back = [line for line in found.values() if not line.is_enclosed]
        assert [line.reason for line in kept_back] == [SECRET]
        assert {Leaflet.REVIEW, Leaflet.RIGHTS} <= goes(is_secret_at_home=True, review_text=ReviewText.STANDARD)


class TestHowMany:
    """LEAF-4."""

    def test_no_more_than_four_go_and_the_most_particular_first(self):
        found = pack(
            letter_type=LetterType.CHARGING_DECISION,
            categories=frozenset({"RAPE_RASSO", "DOMESTIC_ABUSE"}),
            strands=frozenset({"RACE"}),
        )

        assert [leaflet for leaflet, line in found.items() if line.is_enclosed] == [
            Leaflet.SEXUAL_OFFENCES,
            Leaflet.DOMESTIC_ABUSE,
            Leaflet.HATE_CRIME,
            Leaflet.COURT,
        ]
        assert found[Leaflet.RIGHTS].reason == "4 others go already: more is a bundle that nobody reads."

    def test_one_that_stays_away_makes_room(self):
        found = goes(
            letter_type=LetterType.CHARGING_DECISION,
            categories=frozenset({"RAPE_RASSO", "DOMESTIC_ABUSE"}),
            strands=frozenset({"RACE"}),
            had_on={Leaflet.COURT: ON},
        )

        assert Leaflet.STATEMENT in found
        assert len(found) == MOST_LEAFLETS


class TestRows:
    """What policy may change is a row from a day on (LEAF-1, LEAF-2)."""

    def with_row(self, **changes) -> tuple[LeafletRow, ...]:
        first = next(row for row in DEFAULT_ROWS if row.leaflet is Leaflet.HATE_CRIME)
        return (dataclasses.replace(first, **{"starts_on": ON, **changes}), *DEFAULT_ROWS)

    def test_of_a_later_day_counts_from_that_day(self):
        rows = self.with_row(categories=frozenset({OffenceCategory.PUBLIC_ORDER}))

        public_order = frozenset({"PUBLIC_ORDER"})
        assert Leaflet.HATE_CRIME in goes(rows, categories=public_order)
        assert Leaflet.HATE_CRIME not in goes(rows, categories=public_order, on=ON - dt.timedelta(days=1))

    def test_may_take_a_leaflet_out_of_use(self):
        assert Leaflet.HATE_CRIME not in pack(self.with_row(is_in_use=False), strands=frozenset({"RACE"}))

    def test_before_the_first_there_is_none(self):
        assert pack(on=dt.date(2020, 1, 1)) == {}


class TestWriter:
    """LEAF-5."""

    def test_leaves_out_and_adds_with_a_reason_and_the_later_word_counts(self):
        lines = choose(rows=DEFAULT_ROWS, facts=facts(categories=frozenset({"DOMESTIC_ABUSE"})))

        found = with_choices(
            lines=lines,
            choices=(
                WriterChoice(leaflet=Leaflet.COURT, is_enclosed=False, reason="first"),
                WriterChoice(leaflet=Leaflet.DOMESTIC_ABUSE, is_enclosed=False, reason="She has it from her adviser."),
                WriterChoice(leaflet=Leaflet.COURT, is_enclosed=True, reason="She asked about the courtroom."),
            ),
        )

        assert [(line.leaflet, line.is_enclosed, line.is_by_writer) for line in found] == [
            (Leaflet.DOMESTIC_ABUSE, False, True),
            (Leaflet.COURT, True, True),
            (Leaflet.RIGHTS, True, False),
        ]
        assert found[1].reason == "She asked about the courtroom."

    def test_who_says_nothing_changes_nothing(self):
        lines = choose(rows=DEFAULT_ROWS, facts=facts())

        assert with_choices(lines=lines, choices=()) == lines


class TestKey:
    """LEAF-6."""

    def line(self, leaflet, *, is_enclosed=True):
        return PackLine(leaflet=leaflet, is_enclosed=is_enclosed, reason="Why")

    def test_names_what_goes_and_nothing_that_stays_away(self):
        lines = (self.line(Leaflet.COURT), self.line(Leaflet.RIGHTS), self.line(Leaflet.REVIEW, is_enclosed=False))

        assert pack_key(lines=lines) == "COURT+RIGHTS" == pack_key(lines=lines[:2])

    def test_differs_once_one_more_goes_or_one_stays_away(self):
        both = pack_key(lines=(self.line(Leaflet.EASY_READ), self.line(Leaflet.COURT)))

        assert both != pack_key(lines=(self.line(Leaflet.COURT),)) != pack_key(lines=())
        assert pack_key(lines=()) == "NONE"
