"""Who has looked, and what a person may read of it: LOOK-1, LOOK-2 (V31, domain.md 11.1 and 11.3)."""

import pytest

from accounts.roles import Role
from cases.rules.vocabulary import SupporterKind
from communications.rules.record_looks import Looker, LookFacts, LookReason, looker_of, reason_of


def facts(**changes: object) -> LookFacts:
    values: dict[str, object] = {
        "actor_kind": "staff",
        "is_reader": False,
        "is_their_officer": False,
        "roles": frozenset({"VLU_OFFICER"}),
        "verb": "VIEWED",
        "subject_kind": "cases.victim",
        "is_readable_letter": False,
    }
    return LookFacts(**{**values, **changes})  # type: ignore[arg-type] # a test's own shorthand


class TestLooker:
    @pytest.mark.parametrize(
        ("roles", "looker"),
        [
            ({"VLU_OFFICER"}, Looker.LIAISON),
            ({"VLO_RASSO"}, Looker.LIAISON),
            ({"VLU_MANAGER"}, Looker.MANAGER),
            ({"AREA_MANAGER", "PROSECUTOR"}, Looker.MANAGER),
            ({"PROSECUTOR"}, Looker.PROSECUTOR),
            ({"INSPECTOR"}, Looker.INSPECTOR),
            ({"ADMINISTRATOR"}, Looker.TECHNICAL),
            ({"NONE"}, Looker.STAFF),
            ({"A_ROLE_OF_LATER"}, Looker.STAFF),
        ],
    )
    def test_look_1_is_named_by_the_work_they_do(self, roles, looker):
        assert looker_of(facts=facts(roles=frozenset(roles))) is looker

    def test_look_1_never_tells_one_kind_of_case_from_another(self):
        assert looker_of(facts=facts(roles=frozenset({"VLO_RASSO"}))) is looker_of(facts=facts())

    @pytest.mark.parametrize("role", [role for role in Role if role.definition.for_staff])
    def test_look_1_knows_every_role_of_staff(self, role):
        assert looker_of(facts=facts(roles=frozenset({role.value}))) is not Looker.STAFF

    def test_look_1_knows_the_contact_whatever_their_role(self):
        assert looker_of(facts=facts(is_their_officer=True)) is Looker.YOUR_CONTACT

    def test_look_1_tells_the_reader_from_other_visitors_and_from_machines(self):
        assert looker_of(facts=facts(actor_kind="victim", is_reader=True)) is Looker.YOU
        assert looker_of(facts=facts(actor_kind="victim")) is Looker.SOMEBODY_AGREED
        assert looker_of(facts=facts(actor_kind="client")) is Looker.OTHER_SERVICE

    @pytest.mark.parametrize(
        ("kind", "looker"),
        [
            (SupporterKind.ISVA, Looker.FROM_A_SERVICE),
            (SupporterKind.IDVA, Looker.FROM_A_SERVICE),
            (SupporterKind.SOLICITOR, Looker.OWN_LAWYER),
            (SupporterKind.FAMILY_OR_FRIEND, Looker.CLOSE_TO_YOU),
            (None, Looker.SOMEBODY_AGREED),
        ],
    )
    def test_look_1_tells_a_supporter_by_what_they_are_and_never_by_what_happened(self, kind, looker):
        found = facts(actor_kind="supporter", roles=frozenset({"SUPPORTER"}), supporter_kind=kind)

        assert (looker_of(facts=found), reason_of(facts=found)) == (looker, LookReason.READ)


class TestReason:
    @pytest.mark.parametrize(
        ("subject_kind", "reason"),
        [
            ("communications.callseries", LookReason.CALL),
            ("communications.meeting", LookReason.MEETING),
            ("communications.victimmessage", LookReason.MESSAGE),
            ("communications.complaint", LookReason.MESSAGE),
            ("messages", LookReason.MESSAGE),
            ("page", LookReason.LIST),
            ("cases.victim", LookReason.WORK),
        ],
    )
    def test_look_2_is_said_where_it_gives_nothing_away(self, subject_kind, reason):
        assert reason_of(facts=facts(subject_kind=subject_kind)) is reason

    @pytest.mark.parametrize(
        "subject_kind",
        [
            "cases.decision",
            "cases.obligation",
            "cases.reviewrequest",
            "cases.connection",
            "cases.handover",
            "communications.communication",
            "something.new",
        ],
    )
    def test_look_2_is_work_for_whatever_might_tell_news_or_put_somebody_at_risk(self, subject_kind):
        assert reason_of(facts=facts(subject_kind=subject_kind)) is LookReason.WORK

    def test_look_2_names_a_letter_only_once_the_person_may_read_it(self):
        letter = {"subject_kind": "communications.communication"}

        assert reason_of(facts=facts(**letter, is_readable_letter=True)) is LookReason.LETTER
        assert reason_of(facts=facts(**letter)) is LookReason.WORK

    def test_look_2_says_when_details_were_shown_to_reach_them(self):
        assert reason_of(facts=facts(verb="REVEALED", subject_kind="cases.person")) is LookReason.REACH

    def test_look_2_of_an_inspector_is_to_check(self):
        assert reason_of(facts=facts(roles=frozenset({"INSPECTOR"}))) is LookReason.CHECK

    @pytest.mark.parametrize(
        ("verb", "reason"),
        [
            ("SIGNED_IN", LookReason.SIGNED_IN),
            ("CODE_SENT", LookReason.ASKED_FOR_DIGITS),
            ("EXPORTED", LookReason.COPY),
            ("VIEWED", LookReason.READ),
        ],
    )
    def test_look_2_of_the_person_themselves_is_what_they_did(self, verb, reason):
        assert reason_of(facts=facts(actor_kind="victim", is_reader=True, verb=verb)) is reason
