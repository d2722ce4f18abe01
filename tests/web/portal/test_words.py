"""The words a person chooses for the person accused and for themselves (V32)."""

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import Person
from cases.rules.vocabulary import JourneyStage
from communications.models import ReaderWish
from tests.factories.accounts import staff_with
from tests.factories.cases import CaseFactory, VictimFactory
from tests.factories.communications import ReaderWishFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, SignedIn, make_victim, sign_in
from tests.web.portal.test_reading import DAY, home_of, seen

pytestmark = pytest.mark.django_db
CHOICE = {"accused": "PERSON_ACCUSED", "own_word": "SURVIVOR", "addressed_as": ""}


def address(signed_in) -> str:
    return reverse("portal:words", kwargs={"victim_id": signed_in.victim.pk})


def chooses(signed_in, **changes):
    return signed_in.browser.post(address(signed_in), {**CHOICE, **changes}, follow=True)


class TestChoosing:
    def test_what_is_chosen_is_kept_said_and_shown_again(self, signed_in):
        page = chooses(signed_in)

        assert "We have noted your choice." in seen(page)
        wish = ReaderWish.objects.get()
        assert (wish.accused, wish.own_word, wish.recorded_at) == ("PERSON_ACCUSED", "SURVIVOR", NOW)
        assert (wish.victim, wish.person) == (signed_in.victim, signed_in.victim.person)
        again = signed_in.browser.get(address(signed_in)).content.decode()
        assert again.count("checked") == 2

    def test_each_change_is_a_row_and_the_same_again_is_none(self, signed_in, clock):
        for choice in ({}, {}, {"accused": "BY_STAGE"}):
            chooses(signed_in, **choice)
            clock.shift(DAY / 1440)

        assert list(ReaderWish.objects.order_by("id").values_list("accused", flat=True)) == [
            "PERSON_ACCUSED",
            "BY_STAGE",
        ]

    def test_choosing_nothing_that_was_not_so_before_writes_nothing(self, signed_in):
        chooses(signed_in, accused="BY_STAGE", own_word="NO_WORD", addressed_as=signed_in.victim.person.preferred_name)

        assert not ReaderWish.objects.exists()

    @pytest.mark.parametrize("field", ["accused", "own_word"])
    @pytest.mark.parametrize("value", ["", "SOMETHING_ELSE"])
    def test_what_is_not_on_offer_is_refused_at_the_field_and_nothing_is_lost(self, signed_in, field, value):
        page = chooses(signed_in, **{field: value, "addressed_as": "Sam Typed"})

        assert "There is a problem" in seen(page)
        assert 'value="Sam Typed"' in page.content.decode()
        assert not ReaderWish.objects.exists()

    def test_the_choice_and_the_look_stand_in_the_trail_without_a_name(self, signed_in):
        chooses(signed_in, addressed_as="Canary Name")

        events = AuditEvent.objects.filter(victim_id=signed_in.victim.pk)
        assert {"VIEWED", "CHANGED"} <= set(events.values_list("verb", flat=True))
        assert not any("Canary" in str(event.detail) for event in events)


class TestAddress:
    def test_how_to_address_them_is_used_and_the_former_name_stays_in_the_history(self, signed_in):
        before = signed_in.victim.person.preferred_name
        chooses(signed_in, addressed_as="  Ms   O’Neill-Ŵyn ")

        assert Person.objects.get(pk=signed_in.victim.person_id).preferred_name == "Ms O’Neill-Ŵyn"
        history = apps.get_model("cases", "PersonHistory").objects.filter(pgh_obj=signed_in.victim.person)
        assert list(history.values_list("preferred_name", flat=True)) == [before]

    @pytest.mark.parametrize(
        "typed", ["07700 900123", "12 Example Street", "ring him on @sam", "{{ name }}", "<b>Sam", "x" * 61, "-", "a_b"]
    )
    def test_takes_nothing_that_is_no_name(self, signed_in, typed):
        """T8: a partner with the phone puts no message and no number at the head of our letters."""
        before = signed_in.victim.person.preferred_name

        page = chooses(signed_in, addressed_as=typed)

        assert "There is a problem" in seen(page)
        assert Person.objects.get(pk=signed_in.victim.person_id).preferred_name == before
        assert not ReaderWish.objects.exists()


class TestUse:
    def test_the_first_page_says_the_person_accused_to_who_chose_it(self, clock):
        victim = make_victim(stage=JourneyStage.CHARGED)
        signed_in = SignedIn(victim=victim, browser=sign_in(victim))
        assert "The suspect has been charged" in seen(home_of(signed_in))

        chooses(signed_in)

        assert "The person accused has been charged" in seen(home_of(signed_in))
        assert "suspect" not in seen(home_of(signed_in))

    def test_the_words_of_another_reader_of_the_same_record_are_not_used(self, clock):
        victim = make_victim(stage=JourneyStage.CHARGED)
        other = VictimFactory(case=CaseFactory())
        ReaderWishFactory(victim=victim, person=other.person)

        assert "The suspect has been charged" in seen(home_of(SignedIn(victim=victim, browser=sign_in(victim))))

    def test_nor_are_those_of_the_same_person_in_another_case(self, clock):
        victim = make_victim(stage=JourneyStage.CHARGED)
        ReaderWishFactory(victim=VictimFactory(person=victim.person), person=victim.person)

        assert "The suspect has been charged" in seen(home_of(SignedIn(victim=victim, browser=sign_in(victim))))


class TestNobodyElse:
    def test_chooses_for_another(self, signed_in):
        other = make_victim()
        theirs = reverse("portal:words", kwargs={"victim_id": other.pk})

        assert signed_in.browser.get(theirs).status_code == 404
        assert signed_in.browser.post(theirs, CHOICE).status_code == 404
        assert not ReaderWish.objects.exists()

    def test_the_page_has_a_title_that_says_nothing(self, signed_in):
        assert "<title>Words \u2013 Your updates</title>" in signed_in.browser.get(address(signed_in)).content.decode()


class TestWhatStaffSee:
    @pytest.fixture(autouse=True)
    def _reference_data(self, db) -> None:
        lay_reference_data()

    def people(self, victim, client) -> str:
        client.force_login(staff_with(Role.VLU_OFFICER, unit=victim.case.unit))
        return client.get(reverse("workspace:case-people", args=[victim.case_id])).content.decode()

    def test_the_word_that_a_victim_chose_stands_where_they_look_before_they_ring(self, signed_in, client):
        chooses(signed_in, addressed_as="Sam")

        page = " ".join(self.people(signed_in.victim, client).split())

        assert "Word they chose for themselves" in page
        assert "Survivor" in page
        assert "Sam" in page

    def test_nothing_stands_there_of_who_chose_none_or_of_a_relatives_choice(self, signed_in, client):
        ReaderWishFactory(victim=signed_in.victim, person=VictimFactory().person, own_word="SURVIVOR")
        chooses(signed_in, own_word="NO_WORD")

        assert "Word they chose for themselves" not in self.people(signed_in.victim, client)
