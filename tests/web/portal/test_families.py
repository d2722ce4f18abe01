"""The online pages of a family: each relative reads what was told to them, and nothing that was told to another."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor, ActorKind, Grant
from accounts.roles import Role
from cases.models import Person
from cases.rules.vocabulary import JourneyStage, RelativeWay
from communications.models import Communication, RelativeTelling
from communications.rules import portal_codes
from communications.rules.status_words import words_for
from communications.rules.vocabulary import Channel
from communications.services import portal_invitations, portal_secrets
from tests.factories.cases import (
    ConnectionFactory,
    ContactPointFactory,
    DecisionFactory,
    ObligationFactory,
    VictimFactory,
)
from tests.factories.communications import CommunicationFactory, RelativeTellingFactory, TellingFactory
from tests.web.portal.conftest import NOW, newest_one_time_code
from tests.web.portal.test_reading import DAY, WORDS, seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

#: What the page says once the decision may be known.
STOPPED = words_for(stage=JourneyStage.STOPPED).happened


class Family:
    """A stopped case about somebody who died; the letter to the mother was handed over and she was told."""

    def __init__(self) -> None:
        self.victim = VictimFactory(
            case__stage=JourneyStage.STOPPED, case__stage_since=dt.date(2026, 3, 2), person__died_on=dt.date(2026, 1, 2)
        )
        self.mother = self._relative("Efua Mensah", is_primary=True)
        self.brother = self._relative("Kofi Mensah", is_primary=False)
        decision = DecisionFactory(case=self.victim.case, decided_at=NOW - 9 * DAY, recorded_at=NOW - 9 * DAY)
        duty = ObligationFactory(
            victim=self.victim, decision=decision, state="MET", met_at=NOW - 8 * DAY, due_at=NOW - 7 * DAY
        )
        self.letter = CommunicationFactory(
            victim=self.victim,
            obligation=duty,
            recipient=self.mother.person,
            sent=True,
            sent_at=NOW - 8 * DAY,
            channel=Channel.INTERMEDIARY_EMAIL,
            words=WORDS,
        )
        TellingFactory(communication=self.letter)
        self.row: RelativeTelling = RelativeTellingFactory(letter=self.letter, relative=self.brother)

    def _relative(self, name: str, *, is_primary: bool):
        made = ConnectionFactory(
            victim=self.victim, kind="CLOSE_RELATIVE", person__full_name=name, is_primary=is_primary,
            may_be_told="EVERYTHING", wish="BY_US",
        )  # fmt: skip
        ContactPointFactory(person=made.person)
        ContactPointFactory(person=made.person, mobile=True)
        return made

    def signs_in(self, person: Person) -> Client:
        """Come in as this relative does: a code of their own, and six digits."""
        case = self.victim.case
        grant = Grant(role=Role.VLU_OFFICER, area_code=case.area_id, unit_id=case.unit_id, works_on_restricted=True)
        officer = Actor(kind=ActorKind.STAFF, identifier="1", grants=frozenset({grant}))
        invitation = portal_invitations.invite(actor=officer, victim=self.victim, person=person, at=NOW)
        browser = Client()
        code = portal_codes.in_groups(code=portal_secrets.invitation_code(invitation_id=invitation.pk))
        browser.post(reverse("portal:come_in"), {"code": code})
        browser.post(reverse("portal:code"), {"code": newest_one_time_code()})
        browser.post(reverse("portal:how_to_leave"))
        return browser

    def home(self, browser: Client) -> str:
        return seen(browser.get(reverse("portal:home", kwargs={"victim_id": self.victim.pk})))

    def reads(self, browser: Client, letter: Communication) -> int:
        address = reverse("portal:letter", kwargs={"victim_id": self.victim.pk, "letter_id": letter.pk})
        return browser.get(address).status_code


class TestAFamily:
    def test_another_relative_finds_no_letter_that_is_the_main_contacts(self) -> None:
        family = Family()
        mother, brother = family.signs_in(family.mother.person), family.signs_in(family.brother.person)

        assert family.reads(mother, family.letter) == 200
        assert family.reads(brother, family.letter) == 404
        assert "Canary" not in family.home(brother)

    def test_the_page_of_who_has_not_been_told_says_nothing_of_the_decision(self) -> None:
        family = Family()
        mother, brother = family.signs_in(family.mother.person), family.signs_in(family.brother.person)
        assert STOPPED in family.home(mother)

        assert STOPPED not in family.home(brother)

        RelativeTelling.objects.update(outcome="TOLD", told_on=NOW.date(), settled_at=NOW, settled_by="staff:1")
        assert STOPPED in family.home(brother)

    def test_their_own_letter_is_theirs_alone(self) -> None:
        family = Family()
        copy = CommunicationFactory(
            victim=family.victim,
            copy_of=family.letter,
            recipient=family.brother.person,
            sent=True,
            sent_at=NOW - DAY,
            channel=Channel.EMAIL,
            words=WORDS,
        )
        RelativeTelling.objects.update(way=RelativeWay.OWN_LETTER, copy=copy)
        mother, brother = family.signs_in(family.mother.person), family.signs_in(family.brother.person)

        assert family.reads(brother, copy) == 200
        assert family.reads(mother, copy) == 404
