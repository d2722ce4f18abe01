"""Write the kept texts anew after a reviewed change of words: ``python -m tests.letters.regenerate``."""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cps_victims.settings.test")
django.setup()

from tests.letters import samples, welsh_samples  # noqa: E402  # Django must be set up before its settings are read

EXPECTED = Path(__file__).parent / "expected"
EXPECTED_WELSH = Path(__file__).parent / "expected_cy"


def main() -> None:
    """Replace every kept text with what the templates say today."""
    for folder, a_letter in ((EXPECTED, samples.a_letter), (EXPECTED_WELSH, welsh_samples.a_welsh_letter)):
        folder.mkdir(exist_ok=True)
        for old in folder.glob("*.txt"):
            old.unlink()
        for letter_type, reader in samples.KEPT:
            words, _ = a_letter(letter_type, reader=reader)
            (folder / samples.kept_name(letter_type, reader)).write_text(words.as_text(), "utf-8")


if __name__ == "__main__":
    main()
