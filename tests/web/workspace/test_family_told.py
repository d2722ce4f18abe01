"""The page of who of a family has been told, and what is recorded and begun there (B.10, FAM-2 to FAM-4)."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from cases.models import Obligation
from cases.rules.vocabulary import Addressee, RelativeOutcome, WorkKind
from communications.models import Communication, RelativeTelling, Telling
from communications.rules.vocabulary import LetterType
from tests.factories.accounts import staff_with
from tests.factories.cases import WorkItemFactory
from tests.factories.communications import CommunicationFactory, RelativeTellingFactory, TellingFactory
from tests.factories.reference import lay_templates
from tests.letters.samples import a_letter
from tests.web.workspace.conftest import NOW, owed_to, signed_in
from tests.web.workspace.test_family import bereaved, page, relative  # noqa: F401  the fixture is used by its name

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]
DAY = dt.timedelta(days=1)


def text(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def letter(bereaved, charge):  # noqa: F811
    """A letter about a decision that left to the liaison officer yesterday, for the mother."""
    lay_templates()
    mother = relative(bereaved, is_primary=True)
    duty = owed_to(bereaved, due_at=NOW + DAY)
    Obligation.objects.filter(pk=duty.pk).update(
        addressee=Addressee.BEREAVED_FAMILY_VIA_FLO, state="MET", met_at=NOW - DAY
    )
    duty.refresh_from_db()
    words, context = a_letter(LetterType.DISCONTINUE_ALL)
    return CommunicationFactory(
        victim=bereaved,
        obligation=duty,
        recipient=mother.person,
        sent=True,
        sent_at=NOW - DAY,
        channel="INTERMEDIARY_EMAIL",
        words=words.as_json(),
        context=context.as_json(),
    )


def told_page(letter):
    return reverse("workspace:family-told", args=[letter.pk])


def other(letter, name, **changes):
    made = relative(letter.victim, name=name, wish=changes.pop("wish", "THROUGH_FLO"))
    return RelativeTellingFactory(letter=letter, relative=made, due_at=NOW + DAY, **changes)


def answer(client, letter, *who, day=11, **changes):
    date = {"told_on_day": str(day), "told_on_month": "3", "told_on_year": "2026"}
    return client.post(told_page(letter), {"who": list(who), **date, **changes}, follow=True)


class TestThePage:
    def test_shows_the_main_contact_and_each_other_with_way_reason_and_state(self, as_writer, letter):
        other(letter, "Kofi Mensah", reasons=["They want to hear it from the Family Liaison Officer"])
        other(letter, "Yaw Mensah", way="NOTHING", outcome="NOTHING", settled_at=NOW, settled_by="system:delivery")

        shown = text(as_writer.get(told_page(letter)))

        assert "Efua Mensah" in shown
        assert "Kofi Mensah (sister)" in shown
        assert "They want to hear it from the Family Liaison Officer" in shown
        assert "Nothing is done" in shown
        assert "The main contact has not been told yet." in shown

    def test_is_led_to_from_the_letter_the_work_and_the_family(self, as_writer, letter):
        other(letter, "Kofi Mensah")
        item = WorkItemFactory(
            kind=WorkKind.TELL_RELATIVE, case=letter.case, victim=letter.victim, raised_at=NOW,
            about=f"communication:{letter.pk}", unit=letter.case.unit,
        )  # fmt: skip

        for address in (
            reverse("workspace:letter", args=[letter.pk]),
            reverse("workspace:work-item", args=[item.pk]),
            page("family", letter.victim),
        ):
            assert told_page(letter) in as_writer.get(address).content.decode(), address

    def test_the_family_page_says_who_was_told_when(self, as_writer, letter):
        TellingFactory(communication=letter, told_on=NOW.date())
        row = other(letter, "Kofi Mensah")
        assert "Kofi Mensah (sister): not told yet" in text(as_writer.get(page("family", letter.victim)))
        RelativeTelling.objects.filter(pk=row.pk).update(
            outcome="TOLD", told_on=NOW.date(), settled_at=NOW, settled_by="staff:1"
        )

        shown = text(as_writer.get(page("family", letter.victim)))

        assert "Efua Mensah (main contact): told on 11 March 2026" in shown
        assert "Kofi Mensah (sister): told on 11 March 2026" in shown

    def test_does_not_exist_for_somebody_of_another_area(self, stranger, letter):
        row = other(letter, "Kofi Mensah")

        assert signed_in(stranger).get(told_page(letter)).status_code == 404
        start = reverse("workspace:start-relatives-letter", args=[letter.pk, row.pk])
        assert signed_in(stranger).post(start).status_code == 404

    def test_a_letter_about_somebody_alive_has_none(self, as_writer, victim):
        plain = CommunicationFactory(victim=victim, sent=True)

        assert as_writer.get(told_page(plain)).status_code == 302

    def test_costs_the_same_with_one_relative_and_with_fifty(self, as_writer, letter, django_assert_max_num_queries):
        as_writer.get(told_page(letter))
        counts = []
        for more in (1, 49):
            for number in range(more):
                other(letter, f"Relative {more} {number}")
            with django_assert_max_num_queries(40) as seen:
                as_writer.get(told_page(letter))
            counts.append(len(seen))

        assert counts[0] == counts[1]


class TestRecording:
    def test_one_answer_is_about_several_people_and_the_main_contact(self, as_writer, letter):
        rows = [other(letter, name) for name in ("Kofi Mensah", "Yaw Mensah")]

        shown = text(
            answer(as_writer, letter, "main-contact", *(str(row.pk) for row in rows), note="They want to meet us")
        )

        assert "Recorded who has been told." in shown
        assert Telling.objects.get().communication_id == letter.pk
        assert set(RelativeTelling.objects.values_list("outcome", flat=True)) == {RelativeOutcome.TOLD}
        assert "Recorded by Robin Writer" in shown
        assert "They want to meet us" in shown

    def test_nobody_is_recorded_before_the_main_contact(self, as_writer, letter):
        row = other(letter, "Kofi Mensah")

        response = answer(as_writer, letter, str(row.pk), note="My own words")

        assert "The main contact has not been told yet. Select them too" in text(response)
        assert "My own words" in text(response)
        assert RelativeTelling.objects.get().settled_at is None

    def test_somebody_and_a_day_must_be_chosen(self, as_writer, letter):
        other(letter, "Kofi Mensah")

        response = as_writer.post(told_page(letter), {"note": "My own words"})

        shown = text(response)
        assert "Select who has been told" in shown
        assert "Enter the date on which they were told" in shown
        assert "My own words" in shown

    def test_a_day_that_cannot_be_is_said_at_its_field(self, as_writer, letter):
        TellingFactory(communication=letter)
        row = other(letter, "Kofi Mensah")

        assert "between the day the letter left and today" in text(answer(as_writer, letter, str(row.pk), day=9))

    def test_whoever_only_reads_records_nothing(self, letter):
        row = other(letter, "Kofi Mensah")
        reader = signed_in(staff_with(Role.INSPECTOR, letter.case.unit))
        assert "Record who has been told" not in text(reader.get(told_page(letter)))

        response = answer(reader, letter, "main-contact", str(row.pk))

        assert response.status_code == 404
        assert not Telling.objects.exists()


class TestTheirOwnLetter:
    def test_is_begun_and_opened_with_where_it_stands(self, as_writer, letter):
        TellingFactory(communication=letter)
        row = other(letter, "Kofi Mensah", way="OWN_LETTER", wish="BY_US")
        assert "Start their letter" in text(as_writer.get(told_page(letter)))

        response = as_writer.post(reverse("workspace:start-relatives-letter", args=[letter.pk, row.pk]), follow=True)

        copy = Communication.objects.get(copy_of=letter)
        shown = text(response)
        assert response.redirect_chain[-1][0] == reverse("workspace:letter", args=[copy.pk])
        assert "Kofi Mensah" in shown
        assert "The letter to the family’s main contact" in shown
        assert "Open their letter" in text(as_writer.get(told_page(letter)))

    def test_of_somebody_told_by_word_is_not_begun(self, as_writer, letter):
        row = other(letter, "Kofi Mensah")

        response = as_writer.post(reverse("workspace:start-relatives-letter", args=[letter.pk, row.pk]), follow=True)

        assert "They do not get a letter of their own about this any more." in text(response)
        assert not Communication.objects.filter(copy_of=letter).exists()

    def test_of_another_letter_is_not_found_here(self, as_writer, letter):
        elsewhere = RelativeTellingFactory()

        start = reverse("workspace:start-relatives-letter", args=[letter.pk, elsewhere.pk])
        assert as_writer.post(start).status_code == 404
