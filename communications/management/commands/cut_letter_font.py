"""Cut the letters' typeface to the characters a letter can hold, so that rendering is quick on every machine.

WeasyPrint without the HarfBuzz subset library needs 3.5 times as long for a full font. A font that is already cut to
the Latin script (Welsh, Polish, Vietnamese and all other Latin letters included) renders at speed with or without it.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from fontTools import subset
from fontTools.ttLib import TTFont

#: The name the cut files carry. Not the original's: an installed original must never pass for ours.
FAMILY = "Victim Letter Sans"
STYLES = ("Regular", "Bold")
#: Ranges of Unicode kept: every Latin letter with its marks, punctuation, currency and the signs of ordinary writing.
KEPT_RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x024F),
    (0x02B0, 0x02DD),
    (0x0300, 0x0331),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x202F, 0x203A),
    (0x20A0, 0x20BF),
    (0x2116, 0x2122),
    (0x2212, 0x2212),
)
#: Kerning and mark placement stay. Ligatures go: text copied or read aloud from the letter must be the letters typed.
KEPT_FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl")
_NAME_RECORDS = {1: FAMILY, 16: FAMILY, 3: f"{FAMILY} cut from Noto Sans 2.004"}


def cut(*, source: Path, target: Path, style: str) -> None:
    """Write to ``target`` the font at ``source``, cut and renamed. The same input gives the same bytes."""
    options = subset.Options(layout_features=list(KEPT_FEATURES), name_IDs=["*"], hinting=False, recalc_timestamp=False)
    with subset.load_font(str(source), options) as font:
        cutter = subset.Subsetter(options=options)
        cutter.populate(unicodes=[code for first, last in KEPT_RANGES for code in range(first, last + 1)])
        cutter.subset(font)
        _rename(font=font, style=style)
        font.save(str(target))


def _rename(*, font: TTFont, style: str) -> None:
    names = {**_NAME_RECORDS, 2: style, 4: f"{FAMILY} {style}", 6: f"{FAMILY.replace(' ', '')}-{style}", 17: style}
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]


class Command(BaseCommand):
    """Cut the two weights of the letters' typeface from the full font files."""

    help = "Cut the letters' typeface from the full Noto Sans files (Debian package fonts-noto-core)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder that holds NotoSans-Regular.ttf and NotoSans-Bold.ttf."""
        parser.add_argument("--source", type=Path, required=True, help="folder with the full font files")
        parser.add_argument(
            "--target", type=Path, default=settings.BASE_DIR / "static" / "letters" / "fonts", help="where to write"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write LetterSans-Regular.ttf and LetterSans-Bold.ttf."""
        for style in STYLES:
            source: Path = options["source"] / f"NotoSans-{style}.ttf"
            if not source.exists():
                raise CommandError(f"{source} is not there. Install or unpack the Debian package fonts-noto-core.")
            target: Path = options["target"] / f"LetterSans-{style}.ttf"
            cut(source=source, target=target, style=style)
            self.stdout.write(f"{target.name}: {target.stat().st_size} bytes")
