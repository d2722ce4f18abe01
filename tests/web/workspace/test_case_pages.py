"""The pages of a case: what they show, to whom, and the trace that looking leaves."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts import actors
from accounts.roles import SystemProcess
from audit.models import AuditEvent
from cases.models import Deadline
from cases.rules.vocabulary import Addressee
from communications.models import PortalPasskey
from tests.architecture.model_rows import portal_invitation
from tests.factories.cases import (
    CaseEventFactory,
    CaseFactory,
    ChargeFactory,
    ConnectionFactory,
    ContactPointFactory,
    DecisionProposalFactory,
    DefendantFactory,
    HearingFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
    WorkItemFactory,
)
from tests.factories.communications import (
    CommunicationFactory,
    OutboxMessageFactory,
    PortalAccountFactory,
    PromiseFactory,
)
from tests.web.workspace.conftest import NOW, owed_to, signed_in
from triage import services
from web.workspace import words as words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TONIGHT = NOW.replace(hour=23, minute=59, second=59)
PAGES = ["case", "case-people", "case-decisions", "case-said"]


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def url(name, case):
    return reverse(f"workspace:{name}", args=[case.pk])


class TestOverview:
    def test_shows_facts_charges_hearings_and_what_is_owed(self, as_writer, case, victim, charge):
        owed_to(victim, due_at=TONIGHT)
        HearingFactory(case=case)

        shown = text(as_writer.get(url("case", case)))

        for words in ("06 AA 12345 26", "Burglary dwelling", "Rhian Hughes", "Due today", "Exampletown Magistrates"):
            assert words in shown

    def test_warns_of_what_is_not_safe_before_anything_else(self, as_writer, case, victim):
        shown = text(as_writer.get(url("case", case)))

        assert shown.index("Never write by post.") < shown.index("Owed now")
        assert "Must not learn that we are in touch: Her former partner" in shown

    def test_a_person_nobody_asked_about_safety_is_a_warning(self, as_writer, case):
        VictimFactory(case=case)

        assert "Nobody has asked yet how to reach this person safely" in text(as_writer.get(url("case", case)))

    @pytest.mark.usefixtures("reference_data")
    def test_names_whoever_is_reached_for_somebody_who_died(self, as_writer, case, victim):
        victim.person.died_on = dt.date(2026, 1, 2)
        victim.person.save()
        nobody = text(as_writer.get(url("case", case)))
        ChargeFactory(defendant=DefendantFactory(case=case), category="HOMICIDE", concerning=[victim])
        sister = ConnectionFactory(
            victim=victim, kind="CLOSE_RELATIVE", is_primary=True, person=PersonFactory(full_name="Mair Hughes")
        )
        SafeContactProfileFactory(person=sister.person, never_text=True)

        shown = text(as_writer.get(url("case", case)))

        assert "Nobody may be written to or rung for Rhian Hughes yet" in nobody
        assert "Safe contact: Mair Hughes, who is told for Rhian Hughes Never send a text." in shown
        assert "Never write by post." not in shown
        assert "They have died." in text(as_writer.get(url("case-people", case)))

    def test_offers_the_courts_proposals_and_the_open_work(self, as_manager, case):
        DecisionProposalFactory(case=case)
        WorkItemFactory(case=case, kind="NO_SAFE_CHANNEL", summary="No safe way is known.")

        shown = text(as_manager.get(url("case", case)))

        assert "All charges withdrawn" in shown
        assert "Find a safe way to reach the victim" in shown

    def test_offers_to_record_a_decision_only_to_those_who_may(self, as_writer, as_prosecutor, case):
        assert "Record a decision" not in text(as_writer.get(url("case", case)))
        assert "Record a decision" in text(as_prosecutor.get(url("case", case)))


@pytest.mark.usefixtures("reference_data")
class TestPeople:
    def test_shows_rights_with_reasons_and_never_an_address(self, as_writer, case, victim, charge):
        shown = text(as_writer.get(url("case-people", case)))

        assert "Standard rights" in shown
        assert "None of the four grounds applies." in shown
        assert "rhian@example.org" not in shown
        assert "Example Street" not in shown

    def test_grounds_not_assessed_are_said_to_be_unknown(self, as_writer, case):
        VictimFactory(case=case, is_vulnerable=None)

        shown = text(as_writer.get(url("case-people", case)))

        assert "Rights not assessed" in shown
        assert "Until this is known, the limit is one working day." in shown

    def test_shows_who_stands_beside_the_victim_and_who_must_not_be_written_to(self, as_writer, case, victim):
        ConnectionFactory(
            victim=victim, person=PersonFactory(full_name="Mair Hughes"), is_suspect_or_lives_with_suspect=True
        )

        shown = text(as_writer.get(url("case-people", case)))

        assert "Mair Hughes" in shown
        assert "never write to this person" in shown

    def test_shows_the_promise_in_force(self, as_writer, case, victim):
        PromiseFactory(victim=victim, due_on=dt.date(2026, 3, 26))

        assert "Thursday 26 March 2026" in text(as_writer.get(url("case-people", case)))

    def test_port_9_says_that_a_device_was_shut_out_as_one_of_two(self, as_writer, case, victim):
        passkey = PortalPasskey.objects.create(
            account=PortalAccountFactory(person=victim.person), credential_digest="d", public_key=b"k", device="IPHONE",
            added_at=NOW,
        )  # fmt: skip
        assert "was shut out" not in text(as_writer.get(url("case-people", case)))
        PortalPasskey.objects.filter(pk=passkey.pk).update(removed_at=NOW, shut_out_at=NOW)

        shown = text(as_writer.get(url("case-people", case)))

        assert "two answered as the same one" in shown
        assert "whether theirs is still in their hands" in shown

    def test_port_7_a_code_that_was_read_out_stands_among_what_was_said(self, as_writer, case, victim):
        portal_invitation(
            victim=victim, person=victim.person, spoken_key="k", invited_at=NOW,
            code_contact_point=ContactPointFactory(person=victim.person, mobile=True),
        )  # fmt: skip

        shown = text(as_writer.get(url("case-said", case)))

        assert "A code to come in was read out on the telephone" in shown
        assert "It has not been used." in shown


class TestDecisions:
    def test_explains_the_clock_day_by_day(self, as_writer, victim):
        row = owed_to(victim, due_at=TONIGHT, review_reasons=["Everything ended for this victim."])
        Deadline.objects.create(
            obligation=row,
            limit_working_days=1,
            due_on=dt.date(2026, 3, 11),
            due_at=TONIGHT,
            rule_id="DL-1",
            rule_version="2021-04",
            calendar_version="ew-2026",
            explanation=[
                {"day": "2026-03-10", "number": 0, "why": "day 0: the day the clock starts is not counted"},
                {"day": "2026-03-11", "number": 1, "why": "working day 1"},
            ],
            reason="Grounds: vulnerable",
            computed_at=NOW,
            computed_by="system:deadlines",
        )

        shown = text(as_writer.get(url("case-decisions", victim.case)))

        assert "Tuesday 10 March 2026 Day 0: the day the clock starts is not counted" in shown
        assert "Wednesday 11 March 2026 Working day 1" in shown
        assert "Rule DL-1, version 2021-04." in shown
        assert "Everything ended for this victim." in shown

    def test_a_decision_that_owes_nothing_says_so(self, as_writer, case):
        from_factory = owed_to(VictimFactory(case=CaseFactory(unit=case.unit)), due_at=TONIGHT).decision
        shown = text(as_writer.get(url("case-decisions", case)))

        assert "No decision is recorded in this case." in shown
        assert from_factory.case_id != case.pk


class TestEverythingSaid:
    def test_tells_what_was_said_how_it_went_and_what_happened(self, as_writer, victim):
        letter = CommunicationFactory(victim=victim, sent=True)
        OutboxMessageFactory(communication=letter, state="DELIVERED", delivered_at=NOW)
        CaseEventFactory(case=victim.case)

        shown = text(as_writer.get(url("case-said", victim.case)))

        assert "Letter explaining a decision" in shown
        assert "Email: delivered, 11 March 2026 at 10am." in shown
        assert "Hearing listed" in shown


@pytest.mark.usefixtures("reference_data")
class TestWhoMaySee:
    @pytest.mark.parametrize("name", PAGES)
    def test_another_areas_case_is_not_found(self, as_stranger, case, name):
        assert as_stranger.get(url(name, case)).status_code == 404

    @pytest.mark.parametrize("name", PAGES)
    def test_a_restricted_case_is_not_found_by_the_liaison_unit(self, as_writer, as_manager, unit, name):
        restricted = CaseFactory(unit=unit, is_restricted=True)

        assert as_writer.get(url(name, restricted)).status_code == 404
        assert as_manager.get(url(name, restricted)).status_code == 404

    def test_a_restricted_case_opens_for_the_rasso_unit_that_has_it(self, rasso_officer):
        case = CaseFactory(unit=rasso_officer.memberships.get().unit, is_rasso=True)

        assert signed_in(rasso_officer).get(url("case", case)).status_code == 200

    def test_a_case_that_does_not_exist_reads_the_same_as_one_that_is_not_yours(self, as_stranger, case):
        missing = CaseFactory.build()

        one = as_stranger.get(url("case", case)).content
        other = as_stranger.get(url("case", missing)).content
        assert re.sub(rb"csrf\S+", b"", one) == re.sub(rb"csrf\S+", b"", other)

    @pytest.mark.parametrize("name", PAGES)
    def test_every_look_leaves_a_trace_for_each_victim(self, as_writer, writer, case, victim, name):
        second = VictimFactory(case=case)

        as_writer.get(url(name, case))

        trail = AuditEvent.objects.filter(verb="VIEWED", case_id=case.pk)
        assert {event.victim_id for event in trail} == {victim.pk, second.pk}
        assert {event.actor for event in trail} == {f"staff:{writer.pk}"}

    def test_a_refused_look_leaves_no_trace_of_reading(self, as_stranger, case, victim):
        as_stranger.get(url("case", case))

        assert not AuditEvent.objects.filter(verb="VIEWED", case_id=case.pk).exists()

    @pytest.mark.parametrize("name", PAGES)
    def test_no_name_or_reference_stands_in_the_title(self, as_writer, case, victim, name):
        title = re.search(r"<title>(.*?)</title>", as_writer.get(url(name, case)).content.decode(), re.S).group(1)

        assert "Hughes" not in title
        assert "12345" not in title

    @pytest.mark.parametrize("count", [1, 50])
    # What was said reads in one query which of the letters were corrected, whether there are any or none.
    @pytest.mark.parametrize(("name", "queries"), [("case", 8), ("case-decisions", 17), ("case-said", 13)])
    def test_costs_the_same_with_one_victim_and_with_fifty(
        self, as_writer, case, name, queries, count, django_assert_max_num_queries
    ):
        """P10: at most eight for the case itself."""
        for _ in range(count):
            row = owed_to(VictimFactory(case=case), due_at=TONIGHT)
            OutboxMessageFactory(communication=row.communications.get())
            ChargeFactory(defendant__case=case, concerning=[row.victim])
            ContactPointFactory(person=row.victim.person)
            ConnectionFactory(victim=row.victim)
            HearingFactory(case=case)
            WorkItemFactory(case=case, victim=row.victim)
            DecisionProposalFactory(case=case)
        as_writer.get(url(name, case))

        with django_assert_max_num_queries(queries):
            as_writer.get(url(name, case))


class TestSearch:
    URL = "/staff/cases/"

    @pytest.mark.parametrize("words", ["06AA1234526", "06 aa 12345 26", "hughes", "Rhian Hughes", "06AA1234526/1"])
    def test_finds_by_reference_or_name(self, as_writer, victim, words):
        response = as_writer.post(self.URL, {"words": words})

        assert "1 case found" in text(response)
        assert "Rhian Hughes" in text(response)

    def test_does_not_find_another_areas_case(self, as_stranger, victim):
        assert "0 cases found" in text(as_stranger.post(self.URL, {"words": "Hughes"}))

    def test_leaves_a_trace_without_the_words(self, as_writer, victim):
        as_writer.post(self.URL, {"words": "Hughes"})

        event = AuditEvent.objects.get(verb="SEARCHED")
        assert event.detail == {"found": 1}

    def test_the_reference_of_a_letter_finds_the_case_it_is_about(self, as_writer, victim):
        CommunicationFactory(victim=victim, reference="VCS-7K2M-9QXD")

        assert "1 case found" in text(as_writer.post(self.URL, {"words": "vcs 7k2m 9qxd"}))
        assert "0 cases found" in text(as_writer.post(self.URL, {"words": "VCS-7K2M-9QXC"}))

    def test_too_few_letters_find_nothing(self, as_writer, victim):
        shown = text(as_writer.post(self.URL, {"words": "hu"}))

        assert "Enter at least 3 characters" in shown
        assert not AuditEvent.objects.filter(verb="SEARCHED").exists()

    def test_what_is_searched_for_is_never_in_an_address(self, as_writer, victim):
        html = as_writer.get(self.URL).content.decode()

        assert 'method="post"' in html
        assert "Hughes" not in "".join(re.findall(r'href="([^"]*)"', html))


class TestSafeContact:
    def url(self, victim):
        return reverse("workspace:safe-contact", args=[victim.case_id, victim.pk])

    def test_hides_addresses_until_asked_and_records_that_they_were_shown(self, as_writer, victim):
        hidden = text(as_writer.get(self.url(victim)))
        shown = text(as_writer.post(self.url(victim), {"answer": "reveal"}))

        assert "rhian@example.org" not in hidden
        assert "Hidden" in hidden
        assert "rhian@example.org" in shown
        assert AuditEvent.objects.filter(verb="REVEALED", victim_id=victim.pk).count() == 1

    def test_records_what_the_person_said_as_a_new_version(self, as_writer, victim):
        answers = {
            "answer": "change", "preferred_method": "VIA_ISVA", "never": ["never_post", "never_text"],
            "must_not_know": "", "rhythm_days": "21", "seen": victim.person.safe_contact_profiles.get().pk,
        }  # fmt: skip
        response = as_writer.post(self.url(victim), answers, follow=True)

        profiles = victim.person.safe_contact_profiles.order_by("id")
        assert profiles.count() == 2
        assert profiles.last().preferred_method == "VIA_ISVA"
        assert (profiles.last().never_post, profiles.last().never_email) == (True, False)
        assert profiles.last().rhythm_days == 21
        assert "Only via ISVA, never directly." in text(response)

    @pytest.mark.parametrize("days", ["6", "57"])
    def test_v9_a_rhythm_that_no_promise_would_keep_is_refused_beside_its_field(self, as_writer, victim, days):
        response = as_writer.post(
            self.url(victim), {"answer": "change", "preferred_method": "EMAIL", "rhythm_days": days}
        )

        assert text(response).count("Enter a number of days from 7 to 56") == 2
        assert victim.person.safe_contact_profiles.count() == 1

    def test_those_who_may_not_change_it_are_not_offered_to(self, as_prosecutor, victim):
        assert "Record what they said" not in text(as_prosecutor.get(self.url(victim)))
        answers = {"answer": "change", "preferred_method": "EMAIL"}
        assert as_prosecutor.post(self.url(victim), answers).status_code in {403, 404}
        assert victim.person.safe_contact_profiles.count() == 1

    def test_somebody_elses_is_not_found(self, as_stranger, victim):
        assert as_stranger.get(self.url(victim)).status_code == 404
        assert as_stranger.post(self.url(victim), {"answer": "reveal"}).status_code == 404

    def test_a_victim_of_another_case_is_not_found_here(self, as_writer, victim, unit):
        other = VictimFactory(case=CaseFactory(unit=unit))

        response = as_writer.get(reverse("workspace:safe-contact", args=[victim.case_id, other.pk]))

        assert response.status_code == 404


@pytest.mark.usefixtures("reference_data")
class TestTriageCard:
    def url(self, victim):
        return reverse("workspace:triage", args=[victim.case_id, victim.pk])

    def test_before_the_rules_looked_it_says_so(self, as_writer, victim):
        assert "The rules have not looked at this person yet." in text(as_writer.get(self.url(victim)))

    def test_shows_every_reason_and_takes_another_tier_with_a_reason(self, as_writer, writer, victim, charge):
        self.assess(victim)

        shown = text(as_writer.get(self.url(victim)))
        answers = {"tier": "ENHANCED", "reason": "She told us that she is very anxious about every contact."}
        after = text(as_writer.post(self.url(victim), answers, follow=True))

        assert "The case has reached the CPS." in shown
        assert "What would change this" in shown
        assert "Robin Writer" in after
        assert "very anxious" in after
        assert victim.tier_overrides.get().overridden_by == f"staff:{writer.pk}"

    def test_the_rules_answer_can_stand_again(self, as_writer, victim, charge):
        self.assess(victim)
        reason = "She told us that she is very anxious about every contact."
        as_writer.post(self.url(victim), {"tier": "ENHANCED", "reason": reason})

        as_writer.post(self.url(victim), {"tier": "RULES", "reason": "She feels better now and said so."})

        assert victim.tier_overrides.order_by("id").last().tier == ""

    @pytest.mark.parametrize(
        ("answers", "words"),
        [
            ({"tier": "ENHANCED", "reason": ""}, "Enter why another tier is right"),
            ({"tier": "ENHANCED", "reason": "short"}, "Give the reason in a sentence"),
            ({"tier": "", "reason": "A reason that is long enough."}, "Select the tier"),
        ],
    )
    def test_no_other_tier_without_a_reason(self, as_writer, victim, charge, answers, words):
        self.assess(victim)

        response = as_writer.post(self.url(victim), answers)

        assert words in text(response)
        assert not victim.tier_overrides.exists()

    def test_somebody_elses_is_not_found(self, as_stranger, victim):
        assert as_stranger.get(self.url(victim)).status_code == 404

    def assess(self, victim):
        services.assess(victim=victim, actor=actors.system(SystemProcess.TRIAGE), at=NOW)


class TestExemption:
    NOTE = "She told the officer that she wants no letter."

    def url(self, row):
        return reverse("workspace:exemption", args=[row.pk])

    def test_is_proposed_by_one_and_approved_by_another(self, as_writer, as_manager, manager, victim):
        row = owed_to(victim, due_at=TONIGHT)

        proposed = as_writer.post(self.url(row), {"reason": "OPTED_OUT", "note": self.NOTE}, follow=True)
        row.refresh_from_db()
        assert row.state == "OPEN"
        assert "Proposed. The letter stays owed until a manager approves." in text(proposed)

        page = text(as_manager.get(self.url(row)))
        assert self.NOTE in page
        assert "Proposed by Robin Writer" in page
        as_manager.post(self.url(row), {"answer": "approve", "reason": "OPTED_OUT", "note": "Confirmed by phone."})

        row.refresh_from_db()
        assert (row.state, row.exempted_by) == ("EXEMPT", f"staff:{manager.pk}")

    def test_who_proposed_it_cannot_approve_it(self, as_manager, victim):
        row = owed_to(victim, due_at=TONIGHT)
        as_manager.post(self.url(row), {"reason": "OPTED_OUT", "note": self.NOTE})

        page = text(as_manager.get(self.url(row)))
        as_manager.post(self.url(row), {"answer": "approve", "reason": "OPTED_OUT", "note": "Fine."})

        row.refresh_from_db()
        assert "This waits for somebody else" in page
        assert row.state == "OPEN"

    def test_refused_means_owed_as_before(self, as_writer, as_manager, victim):
        row = owed_to(victim, due_at=TONIGHT)
        as_writer.post(self.url(row), {"reason": "OPTED_OUT", "note": self.NOTE})

        answers = {"answer": "refuse", "reason": "OPTED_OUT", "note": "She did not say so."}
        assert "Refused. The letter is owed as before." in text(as_manager.post(self.url(row), answers, follow=True))
        row.refresh_from_db()
        assert row.state == "OPEN"

    def test_needs_a_reason_and_a_note(self, as_writer, victim):
        row = owed_to(victim, due_at=TONIGHT)

        shown = text(as_writer.post(self.url(row), {}))

        assert "Select why nothing need be sent" in shown
        assert "Enter what you know about it" in shown

    def test_somebody_elses_is_not_found(self, as_stranger, victim):
        row = owed_to(victim, due_at=TONIGHT)

        assert as_stranger.get(self.url(row)).status_code == 404
        assert as_stranger.post(self.url(row), {"reason": "OPTED_OUT", "note": "x"}).status_code == 404


def test_every_addressee_is_named_in_words_of_their_own():
    assert set(words_of.ADDRESSEES) == set(Addressee)
    assert words_of.ADDRESSEES[Addressee.BEREAVED_FAMILY_VIA_FLO] == "The family, through the Family Liaison Officer"
