"""The print folder: one manifest line per letter, exactly once, whatever died in between."""

import csv
import datetime as dt
import hashlib
import threading

from django.utils import timezone

from communications.channels.letter import PrintFolderChannel
from communications.rules.outcomes import (
    Accepted,
    AlreadySent,
    Found,
    LookUpFailed,
    NotFound,
    NotSent,
    ProviderStatus,
    Refused,
)
from tests.channels.messages import outgoing


def letter(**changes):
    return outgoing(**({"print_run_on": timezone.localdate()} | changes))


def manifest_refs(folder):
    return [
        line["send_ref"]
        for manifest in sorted((folder / "runs").glob("*.csv"))
        for line in csv.DictReader(manifest.read_text().splitlines())
    ]


class TestSend:
    def test_lays_down_the_document_and_one_manifest_line_with_its_digest(self, tmp_path):
        message = letter()

        outcome = PrintFolderChannel(folder=tmp_path).send(message=message)

        [line] = csv.DictReader((tmp_path / "runs" / f"{message.print_run_on}.csv").read_text().splitlines())
        assert outcome == Accepted()
        assert line["sha256"] == hashlib.sha256(message.document).hexdigest()
        assert line["pages"] == "2"
        assert (tmp_path / line["file"]).read_bytes() == message.document

    def test_the_same_reference_again_was_already_sent_even_in_a_later_run(self, tmp_path):
        channel = PrintFolderChannel(folder=tmp_path)
        message = letter()
        channel.send(message=message)
        later = letter(send_ref=message.send_ref, print_run_on=message.print_run_on + dt.timedelta(days=1))

        assert channel.send(message=later) == AlreadySent()
        assert manifest_refs(tmp_path) == [str(message.send_ref)]

    def test_a_process_killed_between_document_and_line_is_completed_by_the_next(self, tmp_path):
        """F2 for post: the document alone is not a sent letter."""
        channel = PrintFolderChannel(folder=tmp_path)
        message = letter()
        channel.send(message=message)
        (tmp_path / "runs" / f"{message.print_run_on}.csv").unlink()

        assert channel.look_up(send_ref=message.send_ref) == NotFound()
        assert channel.send(message=message) == Accepted()
        assert manifest_refs(tmp_path) == [str(message.send_ref)]

    def test_a_half_written_line_is_cut_off_and_does_not_count_as_sent(self, tmp_path):
        channel = PrintFolderChannel(folder=tmp_path)
        whole, torn, next_one = letter(), letter(), letter()
        channel.send(message=whole)
        channel.send(message=torn)
        manifest = tmp_path / "runs" / f"{whole.print_run_on}.csv"
        manifest.write_bytes(manifest.read_bytes()[:-20])

        assert channel.look_up(send_ref=torn.send_ref) == NotFound()
        channel.send(message=next_one)
        assert channel.send(message=torn) == Accepted()
        assert manifest_refs(tmp_path) == [str(each.send_ref) for each in (whole, next_one, torn)]

    def test_refuses_bytes_that_are_not_those_that_were_approved(self, tmp_path):
        """R6 at the last moment."""
        channel = PrintFolderChannel(folder=tmp_path)

        assert channel.send(message=letter(document_digest="0" * 64)) == Refused(code="digest-differs")
        assert manifest_refs(tmp_path) == []

    def test_refuses_another_document_under_a_reference_that_is_taken(self, tmp_path):
        channel = PrintFolderChannel(folder=tmp_path)
        message = letter()
        channel.close_run(run_on=message.print_run_on)
        channel.send(message=message)
        other = letter(send_ref=message.send_ref, document=b"%PDF-1.7 somebody else")

        assert channel.send(message=other) == Refused(code="reference-holds-other-document")

    def test_a_folder_that_cannot_be_written_is_not_sent(self, tmp_path):
        """F23."""
        (tmp_path / "letters").write_text("a file where a folder should be")

        assert PrintFolderChannel(folder=tmp_path).send(message=letter()) == NotSent(code="folder-unwritable")

    def test_many_writers_at_once_write_every_letter_once(self, tmp_path):
        messages = [letter() for _ in range(30)]

        def write_all():
            channel = PrintFolderChannel(folder=tmp_path)
            for message in messages:
                channel.send(message=message)

        writers = [threading.Thread(target=write_all) for _ in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()

        assert sorted(manifest_refs(tmp_path)) == sorted(str(message.send_ref) for message in messages)


class TestCloseRun:
    def test_counts_letters_and_pages_and_gives_the_same_answer_twice(self, tmp_path):
        """R8."""
        channel = PrintFolderChannel(folder=tmp_path)
        messages = [letter(), letter()]
        for message in messages:
            channel.send(message=message)

        closed = channel.close_run(run_on=messages[0].print_run_on)

        assert (closed.letters, closed.pages) == (2, 4)
        assert channel.close_run(run_on=messages[0].print_run_on) == closed

    def test_a_closed_run_takes_no_further_letter(self, tmp_path):
        channel = PrintFolderChannel(folder=tmp_path)
        message = letter()
        channel.close_run(run_on=message.print_run_on)

        assert channel.send(message=message) == NotSent(code="print-run-closed")
        tomorrow = letter(
            send_ref=message.send_ref,
            document=message.document,
            print_run_on=message.print_run_on + dt.timedelta(days=1),
        )
        assert channel.send(message=tomorrow) == Accepted()


class TestLookUp:
    def test_a_letter_counts_as_dispatched_only_when_the_print_room_says_so(self, tmp_path):
        channel = PrintFolderChannel(folder=tmp_path)
        message = letter()
        channel.send(message=message)
        before = channel.look_up(send_ref=message.send_ref)
        posted = tmp_path / "posted"
        posted.mkdir()
        (posted / f"{message.print_run_on}.csv").write_text(
            f"send_ref,posted_at\n{message.send_ref},2026-03-03T09:15:00+00:00\n"
        )

        after = channel.look_up(send_ref=message.send_ref)

        assert before == Found(provider_id="", status=ProviderStatus.ACCEPTED)
        assert after == Found(
            provider_id="",
            status=ProviderStatus.DISPATCHED,
            happened_at=dt.datetime(2026, 3, 3, 9, 15, tzinfo=dt.UTC),
        )

    def test_a_posting_time_without_an_offset_is_not_guessed(self, tmp_path):
        channel = PrintFolderChannel(folder=tmp_path)
        message = letter()
        channel.send(message=message)
        (tmp_path / "posted").mkdir()
        (tmp_path / "posted" / f"{message.print_run_on}.csv").write_text(
            f"send_ref,posted_at\n{message.send_ref},2026-03-03T09:15:00\n"
        )

        assert channel.look_up(send_ref=message.send_ref) == LookUpFailed(code="folder-unreadable")


class TestWipe:
    """A letter with a code in it does not lie about longer than it is needed."""

    def test_empties_the_file_and_keeps_the_reference_known(self, tmp_path):
        channel = PrintFolderChannel(folder=tmp_path)
        message = letter()
        channel.send(message=message)

        channel.wipe(send_ref=message.send_ref)

        [file] = tmp_path.glob("letters/*/*")
        assert file.read_bytes() == b""
        assert channel.send(message=message) == AlreadySent()
        assert manifest_refs(tmp_path) == [str(message.send_ref)]
        assert isinstance(channel.look_up(send_ref=message.send_ref), Found)

    def test_takes_away_what_a_killed_writer_left_beside_it(self, tmp_path):
        channel = PrintFolderChannel(folder=tmp_path)
        message = letter()
        channel.send(message=message)
        [file] = tmp_path.glob("letters/*/*.pdf")
        (file.parent / ".writing-abc").write_bytes(b"half a letter")

        channel.wipe(send_ref=message.send_ref)

        assert [each.name for each in file.parent.iterdir()] == [file.name]

    def test_of_a_letter_that_never_came_is_no_error_and_lays_nothing_down(self, tmp_path):
        message = letter()

        PrintFolderChannel(folder=tmp_path).wipe(send_ref=message.send_ref)

        assert not list(tmp_path.glob("letters/*/*"))
