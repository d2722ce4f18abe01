"""The index of a portable record: every file in it, so that its reader can see that it is whole (REC-1).

A record goes to an adviser, a solicitor, a compensation claim: nobody there has seen it being made. The index names
every file with its size and its hash; our signature over the index then stands for all of them. Files have names that
say nothing, because the folder in which they are kept may be somebody else's to see (REC-2).
Source: peers.md V20 and leap 16; domain reference 11.3; issue 4, point 4.
"""

import dataclasses
import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping

FORMAT = "portable-record/3"
INDEX = "index.json"
SIGNATURE = "index.sig"
#: Of files in a record: neutral words and numbers only.
_NEUTRAL = re.compile(r"(?:start|messages|letter-\d{3}|data|date-\d{2}|index)\.(?:html|pdf|json|ics|sig)")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RecordFile:
    """One file of a record."""

    name: str
    #: Bytes.
    size: int
    #: Hexadecimal.
    sha256: str


def is_neutral_name(name: str) -> bool:
    """Whether a file may be called so in a record (REC-2)."""
    return _NEUTRAL.fullmatch(name) is not None


def file_of(*, name: str, content: bytes) -> RecordFile:
    """Measure one file.

    Raises:
        ValueError: its name might say something.
    """
    if not is_neutral_name(name):
        raise ValueError("A file of a record has a name that says nothing")
    return RecordFile(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())


def index_of(*, files: Iterable[RecordFile], made_at: dt.datetime, key_id: str) -> bytes:
    """Write the index: every file by name, when the record was made (aware), and which key signs it (REC-1)."""
    index = {
        "format": FORMAT,
        "made_at": made_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "key": key_id,
        "files": [dataclasses.asdict(each) for each in sorted(files, key=lambda each: each.name)],
    }
    return (json.dumps(index, ensure_ascii=True, indent=2, sort_keys=True) + "\n").encode()


def faults(*, index: bytes, found: Mapping[str, RecordFile]) -> tuple[str, ...]:
    """Compare what the index names with the files that are there; empty where all is as it was (REC-1).

    ``found`` holds every file but the index and its signature. The words name files, never what is in them.
    """
    try:
        listed = {str(each["name"]): each for each in json.loads(index)["files"]}
    except (ValueError, TypeError, KeyError):
        return ("The index cannot be read.",)
    missing = [f"{name} is missing." for name in sorted(listed.keys() - found.keys())]
    added = [f"{name} was added." for name in sorted(found.keys() - listed.keys())]
    changed = [
        f"{name} was changed."
        for name in sorted(listed.keys() & found.keys())
        if (listed[name].get("sha256"), listed[name].get("size")) != (found[name].sha256, found[name].size)
    ]
    return (*missing, *added, *changed)
