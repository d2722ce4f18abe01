"""Emails and texts say nothing that a lock screen or a shared mailbox may not show (T1, T19, T20)."""

import pytest

from cases.rules.vocabulary import Language
from communications.documents import messages
from communications.documents.messages import (
    EMAIL_VALUES,
    TEXT_VALUES,
    EmailName,
    TextName,
    WrongValues,
    compose_email,
    compose_text,
)
from communications.documents.words import UNFILLED, NoWords
from communications.rules.neutral_words import revealing_words
from communications.rules.vocabulary import LetterType
from tests.letters.samples import a_letter

#: What each value is in these tests: something that could be recognised anywhere.
VALUES = {
    "code": "483 920",
    "minutes": "10",
    "days": "7",
    "caller": "Bartholomew",
    "number": "01632 960 118",
    "when": "Wednesday 23 September 2026 at about 11:30am",
    "letter": "Dear Canary, this is the Crown Court letter.",
    "reference": "VCS-7K2M-9QXD",
    "recipient_name": "Ms Canary Hughes",
    "hand_over_by": "by 3 April 2026",
    "contact_name": "Siân Parry",
    "contact_phone": "01632 960 118",
    "print_as": "Please print it in letters of 18 point or larger.",
}
BOTH = (Language.EN, Language.CY)
#: Messages that go to the person themselves and must be neutral in every word.
NEUTRAL_EMAILS = (EmailName.NEWS_NOTICE, EmailName.PORTAL_CODE, EmailName.PORTAL_INVITATION)
GSM_SINGLE_TEXT = 160
GSM_CHARACTERS = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)


def an_email(name, language=Language.EN):
    return compose_email(name=name, language=language, values={key: VALUES[key] for key in EMAIL_VALUES[name]})


def a_text(name, language=Language.EN):
    return compose_text(name=name, language=language, values={key: VALUES[key] for key in TEXT_VALUES[name]})


class TestEmails:
    @pytest.mark.parametrize("name", EmailName)
    def test_have_a_subject_that_reveals_nothing_and_names_nobody(self, name):
        subject = an_email(name).subject

        assert revealing_words(subject) == frozenset()
        assert "\n" not in subject
        assert not any(VALUES[key] in subject for key in ("code", "letter", "recipient_name"))

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("name", NEUTRAL_EMAILS)
    def test_to_the_person_reveal_nothing_anywhere_in_either_language(self, name, language):
        email = an_email(name, language)

        assert revealing_words(f"{email.subject}\n{email.body}") == frozenset()
        assert "Canary" not in email.body

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("name", NEUTRAL_EMAILS)
    def test_hold_no_link(self, name, language):
        body = an_email(name, language).body

        assert "http" not in body
        assert "<" not in body

    @pytest.mark.parametrize("name", EmailName)
    def test_say_every_value_they_are_given(self, name):
        email = an_email(name)

        assert all(VALUES[key] in f"{email.subject}\n{email.body}" for key in EMAIL_VALUES[name])
        assert UNFILLED not in email.body

    def test_differ_between_the_languages(self):
        assert an_email(EmailName.NEWS_NOTICE).body != an_email(EmailName.NEWS_NOTICE, Language.CY).body

    def test_put_nothing_of_a_letter_before_the_warning_to_read_it_in_safety(self):
        words, _ = a_letter(LetterType.DISCONTINUE_ALL)

        body = compose_email(name=EmailName.LETTER, language=Language.EN, values={"letter": words.as_text()}).body

        preview = body.split("Your letter begins here.")[0]
        assert revealing_words(preview) == frozenset()
        assert len(preview) > 100  # longer than what a phone shows of a message
        assert words.as_text().strip() in body

    def test_show_what_staff_typed_as_it_is(self):
        values = {"letter": "<b>{{ code }}</b> & {% now 'Y' %}"}

        body = compose_email(name=EmailName.LETTER, language=Language.EN, values=values).body

        assert "<b>{{ code }}</b> & {% now 'Y' %}" in body


class TestTexts:
    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("name", TextName)
    def test_reveal_nothing_and_hold_no_link(self, name, language):
        text = a_text(name, language)

        assert revealing_words(text) == frozenset()
        assert "http" not in text
        assert "www" not in text

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("name", TextName)
    def test_are_safe_in_the_forty_characters_of_a_lock_screen(self, name, language):
        start = a_text(name, language)[:40]

        assert not any(value in start for value in VALUES.values())

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("name", TextName)
    def test_fit_one_text_message_without_another_encoding(self, name, language):
        text = a_text(name, language)

        assert len(text) <= GSM_SINGLE_TEXT
        assert set(text) <= GSM_CHARACTERS


class TestMistakes:
    @pytest.mark.parametrize("values", [{}, {"code": "1"}, {"code": "1", "minutes": "2", "name": "x"}])
    def test_in_values_are_refused_by_name_only(self, values):
        with pytest.raises(WrongValues) as refused:
            compose_text(name=TextName.PORTAL_CODE, language=Language.EN, values=values)

        assert set(str(refused.value).split(", ")) == set(values) ^ {"code", "minutes"}

    def test_in_email_values_are_refused(self):
        with pytest.raises(WrongValues, match="letter"):
            compose_email(name=EmailName.LETTER, language=Language.EN, values={})

    @pytest.mark.parametrize(
        ("name", "language"), [(EmailName.LETTER, Language.OTHER), (EmailName.LETTER_TO_HAND_OVER, Language.CY)]
    )
    def test_in_language_are_refused(self, name, language):
        with pytest.raises(NoWords, match=f"emails/{name}/"):
            compose_email(name=name, language=language, values=dict.fromkeys(EMAIL_VALUES[name], "x"))

    def test_leave_no_file_without_a_name(self):
        folder = messages.settings.BASE_DIR / "templates"

        assert {path.name for path in (folder / "emails").iterdir()} == {name.value for name in EmailName}
        assert {path.name for path in (folder / "sms").iterdir()} == {name.value for name in TextName}
