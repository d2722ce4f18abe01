"""The Welsh of a letter at a desk: what waits, by when, who entered it, and both sides as the reader sees them (W9)."""

import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import WorkItem
from cases.rules.vocabulary import Language, WorkKind
from communications.models import Communication, TemplateVersion, Translation
from communications.selectors import letters
from communications.services import approval, drafting, workshop
from tests.factories.accounts import UnitMembershipFactory
from tests.factories.communications import TranslationCheckFactory
from tests.factories.reference import lay_templates
from tests.services.communications.test_pairs import PLAIN, REASONS_CY, translated, welsh_reader
from tests.services.communications.writing import decided
from tests.web.workspace.conftest import NOW, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def _published(reference_data):
    lay_templates()


@pytest.fixture
def case():
    return welsh_reader()


@pytest.fixture
def desk(case):
    return signed_in(UnitMembershipFactory(unit=case.case.unit, role=Role.VLU_OFFICER.value).user)


def url(case, name="letter-welsh"):
    return reverse(f"workspace:{name}", args=[case.draft.pk])


def enclosed_of(case):
    """Name the leaflets that go with the letter of a case, as their versions are named."""
    today = workshop.letter_today(
        communication=letters.visible_letter(viewer=case.writer, letter_id=case.draft.pk).letter, at=NOW
    )
    return [line.leaflet.value for line in today.pack if line.is_enclosed]


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def boxes(response, of):
    """Give what the browser would send for one part, by the number of its form."""
    html = response.content.decode()
    hidden = {
        name: value
        for name, value in re.findall(r'<input type="hidden" name="(part\d+-\w+)" value="([^"]*)"', html)
        if value
    }
    number = next(name.partition("-")[0] for name, value in hidden.items() if value.startswith(of))
    return number, {name: value for name, value in hidden.items() if name.startswith(f"{number}-")}


def enter(client, case, of, welsh, **changes):
    number, sent = boxes(client.get(url(case)), of)
    sent |= {f"{number}-welsh": welsh, f"{number}-source": "WELSH_SPEAKING_STAFF"}
    sent |= {f"{number}-{name}": value for name, value in changes.items()}
    return client.post(url(case), {**sent, "answer": sent[f"{number}-slot"]}, follow=True)


class TestWhatWaits:
    def test_stands_beside_its_english_with_its_state_and_time(self, desk, case):
        shown = text(desk.get(url(case)))

        assert "The reader asked for Welsh" in shown
        assert "2 parts to put into Welsh before it can be approved." in shown
        assert "The Welsh is needed by" in shown
        assert "the burglary at your home" in shown
        assert shown.count("No Welsh yet") == 2

    def test_says_that_our_standard_welsh_is_not_checked_until_somebody_has(self, desk, case):
        assert "has not yet been checked by a certified translator" in text(desk.get(url(case)))
        assert "has not yet been checked by a certified translator" in text(desk.get(url(case, "letter")))

        template = TemplateVersion.objects.filter(letter_type="DISCONTINUE_ALL", language="CY").latest("version")
        TranslationCheckFactory(template=template, translator="A. Translator, Cymdeithas Cyfieithwyr Cymru")

        shown = text(desk.get(url(case)))
        assert "was checked by A. Translator, Cymdeithas Cyfieithwyr Cymru on 20 March 2026" in shown

    def test_w4_says_of_each_leaflet_whether_its_welsh_is_checked(self, desk, case):
        page = reverse("workspace:letter-leaflets", args=[case.draft.pk])

        shown = text(desk.get(page))

        assert "Not all of the Welsh is checked" in shown
        unchecked = shown.count("has not yet been checked by a certified translator")
        assert unchecked == len(enclosed_of(case))
        assert f"Not checked in Welsh: {unchecked} leaflets with it" in text(desk.get(url(case, "letter")))

        for leaflet in enclosed_of(case):
            template = TemplateVersion.objects.filter(leaflet=leaflet, language="CY").latest("version")
            TranslationCheckFactory(template=template, translator="A. Translator, Cymdeithas Cyfieithwyr Cymru")

        shown = text(desk.get(page))
        assert "The Welsh is checked" in shown
        assert shown.count("was checked by A. Translator, Cymdeithas Cyfieithwyr Cymru on 20 March 2026") == unchecked
        assert "Not checked in Welsh" not in text(desk.get(url(case, "letter")))

    def test_w4_asks_nothing_of_leaflets_in_english_alone(self):
        english = decided()
        client = signed_in(UnitMembershipFactory(unit=english.case.unit, role=Role.VLU_OFFICER.value).user)

        shown = text(client.get(reverse("workspace:letter-leaflets", args=[english.draft.pk])))

        assert "certified translator" not in shown

    def test_says_what_can_still_be_done_when_there_is_not_enough_time(self, desk, case):
        Communication.objects.filter(pk=case.draft.pk).update(latest_safe_approval_at=NOW)

        shown = text(desk.get(url(case)))

        assert "The deadline does not wait for the Welsh" in shown
        assert "a Welsh speaker ring the person, if that is safe" in shown
        assert "Only they can say so" in shown

    def test_is_nothing_for_a_reader_of_english(self):
        english = decided()
        client = signed_in(UnitMembershipFactory(unit=english.case.unit, role=Role.VLU_OFFICER.value).user)

        assert "Nothing in this letter needs a person to put it into Welsh" in text(client.get(url(english)))
        assert "Welsh of this letter" not in text(client.get(url(english, "letter")))

    def test_a_work_item_leads_here(self, desk, case):
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=NOW)
        item = WorkItem.objects.get(kind=WorkKind.TRANSLATION)

        response = desk.get(reverse("workspace:work-item", args=[item.pk]))

        assert url(case) in response.content.decode()
        assert "Put a letter into Welsh" in text(response)

    def test_is_not_for_whoever_may_not_see_the_case(self, as_stranger, case):
        assert as_stranger.get(url(case)).status_code == 404


class TestEntering:
    def test_is_kept_and_the_page_says_who_and_when(self, desk, case):
        response = enter(desk, case, "block:", REASONS_CY)

        shown = text(response)
        assert "The Welsh is saved." in shown
        assert "1 part to put into Welsh" in shown
        assert "Entered by" in shown
        assert Translation.objects.get().welsh.startswith("Fe ddywedoch chi")

    def test_of_the_translation_unit_asks_for_its_name(self, desk, case):
        refused = enter(desk, case, "phrase:", PLAIN, source="TRANSLATION_UNIT")
        assert "Enter the name and reference of the translation unit" in text(refused)
        assert not Translation.objects.exists()

        kept = enter(desk, case, "phrase:", PLAIN, source="TRANSLATION_UNIT", translator="The unit, T-17")
        assert "by The unit, T-17" in text(kept)

    def test_loses_nothing_when_the_english_changed_meanwhile(self, desk, case):
        response = enter(desk, case, "block:", REASONS_CY, seen="0" * 64)

        assert "The English changed while you were translating" in text(response)
        assert "modrwy eich mam" in response.content.decode()
        assert not Translation.objects.exists()

    def test_refuses_a_gap(self, desk, case):
        assert "Fill every gap before you save" in text(enter(desk, case, "phrase:", "y […]"))

    def test_is_closed_once_the_letter_is_approved(self, desk, case):
        translated(case)
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=NOW)
        approval.approve(communication_id=case.draft.pk, actor=case.approver, at=NOW)

        response = desk.post(url(case), {"answer": "block:reason_specific"})

        assert "no longer being written" in text(response)

    def test_that_english_will_do_needs_the_persons_own_words(self, desk, case):
        refused = desk.post(url(case), {"answer": "english-alone", "said": ""})
        assert "Enter when and how the person told you" in text(refused)

        done = desk.post(
            url(case), {"answer": "english-alone", "said": "She rang today and said English is fine."}, follow=True
        )
        assert "This letter goes in English alone" in text(done)
        assert AuditEvent.objects.filter(verb="ENGLISH_ALONE").exists()


class TestTheReadersView:
    def test_preview_shows_both_sides_each_marked_with_its_language(self, desk, case):
        translated(case)

        html = desk.get(url(case, "letter-preview")).content.decode()

        assert html.index('lang="cy" aria-label="The letter, in welsh"') < html.index(
            'lang="en" aria-label="The letter, in english"'
        )
        assert html.index("Annwyl Ms Hughes") < html.index("Dear Ms Hughes")

    def test_the_letter_page_says_that_both_go_together_when_all_is_there(self, desk, case):
        translated(case)
        letter = Communication.objects.get()

        assert "The two leave together, as one letter, the Welsh first." in text(desk.get(url(case, "letter")))
        assert drafting.reviewed(communication=letter, at=NOW).welsh.words.language is Language.CY

    def test_pdf_holds_both(self, desk, case):
        translated(case)

        response = desk.get(url(case, "letter-pdf"))

        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")
