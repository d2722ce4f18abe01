"""Enhanced rights: ER-1, ER-2, ER-3 (domain.md 4.3, 14b, pitfall 5)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.enhanced_rights import age_on, assess_enhanced_rights, is_under_18, is_under_18_at_offence
from cases.rules.vocabulary import (
    ChargeState,
    EnhancedGround,
    EnhancedStatus,
    HateStrand,
    LimitKind,
    OffenceCategory,
    VictimKind,
)
from tests.rules.cases.builders import a_charge, a_victim

ON = dt.date(2026, 3, 26)
EIGHTEEN_ON = dt.date(2026, 1, 10)
BORN_ON = dt.date(2008, 1, 10)


class TestAgeOn:
    @pytest.mark.parametrize(
        ("born_on", "on", "age"),
        [
            ("2008-01-10", "2026-01-09", 17),
            ("2008-01-10", "2026-01-10", 18),
            ("2008-02-29", "2026-02-28", 17),
            ("2008-02-29", "2026-03-01", 18),
            ("2008-02-29", "2028-02-28", 19),
            ("2008-02-29", "2028-02-29", 20),
            ("2008-12-31", "2026-12-31", 18),
            ("2026-01-10", "2026-01-10", 0),
        ],
    )
    def test_er_2_changes_at_the_birthday(self, born_on, on, age):
        assert age_on(born_on=dt.date.fromisoformat(born_on), on=dt.date.fromisoformat(on)) == age

    def test_refuses_a_day_before_birth(self):
        with pytest.raises(ValueError, match="before birth"):
            age_on(born_on=BORN_ON, on=BORN_ON - dt.timedelta(days=1))

    @given(
        born_on=st.dates(min_value=dt.date(1940, 1, 1), max_value=dt.date(2026, 1, 1)),
        days=st.integers(0, 30_000),
    )
    def test_never_falls_as_time_goes_on(self, born_on, days):
        on = born_on + dt.timedelta(days=days)

        assert age_on(born_on=born_on, on=on) <= age_on(born_on=born_on, on=on + dt.timedelta(days=1))


class TestIsUnder18:
    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({"date_of_birth": BORN_ON}, False),
            ({"date_of_birth": BORN_ON + dt.timedelta(days=1)}, True),
            ({"date_of_birth": None}, None),
            ({"date_of_birth": None, "is_marked_child": True}, True),
            ({"date_of_birth": EIGHTEEN_ON + dt.timedelta(days=1)}, None),
            ({"date_of_birth": EIGHTEEN_ON + dt.timedelta(days=1), "is_marked_child": True}, True),
            ({"date_of_birth": BORN_ON, "is_marked_child": True}, False),
        ],
    )
    def test_er_2_is_unknown_without_a_usable_date_of_birth_unless_police_marked_a_child(self, facts, expected):
        assert is_under_18(victim=a_victim(**facts), on=EIGHTEEN_ON) is expected


class TestAgeAtTheOffence:
    @pytest.mark.parametrize(
        ("first", "last", "expected"),
        [
            (dt.date(2026, 1, 9), None, True),
            (EIGHTEEN_ON, None, False),
            (dt.date(2026, 1, 9), dt.date(2026, 2, 1), True),
            (EIGHTEEN_ON, dt.date(2026, 2, 1), False),
            (None, dt.date(2026, 1, 9), True),
            (None, EIGHTEEN_ON, None),
            (None, None, None),
            (dt.date(2007, 1, 1), None, None),
        ],
    )
    def test_er_2_any_part_of_the_offence_before_the_18th_birthday_is_enough(self, first, last, expected):
        victim = a_victim(date_of_birth=BORN_ON)
        charge = a_charge(offence_from=first, offence_to=last)

        assert is_under_18_at_offence(victim=victim, charge=charge) is expected

    def test_takes_the_police_mark_for_a_child_where_no_date_is_known(self):
        victim = a_victim(date_of_birth=None, is_marked_child=True)

        assert is_under_18_at_offence(victim=victim, charge=a_charge(offence_from=None)) is True

    def test_er_2_an_adult_who_reports_abuse_suffered_in_childhood_is_vulnerable(self, rules):
        victim = a_victim(date_of_birth=dt.date(1975, 3, 1))
        charge = a_charge(offence_from=dt.date(1985, 1, 1), offence_to=dt.date(1996, 1, 1))

        rights = assess_enhanced_rights(victim=victim, charges=[charge], on=ON, rules=rules)

        assert rights.grounds == (EnhancedGround.VULNERABLE,)
        assert rights.reasons == ("The victim was under 18 at the date of the offence.",)


class TestAssessEnhancedRights:
    def test_er_1_is_standard_only_when_every_ground_is_known_not_to_apply(self, rules):
        rights = assess_enhanced_rights(victim=a_victim(), charges=[a_charge()], on=ON, rules=rules)

        assert (rights.status, rights.limit_kind, rights.grounds) == (
            EnhancedStatus.STANDARD,
            LimitKind.VCL_STANDARD,
            (),
        )
        assert rights.has_short_limit is False
        assert [answer.applies for answer in rights.answers] == [False, False, False, False]
        assert (rights.rule_id, rights.rule_version) == ("ER-1", rules.version)

    @pytest.mark.parametrize(
        ("facts", "ground"),
        [
            ({"is_vulnerable": True}, EnhancedGround.VULNERABLE),
            ({"lacks_capacity": True}, EnhancedGround.VULNERABLE),
            ({"date_of_birth": dt.date(2010, 1, 1)}, EnhancedGround.VULNERABLE),
            ({"is_intimidated": True}, EnhancedGround.INTIMIDATED),
            ({"is_persistently_targeted": True}, EnhancedGround.PERSISTENTLY_TARGETED),
        ],
    )
    def test_er_1_one_ground_is_enough_even_if_the_others_are_unknown(self, rules, facts, ground):
        unknown = {"is_vulnerable": None, "is_intimidated": None, "is_persistently_targeted": None}

        rights = assess_enhanced_rights(
            victim=a_victim(**{**unknown, **facts}), charges=[a_charge()], on=ON, rules=rules
        )

        assert rights.status is EnhancedStatus.ENHANCED
        assert rights.grounds == (ground,)
        assert rights.limit_kind is LimitKind.VCL_ENHANCED
        assert rights.has_short_limit is True

    @pytest.mark.parametrize(
        "facts",
        [
            {"is_vulnerable": None},
            {"is_intimidated": None},
            {"is_persistently_targeted": None},
            {"date_of_birth": None},
        ],
    )
    def test_er_3_one_unknown_ground_keeps_one_working_day(self, rules, facts):
        rights = assess_enhanced_rights(victim=a_victim(**facts), charges=[a_charge()], on=ON, rules=rules)

        assert (rights.status, rights.limit_kind, rights.rule_id) == (
            EnhancedStatus.UNKNOWN,
            LimitKind.VCL_ENHANCED,
            "ER-3",
        )
        assert rights.grounds == ()
        assert rights.reasons[-1] == "Until this is known, the limit is one working day."

    def test_er_3_an_offence_without_a_date_keeps_one_working_day(self, rules):
        rights = assess_enhanced_rights(
            victim=a_victim(), charges=[a_charge(), a_charge("undated", offence_from=None)], on=ON, rules=rules
        )

        assert rights.status is EnhancedStatus.UNKNOWN

    def test_er_3_no_linked_charge_keeps_one_working_day(self, rules):
        charge = a_charge(victims=frozenset({"victim-2"}))

        rights = assess_enhanced_rights(victim=a_victim(), charges=[charge], on=ON, rules=rules)

        assert rights.status is EnhancedStatus.UNKNOWN
        assert "No charge has been linked to this victim yet." in rights.reasons

    @pytest.mark.parametrize(
        "facts",
        [
            {"category": OffenceCategory.RAPE_RASSO},
            {"category": OffenceCategory.STALKING_HARASSMENT},
            {"strands": frozenset({HateStrand.RACE})},
        ],
    )
    def test_er_3_a_grave_charge_linked_to_nobody_makes_the_status_unknown(self, rules, facts):
        unlinked = a_charge("charge-2", victims=frozenset(), **facts)

        rights = assess_enhanced_rights(victim=a_victim(), charges=[a_charge(), unlinked], on=ON, rules=rules)

        assert rights.status is EnhancedStatus.UNKNOWN

    def test_a_light_charge_linked_to_nobody_changes_nothing(self, rules):
        unlinked = a_charge("charge-2", victims=frozenset())

        rights = assess_enhanced_rights(victim=a_victim(), charges=[a_charge(), unlinked], on=ON, rules=rules)

        assert rights.status is EnhancedStatus.STANDARD

    @pytest.mark.parametrize("category", list(OffenceCategory))
    def test_er_1_turns_on_the_offence_group(self, rules, category):
        rights = assess_enhanced_rights(victim=a_victim(), charges=[a_charge(category=category)], on=ON, rules=rules)

        ordinary = {"ROBBERY", "BURGLARY", "ASSAULT_OTHER", "THEFT_FRAUD", "PUBLIC_ORDER", "CRIMINAL_DAMAGE"}
        expected = {
            **dict.fromkeys(ordinary, ()),
            "STALKING_HARASSMENT": (EnhancedGround.PERSISTENTLY_TARGETED,),
        }.get(category.value, (EnhancedGround.SERIOUS_CRIME,))
        assert rights.grounds == expected

    @pytest.mark.parametrize("strand", list(HateStrand))
    def test_er_1_any_hate_strand_makes_any_offence_a_hate_crime(self, rules, strand):
        charge = a_charge(category=OffenceCategory.PUBLIC_ORDER, strands=frozenset({strand}))

        rights = assess_enhanced_rights(victim=a_victim(), charges=[charge], on=ON, rules=rules)

        assert rights.grounds == (EnhancedGround.SERIOUS_CRIME,)
        assert rights.reasons == (
            f"The allegation is one of the most serious crimes: hate crime ({strand.label.lower()}).",
        )

    def test_er_1_a_further_group_of_the_offence_counts(self, rules):
        charge = a_charge(category=OffenceCategory.ASSAULT_OTHER, also=frozenset({OffenceCategory.DOMESTIC_ABUSE}))

        rights = assess_enhanced_rights(victim=a_victim(), charges=[charge], on=ON, rules=rules)

        assert rights.grounds == (EnhancedGround.SERIOUS_CRIME,)

    @pytest.mark.parametrize("state", list(ChargeState))
    def test_er_1_rests_on_the_most_serious_allegation_ever_made(self, rules, state):
        charges = [
            a_charge("original", category=OffenceCategory.GBH_WITH_INTENT, state=state),
            a_charge("altered", category=OffenceCategory.ASSAULT_OTHER),
        ]

        rights = assess_enhanced_rights(victim=a_victim(), charges=charges, on=ON, rules=rules)

        assert rights.grounds == (EnhancedGround.SERIOUS_CRIME,)

    def test_a_grave_charge_about_another_victim_brings_nothing(self, rules):
        charges = [
            a_charge(),
            a_charge("other", category=OffenceCategory.RAPE_RASSO, victims=frozenset({"victim-2"})),
        ]

        rights = assess_enhanced_rights(victim=a_victim(), charges=charges, on=ON, rules=rules)

        assert rights.status is EnhancedStatus.STANDARD

    def test_finds_the_victim_under_a_reference_of_a_split_case(self, rules):
        charge = a_charge(category=OffenceCategory.RAPE_RASSO, victims=frozenset({"victim-1-split"}))

        rights = assess_enhanced_rights(
            victim=a_victim(other_references=frozenset({"victim-1-split"})), charges=[charge], on=ON, rules=rules
        )

        assert rights.status is EnhancedStatus.ENHANCED

    def test_er_1_a_bereaved_family_has_enhanced_rights_and_is_told_why(self, rules):
        rights = assess_enhanced_rights(
            victim=a_victim(is_deceased=True),
            charges=[a_charge(category=OffenceCategory.FATAL_DRIVING)],
            on=ON,
            rules=rules,
        )

        assert rights.grounds == (EnhancedGround.SERIOUS_CRIME,)
        assert rights.reasons[0] == "The victim was bereaved by fatal driving: a close relative has enhanced rights."

    def test_names_all_grounds_in_the_order_of_the_code(self, rules):
        victim = a_victim(is_vulnerable=True, is_intimidated=True, is_persistently_targeted=True)

        rights = assess_enhanced_rights(
            victim=victim, charges=[a_charge(category=OffenceCategory.RAPE_RASSO)], on=ON, rules=rules
        )

        assert rights.grounds == tuple(EnhancedGround)

    @pytest.mark.parametrize("category", [OffenceCategory.BURGLARY, OffenceCategory.ARSON_ENDANGER_LIFE])
    def test_er_1_a_business_has_none(self, rules, category):
        victim = a_victim(kind=VictimKind.BUSINESS, date_of_birth=None, is_vulnerable=None)

        rights = assess_enhanced_rights(victim=victim, charges=[a_charge(category=category)], on=ON, rules=rules)

        assert (rights.status, rights.limit_kind) == (EnhancedStatus.STANDARD, LimitKind.VCL_STANDARD)
        assert rights.reasons == ("A business or charity has no enhanced rights.",)

    @given(
        known=st.lists(st.sampled_from([True, False, None]), min_size=3, max_size=3),
        position=st.integers(0, 2),
    )
    def test_er_3_learning_a_fact_never_turns_standard_without_certainty(self, rules, known, position):
        names = ("is_vulnerable", "is_intimidated", "is_persistently_targeted")
        facts = dict(zip(names, known, strict=True))

        rights = assess_enhanced_rights(victim=a_victim(**facts), charges=[a_charge()], on=ON, rules=rules)

        assert (rights.limit_kind is LimitKind.VCL_STANDARD) is (known == [False, False, False])
        worse = assess_enhanced_rights(
            victim=a_victim(**{**facts, names[position]: None}), charges=[a_charge()], on=ON, rules=rules
        )
        assert worse.has_short_limit is True
