"""Writing a file so that it is either wholly there, once, and on the disk, or not there at all."""

import os
import tempfile
from pathlib import Path

#: Begins the name of a file that is still being written.
SCRATCH_PREFIX = ".writing-"


def write_once(*, path: Path, content: bytes) -> bool:
    """Put `content` at `path` unless something is there already; say whether this call put it there.

    The file appears under its name only when every byte of it is on the disk, so a process killed at any moment
    leaves either nothing or the whole file.

    Raises:
        OSError: the folder cannot be written; nothing is at `path` then.

    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch_name = tempfile.mkstemp(dir=path.parent, prefix=SCRATCH_PREFIX)
    scratch = Path(scratch_name)
    try:
        with os.fdopen(handle, "wb") as scratch_file:
            scratch_file.write(content)
            scratch_file.flush()
            os.fsync(scratch_file.fileno())
        try:
            # A hard link, unlike a rename, never replaces what another process put there first.
            os.link(scratch, path)
        except FileExistsError:
            return False
    finally:
        scratch.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Make the folder's own entries durable: a file whose name is lost is lost."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
