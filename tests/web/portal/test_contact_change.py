"""The online page says that the contact changed, when and why, for eight weeks (V18, HO-3)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from cases.models import Handover
from cases.rules.handovers import SHOWN_DAYS
from cases.rules.vocabulary import HandoverReason
from tests.factories.accounts import StaffUserFactory
from tests.factories.cases import HandoverFactory, OfficerLeaveFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW


def changed(victim, **changes) -> Handover:
    handover = HandoverFactory(
        victim=victim,
        from_officer=StaffUserFactory(full_name="Nia Rees"),
        to_officer=StaffUserFactory(full_name="Owen Price"),
        answered=True,
        **{"answered_at": NOW - dt.timedelta(days=1), "note": "Private note", **changes},
    )
    victim.officer = handover.to_officer
    victim.save()
    return handover


def home(signed_in) -> str:
    response = signed_in.browser.get(reverse("portal:home", kwargs={"victim_id": signed_in.victim.pk}))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestContactChange:
    def test_names_both_the_day_and_the_reason(self, signed_in) -> None:
        changed(signed_in.victim)

        page = home(signed_in)

        assert "Your contact is Owen Price" in page
        assert (
            "Your contact changed on 10 March 2026. Before, it was Nia Rees. Nia Rees has other work here now." in page
        )
        assert "Private note" not in page

    @pytest.mark.parametrize("reason", HandoverReason)
    def test_has_words_for_every_reason(self, signed_in, reason) -> None:
        changed(signed_in.victim, reason=reason)

        assert "What we agreed with you still stands." in home(signed_in)

    def test_is_not_said_after_eight_weeks(self, signed_in) -> None:
        changed(signed_in.victim, answered_at=NOW - dt.timedelta(days=SHOWN_DAYS + 1))

        assert "Nia Rees" not in home(signed_in)

    @pytest.mark.parametrize("state", ["DECLINED", "WITHDRAWN"])
    def test_is_not_said_of_an_offer_that_came_to_nothing(self, signed_in, state) -> None:
        changed(signed_in.victim, state=state, answer="No")

        assert "Nia Rees" not in home(signed_in)

    def test_is_not_said_where_it_is_somebody_else_by_now(self, signed_in) -> None:
        changed(signed_in.victim)
        signed_in.victim.officer = StaffUserFactory(full_name="Third Person")
        signed_in.victim.save()

        page = home(signed_in)

        assert "Third Person" in page
        assert "Nia Rees" not in page


class TestCover:
    """L8: the page says who is there while the contact is away, and no longer."""

    def away(self, victim, *, first=-1, last=5) -> None:
        victim.officer = StaffUserFactory(full_name="Nia Rees")
        victim.save()
        OfficerLeaveFactory(
            officer=victim.officer,
            cover=StaffUserFactory(full_name="Owen Price", phone="01632 960999"),
            starts_on=NOW.date() + dt.timedelta(days=first),
            ends_on=NOW.date() + dt.timedelta(days=last),
        )

    def test_is_named_with_the_last_day_and_the_number(self, signed_in) -> None:
        self.away(signed_in.victim)

        page = home(signed_in)

        assert "Nia Rees is away until 16 March 2026. Until then, ask Owen Price." in page
        assert "01632 960999" in page

    @pytest.mark.parametrize(("first", "last"), [(1, 3), (-5, -1)], ids=["before", "after"])
    def test_is_not_named_on_other_days(self, signed_in, first, last) -> None:
        self.away(signed_in.victim, first=first, last=last)

        assert "Owen Price" not in home(signed_in)

    def test_reads_what_they_write(self, signed_in) -> None:
        self.away(signed_in.victim)

        lay_reference_data()
        url = reverse("portal:messages", kwargs={"victim_id": signed_in.victim.pk})
        assert "Owen Price" in signed_in.browser.get(url).content.decode()
