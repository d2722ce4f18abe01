"""The letter page as a desk: versions, conflicts, the second reader, comments, and words saved while somebody types."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.crypto import get_random_string

from accounts.grades import Grade
from accounts.models import StaffUser
from accounts.roles import Role
from cases.models import Person
from communications.models import Communication, DraftVersion, EditLock, LetterComment, SecondReading
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.communications import CommunicationFactory
from tests.web.workspace.conftest import NOW, signed_in
from tests.web.workspace.test_letters import (
    FEELINGS,
    REASONS,
    approve,
    complete,
    fields_of,
    letter,
    published,
    text,
    url,
    write,
)
from web import formatting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "published")]
__all__ = ["letter", "published"]

WORD_HTML = "<p class=MsoNormal><b>I am sorry</b><o:p></o:p></p>"


def text_of(row, key="acknowledge_feelings"):
    return next(block["text"] for block in row.words if block["key"] == key)


def autosave(client, letter, boxes, **changes):
    return client.post(url(letter), {**boxes, **changes, "answer": "autosave"})


@pytest.fixture
def colleague(unit):
    return signed_in(staff_with(Role.VLU_OFFICER, unit, full_name="Kim Colleague"))


@pytest.fixture
def submitted(as_writer, letter):
    assert "Letter submitted for approval." in text(complete(as_writer, letter))
    letter.refresh_from_db()
    return letter


class TestBadInput:
    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            (WORD_HTML, "What this may feel like holds mark-up from another program"),
            ("Take care \U0001f600", "\U0001f600 (grinning face), near “Take care"),
            ("We say \u05e9\u05dc\u05d5\u05dd", "runs from right to left: \u05e9 (hebrew letter shin)"),
            ("a" * 50_000, "must be 6000 characters or fewer. It is now 50000"),
        ],
        ids=["Word HTML", "emoji", "right to left", "50,000 characters"],
    )
    @pytest.mark.parametrize("answer", ["save", "submit"])
    def test_is_refused_at_the_field_and_in_the_summary_and_stays_in_its_box(
        self, as_writer, letter, typed, said, answer
    ):
        response = write(as_writer, letter, answer, acknowledge_feelings=typed)

        letter.refresh_from_db()
        assert text(response).count(said.replace("<", "&lt;")) == 2
        assert 'href="#id_acknowledge_feelings"' in response.content.decode()
        assert typed.replace("<", "&lt;").replace(">", "&gt;") in fields_of(response)["acknowledge_feelings"]
        assert letter.written_at is None

    def test_typed_while_the_page_saves_by_itself_is_said_in_a_sentence(self, as_writer, letter):
        boxes = fields_of(as_writer.get(url(letter)))

        response = autosave(as_writer, letter, boxes, acknowledge_feelings="\U0001f600")

        assert response.status_code == 422
        assert "Not saved. What this may feel like holds what cannot be printed" in response.content.decode()


class TestSavingByItself:
    def test_saves_and_gives_the_findings_of_the_words_as_they_are_now(self, as_writer, letter):
        boxes = fields_of(as_writer.get(url(letter)))

        response = autosave(as_writer, letter, boxes, acknowledge_feelings=f"Unfortunately. {FEELINGS}")

        letter.refresh_from_db()
        html = response.content.decode()
        assert response.status_code == 200
        assert 'data-saved="Saved at 10am."' in html
        assert f'data-seen="{letter.written_at.isoformat()}"' in html
        assert "1 warning to answer" in re.search(r'data-count="([^"]*)"', html).group(1)
        assert "<mark>Unfortunately</mark>" in html
        assert text_of(letter).startswith("Unfortunately.")
        assert "<html" not in html

    def test_and_the_page_goes_on_from_where_it_saved(self, as_writer, letter):
        boxes = fields_of(as_writer.get(url(letter)))
        first = autosave(as_writer, letter, boxes, acknowledge_feelings="One.")
        seen = re.search(r'data-seen="([^"]*)"', first.content.decode()).group(1)

        second = autosave(as_writer, letter, boxes, acknowledge_feelings="One, two.", seen_written_at=seen)
        opened_again = fields_of(as_writer.get(url(letter)))

        assert second.status_code == 200
        assert opened_again["acknowledge_feelings"] == "One, two."
        assert list(DraftVersion.objects.order_by("number").values_list("kind", flat=True)) == [
            "OPENED", "AUTOSAVED", "AUTOSAVED",
        ]  # fmt: skip

    def test_into_a_letter_that_somebody_else_has_keeps_the_words_beside_it(self, as_writer, colleague, letter):
        boxes = fields_of(as_writer.get(url(letter)))
        write(colleague, letter, "save", acknowledge_feelings="Theirs.")

        response = autosave(as_writer, letter, boxes, acknowledge_feelings="Mine, typed at the same time.")

        letter.refresh_from_db()
        assert response.status_code == 409
        assert "Your words are kept beside it as version 3." in response.content.decode()
        assert text_of(letter) == "Theirs."
        assert text_of(DraftVersion.objects.get(kind="SET_ASIDE")) == "Mine, typed at the same time."

    def test_after_the_sign_in_ended_is_refused_and_saves_nothing(self, as_writer, letter):
        boxes = fields_of(as_writer.get(url(letter)))
        as_writer.logout()

        response = autosave(as_writer, letter, boxes, acknowledge_feelings="Mine, all of it.")

        letter.refresh_from_db()
        assert response.status_code == 401
        assert letter.written_at is None


class TestSignInThatEnds:
    """Without scripts: what was typed comes back, and can be saved after signing in again."""

    def token(self, response):
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.content.decode()).group(1)

    def post(self, client, letter, boxes, *, origin="http://testserver", **changes):
        headers = {"origin": origin} if origin else {}
        return client.post(url(letter), {**boxes, **changes, "answer": "save"}, headers=headers, follow=True)

    def test_gives_the_words_back_until_they_are_saved(self, writer, letter):
        client = Client(enforce_csrf_checks=True)
        client.force_login(writer)
        opened = client.get(url(letter))
        boxes = {**fields_of(opened), "acknowledge_feelings": FEELINGS}
        old = self.token(opened)
        del client.cookies[settings.SESSION_COOKIE_NAME]

        signed_out = self.post(client, letter, boxes, csrfmiddlewaretoken=old)
        # Signing in changes the token, as it does in a browser.
        client.force_login(writer)
        client.cookies[settings.CSRF_COOKIE_NAME] = get_random_string(32)
        asked_again = self.post(client, letter, fields_of(signed_out), csrfmiddlewaretoken=old)
        saved = self.post(client, letter, fields_of(asked_again), csrfmiddlewaretoken=self.token(asked_again))

        letter.refresh_from_db()
        assert signed_out.status_code == 401
        assert "Your sign-in has ended. What you typed stands below." in text(signed_out)
        assert fields_of(signed_out)["acknowledge_feelings"] == FEELINGS
        assert asked_again.status_code == 403
        assert "You signed in again since you opened the page" in text(asked_again)
        assert "Letter saved." in text(saved)
        assert text_of(letter) == FEELINGS

    @pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
    def test_gives_nothing_back_to_a_form_of_another_site(self, writer, letter, origin):
        client = Client(enforce_csrf_checks=True)
        client.force_login(writer)
        boxes = {**fields_of(client.get(url(letter))), "acknowledge_feelings": "Words of somebody else."}

        refused = self.post(client, letter, boxes, origin=origin, csrfmiddlewaretoken="x" * 64)

        assert refused.status_code == 403
        assert "Words of somebody else." not in text(refused)

    def test_other_forms_are_sent_to_sign_in_as_ever(self, letter, client):
        assert client.post(reverse("workspace:cases"), {"words": "a name"}).status_code == 302


class TestTwoPeople:
    def test_who_comes_second_sees_who_is_writing_and_can_take_over(self, as_writer, colleague, letter):
        write(as_writer, letter, "save", acknowledge_feelings="Mine.")

        seen = colleague.get(url(letter))
        taken = colleague.post(url(letter), {"answer": "take-over"}, follow=True)
        refused = as_writer.get(url(letter))

        assert "Robin Writer is writing this letter since 10am" in text(seen)
        assert "<textarea" not in seen.content.decode()
        assert "You are writing this letter now." in text(taken)
        assert fields_of(taken)["acknowledge_feelings"] == "Mine."
        assert "Kim Colleague is writing this letter" in text(refused)

    def test_a_refused_save_shows_both_texts_and_can_be_put_in_by_taking_over(self, as_writer, colleague, letter):
        mine = fields_of(colleague.get(url(letter)))
        write(as_writer, letter, "save", acknowledge_feelings="The words of Robin.")

        refused = colleague.post(url(letter), {**mine, "acknowledge_feelings": "The words of Kim.", "answer": "save"})
        taken = colleague.post(url(letter), {**fields_of(refused), "answer": "take-over-save"}, follow=True)

        shown = text(refused)
        letter.refresh_from_db()
        assert refused.status_code == 409
        assert "Your words were not saved into the letter" in shown
        assert re.search(r"\(taken out:\) Robin\. .*\(added:\) Kim\.", shown)
        assert "kept beside the letter as version 3" in shown
        assert "Letter saved." in text(taken)
        assert text_of(letter) == "The words of Kim."
        assert {text_of(each) for each in DraftVersion.objects.all()} >= {"The words of Robin.", "The words of Kim."}

    def test_who_saves_an_old_page_after_the_lock_ended_chooses_too(self, as_writer, colleague, letter):
        mine = fields_of(colleague.get(url(letter)))
        write(as_writer, letter, "save", acknowledge_feelings="The words of Robin.")
        EditLock.objects.update(until=NOW)

        refused = colleague.post(url(letter), {**mine, "acknowledge_feelings": "The words of Kim.", "answer": "save"})
        saved = colleague.post(url(letter), {**fields_of(refused), "answer": "save"}, follow=True)

        assert "Somebody else changed this letter while you were writing: Robin Writer" in text(refused)
        assert "Letter saved." in text(saved)

    def test_who_writes_in_a_letter_that_was_submitted_meanwhile_loses_nothing(self, as_writer, colleague, letter):
        mine = fields_of(colleague.get(url(letter)))
        complete(as_writer, letter)

        refused = colleague.post(url(letter), {**mine, "acknowledge_feelings": "The words of Kim.", "answer": "save"})

        assert "The letter is no longer in writing" in text(refused)
        assert "<textarea" not in refused.content.decode()
        assert text_of(DraftVersion.objects.get(kind="SET_ASIDE")) == "The words of Kim."


class TestVersions:
    def test_are_listed_and_show_what_changed(self, as_writer, letter):
        write(as_writer, letter, "save", acknowledge_feelings="The camera was broken.")
        write(as_writer, letter, "save", acknowledge_feelings="The camera was not working.")

        listed = as_writer.get(url(letter, "letter-versions"))
        shown = as_writer.get(f"{url(letter, 'letter-versions')}3/")
        against = as_writer.get(f"{url(letter, 'letter-versions')}3/?against=1")

        assert "Version 3: saved" in text(listed)
        assert "Robin Writer" in text(listed)
        assert re.search(r"<del>.*broken\..*</del>\s*<ins>.*not working\..*</ins>", shown.content.decode())
        assert "What changed since version 2" in text(shown)
        assert "What changed since version 1" in text(against)

    def test_one_can_be_used_again(self, as_writer, letter):
        write(as_writer, letter, "save", acknowledge_feelings="The first words.")
        write(as_writer, letter, "save", acknowledge_feelings="The second words.")

        used = as_writer.post(url(letter), {"answer": "restore", "version": "2"}, follow=True)

        assert "The words of version 2 are in the letter now." in text(used)
        assert fields_of(used)["acknowledge_feelings"] == "The first words."

    @pytest.mark.parametrize("version", ["99", "", "x"])
    def test_one_that_is_not_there_is_not_found(self, as_writer, letter, version):
        assert as_writer.post(url(letter), {"answer": "restore", "version": version}).status_code == 404
        assert as_writer.get(f"{url(letter, 'letter-versions')}99/").status_code == 404

    def test_somebody_else_s_are_not_found(self, as_writer, as_stranger, letter):
        write(as_writer, letter, "save", acknowledge_feelings="The first words.")

        assert as_stranger.get(url(letter, "letter-versions")).status_code == 404
        assert as_stranger.get(f"{url(letter, 'letter-versions')}1/").status_code == 404


class TestSecondReader:
    def test_sees_what_the_record_changed_since_and_approves_what_they_read(self, as_manager, submitted):
        seen = re.search(r'name="seen_digest" value="(\w+)"', as_manager.get(url(submitted)).content.decode()).group(1)
        Person.objects.filter(pk=submitted.victim.person_id).update(preferred_name="Dr Hughes")

        refused = as_manager.post(url(submitted), {"answer": "approve", "seen_digest": seen})
        submitted.refresh_from_db()
        assert submitted.state == "UNDER_REVIEW"
        assert "The words changed since you opened them, so nothing was approved" in text(refused)
        assert "Changed since you opened it" in text(refused)
        assert re.search(r"<ins>.*Dr.*</ins>", refused.content.decode())

        assert "Changed since it was submitted" in text(as_manager.get(url(submitted)))
        assert "Letter approved." in text(approve(as_manager, submitted))

    def test_approves_the_leaflets_they_read_and_is_shown_others(self, as_manager, submitted):
        """W4, LEAF-6: what goes beside the letter is read before it is approved."""
        page = as_manager.get(url(submitted)).content.decode()
        seen = {
            name: re.search(rf'name="{name}" value="([\w+]+)"', page).group(1) for name in ("seen_digest", "seen_pack")
        }
        Person.objects.filter(pk=submitted.victim.person_id).update(formats=["EASY_READ"])

        refused = as_manager.post(url(submitted), {"answer": "approve", **seen})

        submitted.refresh_from_db()
        assert submitted.state == "UNDER_REVIEW"
        assert "Other leaflets go with it than when you opened it, so nothing was approved." in text(refused)
        assert 'href="#leaflets"' in refused.content.decode()
        assert "Easy read, before the letter" in text(refused)
        assert "Letter approved." in text(approve(as_manager, submitted))

    def test_comments_beside_the_words_and_sees_the_amendment(self, as_writer, as_manager, submitted):
        back = as_manager.post(
            url(submitted),
            {
                "answer": "back",
                "comment": "See beside.",
                "comment-acknowledge_feelings": "Say that you are sorry first.",
            },
            follow=True,
        )
        writers = as_writer.get(url(submitted))
        comment = LetterComment.objects.get()
        write(as_writer, submitted, "submit", acknowledge_feelings=f"I am sorry. {FEELINGS}", settled=str(comment.pk))
        readers = as_manager.get(url(submitted))

        assert "Letter sent back to its writer." in text(back)
        assert "Say that you are sorry first." in text(writers)
        assert f'name="settled" value="{comment.pk}"' in writers.content.decode()
        comment.refresh_from_db()
        assert comment.answer == "SETTLED"
        assert "What the writer changed since it was submitted before" in text(readers)
        assert re.search(r"<ins>.*I am sorry\. .*</ins>", readers.content.decode())
        assert "Say that you are sorry first." in text(readers)

    def test_can_say_something_without_sending_it_back(self, as_manager, submitted):
        response = as_manager.post(
            url(submitted), {"answer": "comment", "comment-reason_specific": "Which camera?"}, follow=True
        )

        submitted.refresh_from_db()
        assert "Comments saved." in text(response)
        assert "Which camera?" in text(response)
        assert submitted.state == "UNDER_REVIEW"

    def test_loses_no_comment_when_the_form_is_wrong(self, as_manager, submitted):
        response = as_manager.post(
            url(submitted), {"answer": "back", "comment": "", "comment-reason_specific": "Which camera?"}
        )

        assert fields_of(response)["comment-reason_specific"] == "Which camera?"
        assert not LetterComment.objects.exists()

    def test_of_a_lower_grade_is_told_to_whom_it_was_handed(self, as_writer, as_manager, manager, letter):
        StaffUser.objects.filter(pk=manager.pk).update(grade=Grade.MANAGER)
        write(
            as_writer, letter, "submit", reason_specific=f"{REASONS} {REASONS}", acknowledge_feelings=FEELINGS,
            ask="grade:D", note="For the Head.",
        )  # fmt: skip

        shown = text(as_manager.get(url(letter)))
        refused = approve(as_manager, letter)

        assert "Asked of Head (D)" in shown
        assert "For the Head." in shown
        assert "This letter was handed to another reader or a higher grade" in text(refused)

    def test_asked_who_may_not_approve_it_is_refused_and_the_words_are_saved(self, as_writer, writer, letter):
        response = write(
            as_writer, letter, "submit", reason_specific=f"{REASONS} {REASONS}", acknowledge_feelings=FEELINGS,
            ask=f"person:{writer.pk}",
        )  # fmt: skip

        assert "Choose one of the options" in text(response)
        assert fields_of(response)["acknowledge_feelings"] == FEELINGS

    def test_lets_the_writer_have_it_back(self, as_writer, submitted):
        response = as_writer.post(url(submitted), {"answer": "take-back"}, follow=True)

        assert "You have the letter back." in text(response)
        assert fields_of(response)["acknowledge_feelings"] == FEELINGS


class TestQueue:
    def asked(self, unit, *, minutes, grade="", reader=None, **letter):
        communication = CommunicationFactory(
            victim__case__unit=unit, victim__case__area=unit.area, state="UNDER_REVIEW", **letter
        )
        return SecondReading.objects.create(
            communication=communication,
            grade=grade,
            reader=reader,
            due_at=NOW + dt.timedelta(minutes=minutes),
            asked_at=NOW - dt.timedelta(hours=1),
            asked_by="staff:1",
        )

    def names(self, response):
        return re.findall(r'Read the letter<span class="govuk-visually-hidden"> to ([^,]+),', response.content.decode())

    def test_shows_what_is_to_be_read_first_on_top(self, as_manager, unit):
        later, sooner = self.asked(unit, minutes=90), self.asked(unit, minutes=-5)

        response = as_manager.get("/staff/readings/")

        assert "Letters to read (2)" in text(response)
        assert response.content.index(b'href="#list"') < response.content.index(b"moj-filter")
        assert self.names(response) == [
            sooner.communication.victim.person.full_name, later.communication.victim.person.full_name,
        ]  # fmt: skip

    def test_offers_no_time_for_reading_after_the_last_moment_for_approving(self, as_manager, unit):
        asked, latest = self.asked(unit, minutes=2 * 24 * 60), NOW + dt.timedelta(days=1)
        letters = Communication.objects.filter(pk=asked.communication_id)
        letters.update(latest_safe_approval_at=latest)

        in_time = text(as_manager.get("/staff/readings/"))
        letters.update(latest_safe_approval_at=NOW)
        too_late = text(as_manager.get("/staff/readings/"))

        assert formatting.weekday_words(latest.date()) in in_time
        assert formatting.weekday_words(asked.due_at.date()) not in in_time
        assert f"Approve by {formatting.date_time_words(latest)}" in in_time
        assert "Too late for the chosen way: see the letter" in too_late

    def test_with_the_filter_only_what_this_reader_may_take(self, as_manager, manager, unit):
        StaffUser.objects.filter(pk=manager.pk).update(grade=Grade.SENIOR_MANAGER)
        taken = [
            self.asked(unit, minutes=1),
            self.asked(unit, minutes=2, grade="B2"),
            self.asked(unit, minutes=3, grade="D", reader=manager),
        ]
        self.asked(unit, minutes=4, grade="D")
        self.asked(unit, minutes=5, written_by=f"staff:{manager.pk}", written_at=NOW)

        everything = as_manager.get("/staff/readings/")
        mine = as_manager.get("/staff/readings/?whose=MINE")

        assert "Letters to read (5)" in text(everything)
        assert self.names(mine) == [each.communication.victim.person.full_name for each in taken]

    def test_goes_on_page_by_page_in_the_same_number_of_queries(
        self, as_manager, unit, django_assert_num_queries, django_assert_max_num_queries
    ):
        for minutes in range(55):
            self.asked(unit, minutes=minutes)
        as_manager.get("/staff/readings/")
        with django_assert_max_num_queries(11) as first:
            page = as_manager.get("/staff/readings/")
        following = re.search(r'href="(/staff/readings/\?after=[^"]+)"', page.content.decode()).group(1)
        SecondReading.objects.filter(due_at__gt=NOW + dt.timedelta(minutes=50)).update(
            settled_at=NOW, settled_by="staff:1", outcome="CLOSED"
        )

        with django_assert_num_queries(len(first)):
            rest = as_manager.get(following.replace("&amp;", "&"))

        assert len(self.names(page)) == 50
        assert len(self.names(rest)) == 1

    @pytest.mark.parametrize("place", ["x", "2026-03-11~1", "2026-03-11T10:00:00+00:00~", "~"])
    def test_a_place_that_is_none_begins_at_the_top(self, as_manager, unit, place):
        self.asked(unit, minutes=1)

        assert len(self.names(as_manager.get("/staff/readings/", {"after": place}))) == 1

    def test_of_another_area_is_empty_and_of_a_writer_refused(self, as_writer, unit):
        self.asked(unit, minutes=1)
        elsewhere = signed_in(staff_with(Role.VLU_MANAGER, UnitFactory(area=AreaFactory(code="WESSEX"))))

        assert self.names(elsewhere.get("/staff/readings/")) == []
        assert as_writer.get("/staff/readings/").status_code == 403
