"""The index of a copy that a person takes away (REC-1, REC-2; V20)."""

import datetime as dt
import json

import pytest

from communications.rules.portable_record import RecordFile, faults, file_of, index_of, is_neutral_name

MADE = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
FILES = [file_of(name="start.html", content=b"one"), file_of(name="letter-001.pdf", content=b"two")]


def index() -> bytes:
    return index_of(files=FILES, made_at=MADE, key_id="abc")


def found(*files: RecordFile) -> dict[str, RecordFile]:
    return {each.name: each for each in files}


class TestIndexOf:
    """REC-1."""

    def test_names_every_file_with_its_size_and_hash_in_order(self):
        read = json.loads(index())

        assert [each["name"] for each in read["files"]] == ["letter-001.pdf", "start.html"]
        assert read["files"][1]["size"] == 3
        assert len(read["files"][1]["sha256"]) == 64
        assert (read["format"], read["key"]) == ("portable-record/3", "abc")

    def test_of_the_same_files_is_the_same_bytes(self):
        assert index_of(files=reversed(FILES), made_at=MADE, key_id="abc") == index()


class TestFaults:
    """REC-1."""

    def test_has_none_where_all_is_as_it_was(self):
        assert faults(index=index(), found=found(*FILES)) == ()

    def test_says_what_is_missing_added_and_changed(self):
        other = file_of(name="start.html", content=b"One")
        extra = file_of(name="data.json", content=b"{}")

        assert faults(index=index(), found=found(other, extra)) == (
            "letter-001.pdf is missing.",
            "data.json was added.",
            "start.html was changed.",
        )

    @pytest.mark.parametrize("broken", [b"", b"[]", b"{}", b'{"files": 1}', b'{"files": [{}]}', b"\xff"])
    def test_of_an_index_that_is_none_says_so(self, broken):
        assert faults(index=broken, found={}) == ("The index cannot be read.",)


class TestNames:
    """REC-2."""

    @pytest.mark.parametrize("name", ["start.html", "messages.html", "letter-001.pdf", "data.json", "date-01.ics"])
    def test_that_say_nothing_are_taken(self, name):
        assert is_neutral_name(name)

    @pytest.mark.parametrize("name", ["discontinuance.pdf", "letter-1.pdf", "../start.html", "court.ics", "letter-001"])
    def test_that_might_say_something_are_refused(self, name):
        with pytest.raises(ValueError, match="says nothing"):
            file_of(name=name, content=b"")
