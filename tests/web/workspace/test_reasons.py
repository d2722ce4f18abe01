"""Reasons on the pages: asked by stage, sent back, added to, shown with when the unit was told (W5)."""

import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from cases.models import Decision, ReasonsReturn, ReasonsSupplement, WorkItem
from cases.rules.vocabulary import WorkKind
from communications.models import Communication
from tests.factories.accounts import staff_with
from tests.factories.communications import CommunicationFactory
from tests.factories.reference import lay_templates
from tests.web.workspace.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]

REASONS = "The camera did not record that evening, and nobody else saw what happened at the house."
MORE = "The police asked the bus company too, and its recording had already been written over."


@pytest.fixture(autouse=True)
def _words():
    lay_templates()


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def decide(client, case, charge, **changes):
    answers = {
        "key": "form:1", "code": "DISCONTINUE_ALL", "made_by": "CPS", "decided_on_day": "11", "decided_on_month": "3",
        "decided_on_year": "2026", "decided_time": "9am", "charges": [str(charge.pk)], "test_failed": "EVIDENTIAL",
        "evidential_reasons": ["RECORDING_NOT_THERE", "WHO_NOT_SHOWN"], "reasons": REASONS,
        "because_victim_withdrew": "no", "meeting": "yes", **changes,
    }  # fmt: skip
    return client.post(reverse("workspace:record-decision", args=[case.pk]), answers, follow=True)


@pytest.fixture
def letter(as_prosecutor, case, victim, charge):
    decide(as_prosecutor, case, charge)
    return Communication.objects.get()


def back_url(letter):
    return reverse("workspace:reasons-back", args=[letter.pk])


def send_back(client, letter, **changes):
    answers = {"missing": ["WORDS", "PLAIN_WORDS"], "words": "What about the other cameras?", **changes}
    return client.post(back_url(letter), answers, follow=True)


def supplement_url():
    return reverse("workspace:reasons-supplement", args=[ReasonsReturn.objects.get().pk])


def supplement(client, **changes):
    answers = {
        "test_failed": "EVIDENTIAL", "evidential_reasons": ["WHO_NOT_SHOWN", "RECORDING_NOT_THERE"],
        "reasons": MORE, "new_information": "", "victim_views": "", "what_continues": "", "sensitivities": "",
        **changes,
    }  # fmt: skip
    return client.post(supplement_url(), answers, follow=True)


class TestOnceEnteredNeverTypedAgain:
    def test_the_draft_says_the_specific_reasons_and_the_words(self, as_writer, letter):
        page = as_writer.get(reverse("workspace:letter", args=[letter.pk])).content.decode()

        assert "The evidence does not show clearly enough who did this." in page
        assert REASONS in page

    def test_the_card_says_when_the_unit_was_told_apart_from_the_clock(self, as_writer, case, letter):
        page = text(as_writer.get(reverse("workspace:case-decisions", args=[case.pk])))

        assert "Liaison unit told 11 March 2026 at 10am, 1 hour after the decision" in page
        assert "The letter’s clock started at the decision." in page
        assert "No recording, or it is not clear enough" in page

    def test_reasons_of_a_stage_that_was_not_chosen_are_left_out(self, as_prosecutor, case, victim, charge):
        decide(as_prosecutor, case, charge, public_interest_reasons=["PUT_RIGHT"])

        assert Decision.objects.get().specific_reasons == ["WHO_NOT_SHOWN", "RECORDING_NOT_THERE"]

    def test_what_was_typed_stays_when_a_reason_is_missing(self, as_prosecutor, case, victim, charge):
        response = decide(as_prosecutor, case, charge, evidential_reasons=[])

        assert REASONS in response.content.decode()
        assert 'href="#id_evidential_reasons' in response.content.decode()
        assert not Decision.objects.exists()

    def test_a_letter_goes_from_the_decision_to_its_approval_in_six_page_loads(
        self, as_prosecutor, as_writer, as_manager, case, victim, charge
    ):
        """C: form, case, letter, submitted letter, letter for approval, approved letter."""
        loads = [as_prosecutor.get(reverse("workspace:record-decision", args=[case.pk]))]
        loads.append(decide(as_prosecutor, case, charge))
        letter = Communication.objects.get()
        at = reverse("workspace:letter", args=[letter.pk])
        loads.append(as_writer.get(at))
        fields = dict(
            re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', loads[-1].content.decode(), re.DOTALL)
        )
        answers = {name: value.strip().replace("&#x27;", "'") for name, value in fields.items()}
        answers["reason_specific"] += "\n\nYou told the police about the man at your door, and they looked for him."
        answers["acknowledge_feelings"] = (
            "I am sorry to bring you this news. You told us how you have slept badly since then, and I know this is "
            "not what you had hoped for."
        )
        loads.append(as_writer.post(at, {**answers, "seen_written_at": "", "answer": "submit"}, follow=True))
        loads.append(as_manager.get(at))
        seen = re.search(r'name="seen_digest" value="(\w+)"', loads[-1].content.decode())
        assert seen is not None
        pack = re.search(r'name="seen_pack" value="([\w+]+)"', loads[-1].content.decode())
        values = {"answer": "approve", "seen_digest": seen[1], "seen_pack": pack[1]}
        loads.append(as_manager.post(at, values, follow=True))

        letter.refresh_from_db()
        assert (letter.state, len(loads)) == ("APPROVED", 6), text(loads[3])


class TestSendingBack:
    def test_asks_the_prosecutor_with_a_date_and_says_so_on_the_letter(self, as_writer, letter):
        assert "Send the reasons back to the prosecutor" in text(
            as_writer.get(reverse("workspace:letter", args=[letter.pk]))
        )

        response = send_back(as_writer, letter)

        page = text(response)
        assert "Sent back. The prosecutor is asked to answer by" in page
        assert "Waiting for the prosecutor" in page
        assert "The letter’s own deadline stays as it is." in page
        assert "Send the reasons back to the prosecutor" not in page
        assert "wanted by" in text(as_writer.get(back_url(letter)))

    def test_asks_for_what_is_missing_and_keeps_what_was_typed(self, as_writer, letter):
        page = text(send_back(as_writer, letter, missing=[]))

        assert "Select what is missing" in page
        assert "What about the other cameras?" in page
        assert "Enter what you need to know" in text(send_back(as_writer, letter, words=" "))
        assert not ReasonsReturn.objects.exists()

    def test_says_so_when_somebody_was_first(self, as_writer, letter):
        send_back(as_writer, letter)

        assert "sent back already" in text(send_back(as_writer, letter))
        assert ReasonsReturn.objects.count() == 1

    def test_is_not_there_for_an_update_or_another_area(self, as_writer, as_stranger, letter, victim):
        update = CommunicationFactory(victim=victim)

        assert as_writer.get(back_url(update)).status_code == 404
        assert as_stranger.get(back_url(letter)).status_code == 404
        assert as_stranger.post(back_url(letter)).status_code == 404


class TestAddingToThem:
    @pytest.fixture
    def asked(self, as_writer, letter):
        send_back(as_writer, letter)
        return letter

    def test_leads_from_the_prosecutors_list_to_the_draft(self, as_prosecutor, as_writer, asked):
        item = WorkItem.objects.get(kind=WorkKind.REASONS_WANTED)
        assert "Say more about the reasons of a decision" in text(as_prosecutor.get(reverse("workspace:work")))
        shown = as_prosecutor.get(reverse("workspace:work-item", args=[item.pk])).content.decode()
        assert supplement_url() in shown
        form = as_prosecutor.get(supplement_url())
        assert "What about the other cameras?" in text(form)
        assert REASONS in form.content.decode(), "filled in with what is there"

        response = supplement(as_prosecutor)

        assert "Added. The letter takes it up, and its writer is told." in text(response)
        assert "Reasons sent back" in text(response)
        assert MORE in as_writer.get(reverse("workspace:letter", args=[asked.pk])).content.decode()
        assert "Read what the prosecutor added" in text(as_writer.get(reverse("workspace:work")))
        assert "This has been answered." in text(as_prosecutor.get(supplement_url()))

    def test_keeps_only_what_is_new(self, as_prosecutor, asked):
        supplement(as_prosecutor, evidential_reasons=["RECORDING_NOT_THERE", "WHO_NOT_SHOWN"])

        added = ReasonsSupplement.objects.get()
        assert (added.reasons, added.new_information) == (MORE, "")

    def test_asks_for_something_new_and_keeps_what_was_typed(self, as_prosecutor, asked):
        same = {"reasons": REASONS}
        order = ReasonsReturn.objects.get().decision.specific_reasons

        page = text(supplement(as_prosecutor, **same, evidential_reasons=order))
        assert "Nothing is different from what was there" in page
        page = text(supplement(as_prosecutor, evidential_reasons=[]))
        assert "Select why the evidential stage was not met" in page
        assert MORE in page
        assert not ReasonsSupplement.objects.exists()

    def test_stands_beside_the_words_that_the_writer_changed(self, as_prosecutor, as_writer, asked):
        at = reverse("workspace:letter", args=[asked.pk])
        mine = {"reason_specific": "There was no recording of that evening.", "answer": "save", "seen_written_at": ""}
        as_writer.post(at, mine)

        supplement(as_prosecutor)

        page = text(as_writer.get(at))
        assert "Added by the prosecutor, not in your words yet" in page
        assert "There was no recording of that evening." in page

    def test_is_not_there_for_writers_or_another_unit(self, as_writer, as_stranger, asked):
        assert as_writer.get(supplement_url()).status_code == 404
        assert as_stranger.post(supplement_url()).status_code == 404


class TestTheManagersPage:
    def test_shows_numbers_and_shares_by_unit_and_month(self, as_writer, as_manager, letter):
        send_back(as_writer, letter)

        page = text(as_manager.get(reverse("dashboards:notifications")))

        assert "What the units were told" in page
        assert "March 2026" in page
        assert "100.0%" in page

    def test_gives_the_same_as_a_neutral_download_with_a_trace(self, as_writer, as_manager, unit, letter):
        type(unit).objects.filter(pk=unit.pk).update(name="=HYPERLINK(1)")
        send_back(as_writer, letter)

        response = as_manager.get(reverse("dashboards:notifications-export"))

        lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
        assert lines[0].startswith('"Month of decision","Unit"')
        assert lines[1].startswith('"2026-03-01","\'=HYPERLINK(1)"')
        assert '"1","100.0%","1","0"' in lines[1]

    def test_refuses_months_in_the_wrong_order_and_says_so(self, as_manager):
        response = as_manager.get(reverse("dashboards:notifications"), {"first": "2026-03-01", "last": "2026-01-01"})

        assert "The last month must be the same as or after the first month" in text(response)

    def test_is_empty_and_says_so(self, as_manager):
        assert "No decision of these months owes a letter." in text(as_manager.get(reverse("dashboards:notifications")))

    def test_is_closed_to_who_sees_no_figures(self, as_writer, unit):
        assert as_writer.get(reverse("dashboards:notifications")).status_code in {403, 404}
        assert as_writer.get(reverse("dashboards:notifications-export")).status_code in {403, 404}
        administrator = signed_in(staff_with(Role.ADMINISTRATOR, unit))
        assert "Download" not in text(administrator.get(reverse("dashboards:notifications")))
        assert administrator.get(reverse("dashboards:notifications-export")).status_code in {403, 404}
