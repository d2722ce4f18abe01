"""The pages on which a manager shares out the people of an officer, and sees what each carries (M4, L16)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts import actors
from accounts.roles import Role, SystemProcess
from audit.models import AuditEvent
from cases.models import Handover, WorkItem
from cases.rules.exposure import ExposureLimit
from cases.rules.vocabulary import HardFile, ServiceTier
from communications.rules import dated_tables
from communications.services import dated_rows, rotation
from tests.factories.accounts import staff_with
from tests.factories.cases import CaseFactory, ChargeFactory, DefendantFactory, PersonFactory, VictimFactory
from tests.web.workspace.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def free(unit):
    return staff_with(Role.VLU_OFFICER, unit, full_name="Cal Colleague")


@pytest.fixture
def people(unit, writer):
    return [
        VictimFactory(
            case=CaseFactory(unit=unit),
            person=PersonFactory(full_name=f"Person {name}"),
            officer=writer,
            in_contact_since=NOW.date(),
        )
        for name in ("One", "Two", "Three")
    ]


def url(officer):
    return reverse("workspace:share-out", args=[officer.pk])


def a_death(victim):
    ChargeFactory(defendant=DefendantFactory(case=victim.case), category="HOMICIDE", concerning=[victim])


def at_most_two():
    limit = ExposureLimit(
        kind=HardFile.BEREAVEMENT, files=2, days=60, starts_on=dt.date(2026, 1, 1), source="Area policy"
    )
    process = actors.system(SystemProcess.REFERENCE_DATA)
    dated_rows.publish(table=dated_tables.EXPOSURE_LIMITS, row=limit, actor=process, at=NOW)


def answers(chosen, officer, **changes):
    return {
        "step": "check",
        "chosen": [str(victim.pk) for victim in chosen],
        "officer": str(officer.pk),
        "reason": "AWAY",
        "note": "Kept words",
        **changes,
    }


class TestChoosing:
    def test_shows_the_people_of_the_officer_and_leaves_a_trace_for_each(self, as_manager, writer, people, free):
        shown = text(as_manager.get(url(writer)))

        assert "Share out the people of Robin Writer" in shown
        assert all(victim.person.full_name in shown for victim in people)
        assert "Cal Colleague, Victim Liaison Officer" in shown
        trail = AuditEvent.objects.filter(verb="VIEWED", subject_id="share-out")
        assert set(trail.values_list("victim_id", flat=True)) == {victim.pk for victim in people}

    def test_keeps_what_was_typed_and_says_what_is_missing(self, as_manager, writer, people, free):
        response = as_manager.post(url(writer), {"step": "check", "note": "Kept words"})

        for words in ("Select at least one", "Select an officer", "Select why their contact changes"):
            assert text(response).count(words) == 2
        assert "Kept words" in text(response)

    def test_is_not_for_another_area_nor_for_whoever_gives_nobody_away(
        self, as_stranger, as_prosecutor, writer, people, free
    ):
        assert as_stranger.get(url(writer)).status_code == 404
        assert as_prosecutor.get(url(writer)).status_code == 403
        assert as_stranger.post(url(writer), answers(people, free)).status_code == 404


class TestChecking:
    def test_changes_nothing_and_says_who_goes_and_who_stays(self, as_manager, writer, people, free, manager):
        people[2].officer = manager
        people[2].save()

        response = as_manager.post(url(writer), answers(people, free))

        shown = text(response)
        assert "Check your answers" in shown
        assert "2 people to Cal Colleague" in shown
        assert "1 person left out, and why" in shown
        assert "Somebody else is their contact by now" in shown
        assert not Handover.objects.exists()

    def test_may_be_gone_back_from_without_losing_a_word(self, as_manager, writer, people, free):
        response = as_manager.post(url(writer), answers(people[:1], free, step="change"))

        html = response.content.decode()
        assert "Kept words" in html
        assert len(re.findall(r'value="[0-9a-f-]{36}"[^>]* checked', html)) == 1

    def test_says_where_nobody_can_go(self, as_manager, writer, people, free, manager):
        for victim in people[1:]:
            victim.officer = manager
            victim.save()

        shown = text(as_manager.post(url(writer), answers(people[1:], free)))

        assert "Nobody can go. Change your answers." in shown
        assert "Give them to this officer" not in shown


class TestDoing:
    def test_gives_them_and_names_who_went_and_who_stayed(self, as_manager, writer, people, free, manager):
        people[2].officer = manager
        people[2].save()

        response = as_manager.post(url(writer), answers(people, free, step="do"))

        shown = text(response)
        assert "2 people now with Cal Colleague" in shown
        assert "Person Three" in shown
        assert "Somebody else is their contact by now" in shown
        assert Handover.objects.filter(to_officer=free).count() == 2

    @pytest.mark.parametrize("count", [2, 3], ids=["some", "all"])
    def test_again_does_nothing_more(self, as_manager, writer, people, free, count):
        as_manager.post(url(writer), answers(people[:count], free, step="do"))

        again = text(as_manager.post(url(writer), answers(people[:count], free, step="do")))

        assert "Nobody has gone to another officer." in again
        assert again.count("They are their contact already") == count
        assert Handover.objects.count() == count


class TestLoad:
    URL = "dashboards:load"

    def test_shows_people_and_hours_and_leads_to_sharing_out(self, as_manager, writer, people, free):
        people[0].service_tier = ServiceTier.ENHANCED
        people[0].save()

        response = as_manager.get(reverse(self.URL))

        shown = text(response)
        assert re.search(r"Robin Writer .*? 3 .*? 1 .*? 3 .*?Within", shown)
        assert "Cal Colleague" in shown
        assert url(writer) in response.content.decode()
        assert url(free) not in response.content.decode()
        assert "more than one person can give" not in shown

    def test_warns_of_who_carries_too_much(self, as_manager, unit, writer):
        case = CaseFactory(unit=unit)
        for _ in range(37):
            VictimFactory(case=case, officer=writer, service_tier=ServiceTier.BEREAVED_FAMILY)

        shown = text(as_manager.get(reverse(self.URL)))

        assert "1 officer carries more than one person can give." in shown
        assert "Over the limit" in shown

    @pytest.mark.parametrize("count", [1, 50])
    def test_costs_the_same_with_one_and_with_fifty(self, as_manager, unit, writer, count, django_assert_num_queries):
        for _ in range(count):
            a_death(VictimFactory(case=CaseFactory(unit=unit), officer=writer))
        as_manager.get(reverse(self.URL))

        # session; user with memberships; people by officer and service, who the officers are, who else is in the unit;
        # rows of hours and of the limit; the hardest files, since when there are too many, and rows of their limits
        with django_assert_num_queries(10):
            as_manager.get(reverse(self.URL))

    def test_says_in_words_who_has_too_many_of_the_hardest_files(self, as_manager, unit, writer, people):
        for victim in people:
            a_death(victim)
        at_most_two()
        rotation.look(at=NOW)

        shown = text(as_manager.get(reverse(self.URL)))

        assert "1 officer has more of the hardest files than one person should have." in shown
        assert "Bereavement: 3. More than 2 of bereavement since 11 March 2026" in shown
        assert "Whoever is in touch with a bereaved family carries their grief for months." in shown

    def test_is_not_for_whoever_gives_nobody_away(self, as_prosecutor):
        assert as_prosecutor.get(reverse(self.URL)).status_code == 403


class TestRotation:
    """LOAD-5: proposals beside the page on which a manager decides; nobody is moved by itself."""

    @pytest.fixture(autouse=True)
    def _too_many(self, people):
        for victim in people:
            a_death(victim)
        at_most_two()

    def test_is_proposed_with_reasons_where_there_are_too_many(self, as_manager, writer, people, free):
        people[1].in_contact_since = NOW.date() - dt.timedelta(days=90)
        people[1].save()

        shown = text(as_manager.get(url(writer)))

        assert "Too many of the hardest files" in shown
        assert "Bereavement: 3 files. One officer has at most 2." in shown
        assert re.search(
            r"Person (One|Three), [^.]*, to Cal Colleague. Contact began today, and the colleague has 0 of these",
            shown,
        )
        assert re.search(r"Person Two, [^.]*. They know their contact: only if they agree, or you decide", shown)
        assert not Handover.objects.exists()

    def test_is_decided_by_the_manager_with_the_same_form(self, as_manager, writer, people, free):
        as_manager.post(url(writer), answers(people[:1], free, step="do"))

        people[0].refresh_from_db()
        assert people[0].officer == free
        assert "Too many of the hardest files" not in text(as_manager.get(url(writer)))

    def test_is_reached_from_the_work_that_asks_for_it(self, as_manager, writer, people):
        rotation.look(at=NOW)
        rotation.look(at=NOW + dt.timedelta(days=60))
        item = WorkItem.objects.get(kind="ROTATION")

        html = as_manager.get(reverse("workspace:work-item", args=[item.pk])).content.decode()

        assert "Offer a rotation off the hardest files" in html
        assert url(writer) in html


class TestNamingAnother:
    """One person, without waiting for an answer."""

    def url(self, victim):
        return reverse("workspace:allocate", args=[victim.case_id, victim.pk])

    def answers(self, officer, writer, **changes):
        return {"officer": str(officer.pk), "reason": "She is ill", "seen": str(writer.pk), **changes}

    def test_asks_what_they_are_told_and_keeps_the_words(self, as_manager, writer, people, free):
        response = as_manager.post(self.url(people[0]), self.answers(free, writer))

        assert text(response).count("Select what they are told as the reason") == 2
        assert "She is ill" in text(response)

    def test_tells_them_who_and_why(self, as_manager, writer, people, free):
        response = as_manager.post(self.url(people[0]), self.answers(free, writer, change="AWAY"), follow=True)

        people[0].refresh_from_db()
        assert people[0].officer == free
        assert "A letter tells them who their contact is now and why." in text(response)
        assert people[0].communications.get().purpose == "NEW_CONTACT"

    def test_says_where_nobody_is_written_to(self, as_manager, writer, people, free):
        people[0].in_contact_since = None
        people[0].save()

        response = as_manager.post(self.url(people[0]), self.answers(free, writer, change="AWAY"), follow=True)

        assert "The first letter that they get will name their contact." in text(response)

    def test_that_rests_on_an_older_page_changes_nothing(self, as_manager, writer, people, free, manager):
        people[0].officer = manager
        people[0].save()

        response = as_manager.post(self.url(people[0]), self.answers(free, writer, change="AWAY"))

        assert text(response).count("Somebody else is their contact by now") == 2
