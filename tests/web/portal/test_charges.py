"""The page of charges: each person accused and each charge truthfully, and nothing that was not told (V34, V32)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from cases.models import DecisionCharge
from cases.rules.vocabulary import ChargeState, Language, WorkKind
from communications.rules.status_words import words_for_charge
from communications.rules.vocabulary import Channel
from tests.factories.cases import (
    AgencyContactFactory,
    ChargeFactory,
    DecisionFactory,
    DefendantFactory,
    ObligationFactory,
    WorkItemFactory,
)
from tests.factories.communications import ReaderWishFactory
from tests.web.portal.conftest import NOW, make_victim
from tests.web.portal.test_reading import DAY, letter_to, seen

pytestmark = pytest.mark.django_db
GOES_ON = words_for_charge(state=ChargeState.CHARGED)
STOPPED = words_for_charge(state=ChargeState.STOPPED)


def charges_of(signed_in):
    return signed_in.browser.get(reverse("portal:charges", kwargs={"victim_id": signed_in.victim.pk}))


def charge(signed_in, *, defendant=None, **changes):
    values = {
        "defendant": defendant or DefendantFactory(case=signed_in.victim.case, name="Canary Dale"),
        "concerning": [signed_in.victim],
        "state": "CHARGED",
        "plain_description": "The charge about what happened at work",
        "charged_on": dt.date(2026, 1, 9),
        **changes,
    }
    return ChargeFactory(**values)


def decided(signed_in, row, after, *, before="CHARGED", state=None, at=NOW - 6 * DAY, **decision):
    """A decision about a charge; ``state`` is how the explanation of it stands, None where none is owed."""
    made = DecisionFactory(case=signed_in.victim.case, decided_at=at, recorded_at=at, **decision)
    DecisionCharge.objects.create(decision=made, charge=row, state_before=before, state_after=after)
    row.state = after
    row.save()
    if state is None:
        return None
    met_at = at + DAY if state == "MET" else None
    return ObligationFactory(victim=signed_in.victim, decision=made, state=state, met_at=met_at, due_at=at + 2 * DAY)


class TestEachCharge:
    def test_stands_by_itself_under_the_person_accused(self, signed_in):
        first, second = (DefendantFactory(case=signed_in.victim.case) for _ in range(2))
        charge(signed_in, defendant=first, plain_description="The first charge")
        ended = charge(signed_in, defendant=second, plain_description="The second charge")
        duty = decided(signed_in, ended, "STOPPED", state="MET")
        letter_to(signed_in.victim, obligation=duty, sent_at=NOW - 5 * DAY, channel=Channel.EMAIL)

        page = seen(charges_of(signed_in))

        assert f"The first charge {GOES_ON.label} {GOES_ON.means}" in page
        assert f"The second charge {STOPPED.label} {STOPPED.means}" in page
        assert "Defendant 1" in page
        assert "Defendant 2" in page
        assert "Charged on 9 January 2026." in page

    def test_has_the_words_of_the_law_behind_a_click(self, signed_in):
        charge(signed_in, title="Canary offence contrary to section 1")

        page = charges_of(signed_in).content.decode()

        assert re.search(r"<details[^>]*>.*Canary offence contrary to section 1.*</details>", page, re.DOTALL)
        assert "<details open" not in page

    @pytest.mark.parametrize(
        ("offence_on", "words"),
        [(dt.date(2025, 12, 3), "What happened on 3 December 2025"), (None, "What happened")],
    )
    def test_without_plain_words_is_named_by_its_day(self, signed_in, offence_on, words):
        charge(signed_in, plain_description="", offence_on=offence_on)

        assert f"1. {words}" in seen(charges_of(signed_in))

    def test_about_another_victim_is_not_there(self, signed_in):
        other = make_victim()
        ChargeFactory(
            defendant=DefendantFactory(case=signed_in.victim.case), plain_description="Canary", concerning=[other]
        )

        assert "Canary" not in charges_of(signed_in).content.decode()
        assert "Nothing stands here yet." in seen(charges_of(signed_in))

    def test_before_a_charge_speaks_of_a_suspect(self, signed_in):
        charge(signed_in, state="ALLEGED", charged_on=None)

        page = seen(charges_of(signed_in))

        assert "The suspect" in page
        assert "Nobody has been charged with it." in page


class TestNothingUntold:
    """PORT-2, CHG-1."""

    def test_a_stop_that_is_owed_stands_as_before_and_says_that_we_write(self, signed_in):
        decided(signed_in, charge(signed_in), "STOPPED", state="OPEN")

        page = seen(charges_of(signed_in))

        assert GOES_ON.means in page
        assert "There is a decision that you may not have heard of yet." in page
        assert "stopped" not in page.lower()

    def test_a_stop_whose_letter_is_in_the_post_stands_as_before(self, signed_in):
        duty = decided(signed_in, charge(signed_in), "STOPPED", state="MET")
        letter_to(signed_in.victim, obligation=duty, sent_at=NOW - 3 * DAY)

        assert STOPPED.means not in seen(charges_of(signed_in))

    def test_once_the_letter_has_arrived_it_is_said(self, signed_in):
        duty = decided(signed_in, charge(signed_in), "STOPPED", state="MET")
        letter_to(signed_in.victim, obligation=duty, sent_at=NOW - 4 * DAY)

        page = seen(charges_of(signed_in))

        assert STOPPED.means in page
        assert "a decision that you may not have heard of" not in page

    def test_a_letter_that_the_reader_chose_not_to_open_yet_is_not_told_by_this_page(self, signed_in):
        """V29: a decision that hurts is read when they say so, also here."""
        duty = decided(signed_in, charge(signed_in), "STOPPED", state="MET")
        letter = letter_to(
            signed_in.victim, obligation=duty, sent_at=NOW - 5 * DAY, channel=Channel.EMAIL, is_hard_news=True
        )
        page = seen(charges_of(signed_in))
        assert GOES_ON.means in page
        assert "There is a decision that you may not have heard of yet." in page

        letter.first_read_at = NOW
        letter.save()

        assert STOPPED.means in seen(charges_of(signed_in))

    @pytest.mark.parametrize(
        ("reason", "is_told"), [("WITHDRAWN_AND_DECLINED", False), ("ALREADY_EXPLAINED_IN_PERSON", True)]
    )
    def test_who_declined_to_hear_of_a_stop_does_not_read_it_here(self, signed_in, reason, is_told):
        duty = decided(signed_in, charge(signed_in), "STOPPED", state="OPEN")
        ended = {"state": "EXEMPT", "exemption_reason": reason, "exempted_at": NOW - DAY, "exempted_by": "staff:1"}
        type(duty).objects.filter(pk=duty.pk).update(**ended)

        assert (STOPPED.means in seen(charges_of(signed_in))) is is_told

    def test_a_charge_that_takes_the_place_of_another_is_not_seen_before_that_was_told(self, signed_in):
        defendant = DefendantFactory(case=signed_in.victim.case)
        newer = charge(signed_in, defendant=defendant, plain_description="The lesser charge")
        older = charge(signed_in, defendant=defendant, plain_description="The first charge", replaced_by=newer)
        duty = decided(signed_in, older, "REPLACED", state="OPEN", code="SUBSTITUTE", is_substantial=True)
        assert "The lesser charge" not in seen(charges_of(signed_in))

        duty.state, duty.met_at = "MET", NOW - 5 * DAY
        duty.save()
        letter_to(signed_in.victim, obligation=duty, sent_at=NOW - 5 * DAY)

        page = seen(charges_of(signed_in))
        assert "Another charge took the place of this one." in page
        assert re.search(r"It is number (\d) on this page\..*\1\. The lesser charge|"
                         r"(\d)\. The lesser charge.*It is number \2 on this page\.", page)  # fmt: skip

    @pytest.mark.parametrize("outcome", ["CONVICTED", "ACQUITTED"])
    def test_what_the_court_decided_waits_until_somebody_told_it(self, signed_in, outcome):
        charge(signed_in, state=outcome)

        page = seen(charges_of(signed_in))

        assert "Decided by the court" in page
        assert "guilty" not in page.lower()

    def test_once_an_officer_has_seen_to_it_it_is_said(self, signed_in):
        charge(signed_in, state="ACQUITTED")
        item = WorkItemFactory(
            case=signed_in.victim.case, victim=signed_in.victim, kind=WorkKind.VERDICT_NEWS,
            state="DONE", done_at=NOW, done_by="system:court-feed",
        )  # fmt: skip
        assert "guilty" not in seen(charges_of(signed_in)).lower()

        item.done_by = "staff:1"
        item.save()

        assert "The court found the defendant not guilty of this." in seen(charges_of(signed_in))

    def test_witness_care_telling_one_outcome_does_not_tell_another(self, signed_in):
        charge(signed_in, state="ACQUITTED")
        AgencyContactFactory(victim=signed_in.victim, stage="MADE", told_outcome="CONVICTED")
        assert "guilty" not in seen(charges_of(signed_in)).lower()

        AgencyContactFactory(victim=signed_in.victim, stage="MADE", told_outcome="ACQUITTED")
        assert "not guilty" in seen(charges_of(signed_in)).lower()


class TestTheName:
    """V32: nobody's name unless the reader asked, and never that of somebody uncharged or possibly a child."""

    def named(self, signed_in, wish, **defendant):
        values = {"born_on": dt.date(1980, 5, 5), **defendant}
        person = DefendantFactory(case=signed_in.victim.case, name="Jo Canary", **values)
        charge(signed_in, defendant=person)
        ReaderWishFactory(victim=signed_in.victim, accused=wish)
        return charges_of(signed_in).content.decode()

    @pytest.mark.parametrize("wish", ["BY_STAGE", "PERSON_ACCUSED"])
    def test_is_nowhere_on_the_page_of_who_did_not_ask_for_it(self, signed_in, wish):
        assert "Canary" not in self.named(signed_in, wish)

    def test_stands_there_for_who_asked(self, signed_in):
        assert "Jo Canary" in self.named(signed_in, "NAME")

    def test_gives_only_its_initials_to_who_asked_for_those(self, signed_in):
        page = self.named(signed_in, "INITIALS")

        assert "J. C." in page
        assert "Canary" not in page

    @pytest.mark.parametrize("born_on", [None, dt.date(2010, 1, 1)])
    def test_of_who_may_be_a_child_is_never_there(self, signed_in, born_on):
        assert "Canary" not in self.named(signed_in, "NAME", born_on=born_on)

    def test_is_not_on_the_first_page_either(self, signed_in):
        self.named(signed_in, "NAME")

        home = signed_in.browser.get(reverse("portal:home", kwargs={"victim_id": signed_in.victim.pk}))
        assert "Canary" not in home.content.decode()


class TestThePage:
    def test_is_in_welsh_for_who_chose_it(self, signed_in):
        duty = decided(signed_in, charge(signed_in), "STOPPED", state="MET")
        letter_to(signed_in.victim, obligation=duty, sent_at=NOW - 5 * DAY, channel=Channel.EMAIL)
        signed_in.browser.get(reverse("portal:in_welsh"))

        page = seen(charges_of(signed_in))

        assert words_for_charge(state=ChargeState.STOPPED, language=Language.CY).means in page
        assert "Y diffynnydd" in page

    def test_says_nothing_in_its_title_or_address(self, signed_in):
        response = charges_of(signed_in)

        assert "<title>Updates \u2013 Your updates</title>" in response.content.decode()
        assert "charge" not in response.request["PATH_INFO"]

    def test_the_look_stands_in_the_trail(self, signed_in):
        charges_of(signed_in)

        assert AuditEvent.objects.filter(victim_id=signed_in.victim.pk, verb="VIEWED", subject_kind="charges").exists()

    def test_of_another_is_not_there(self, signed_in):
        address = reverse("portal:charges", kwargs={"victim_id": make_victim().pk})

        assert signed_in.browser.get(address).status_code == 404

    def test_costs_the_same_with_one_charge_and_with_fifty(self, signed_in, django_assert_max_num_queries):
        def cost() -> int:
            with django_assert_max_num_queries(25) as queries:
                charges_of(signed_in)
            return len(queries)

        decided(signed_in, charge(signed_in), "STOPPED", state="MET")
        with_one = cost()
        for _ in range(49):
            decided(signed_in, charge(signed_in), "STOPPED", state="MET")

        assert cost() == with_one
