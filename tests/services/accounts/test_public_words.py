"""What a unit and its people call themselves to victims tells nothing of what was done to them."""

import pytest

from accounts.public_words import tells_the_offence, title_for_the_public


class TestWords:
    @pytest.mark.parametrize(
        "text",
        [
            "Wessex RASSO unit",
            "rasso.wessex@example.org",
            "wessex-rasso-team@example.org",
            "RASSO",
            "Rape and Serious Sexual Offences",
            "Domestic Abuse Team",
            "Uned Troseddau Rhywiol",
        ],
    )
    def test_that_name_the_offence_tell_it(self, text):
        assert tells_the_offence(text=text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Wessex Victim Liaison Team",
            "South East (Essex and Sussex) Crown Court unit",
            "a.rassool@example.org",
            "t.draper@example.org",
            "PO Box 12\nScrapeton",
        ],
    )
    def test_that_only_look_like_it_do_not(self, text):
        assert not tells_the_offence(text=text)


class TestTitle:
    @pytest.mark.parametrize(
        ("title", "read"),
        [
            ("Victim Liaison Officer (RASSO)", "Victim Liaison Officer"),
            ("Crown Prosecutor (Wales)", "Crown Prosecutor (Wales)"),
            ("RASSO paralegal", "Our officer"),
            ("(RASSO)", "Our officer"),
            ("", "Our officer"),
        ],
    )
    def test_is_given_without_the_offence(self, title, read):
        assert title_for_the_public(title=title, otherwise="Our officer") == read
