"""Strict JSON: what would be stored half or read twice is refused, with a reason that never quotes it."""

import sys

import pytest

from cases.rules.import_formats import json_text

HALF = r"\ud83d"
WHOLE = r"\ud83d\ude00"


class TestRead:
    def test_takes_a_character_written_as_both_of_its_halves(self) -> None:
        text = f'{{"{WHOLE}": ["{WHOLE}", 1, null, true, {{"a": "{WHOLE}"}}]}}'.encode()

        assert json_text.read(text) == {"😀": ["😀", 1, None, True, {"a": "😀"}]}

    @pytest.mark.parametrize(
        "text",
        [
            f'"{HALF}"',
            f'{{"{HALF}": 1}}',
            f'{{"a": "{HALF}"}}',
            f'[1, ["{WHOLE}", {{"a": [null, "{HALF}"]}}]]',
        ],
    )
    def test_refuses_half_of_a_character_wherever_it_stands(self, text: str) -> None:
        with pytest.raises(json_text.NotJson, match="half of a character"):
            json_text.read(text.encode())

    def test_names_nesting_without_end(self) -> None:
        depth = 200_000

        with pytest.raises(json_text.NotJson, match="nested too deep"):
            json_text.read(b"[" * depth + f'"{HALF}"'.encode() + b"]" * depth)

    def test_finds_half_of_a_character_at_any_depth_that_could_be_read(self) -> None:
        reasons = set()
        for depth in range(1, sys.getrecursionlimit() + 1):
            with pytest.raises(json_text.NotJson) as refusal:
                json_text.read(b"[" * depth + f'"{HALF}"'.encode() + b"]" * depth)
            reasons.add(str(refusal.value))

        assert reasons <= {"is nested too deep", "holds half of a character (an unpaired surrogate)"}
        assert "holds half of a character (an unpaired surrogate)" in reasons
