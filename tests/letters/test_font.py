"""The letters' typeface: ours by name, cut to the Latin script, complete for the names people have."""

import string

import pytest
from fontTools.ttLib import TTFont

from communications.documents.assets import FONT_FAMILY, assets, printable_characters
from communications.documents.words import letters_folder
from communications.management.commands.cut_letter_font import FAMILY, KEPT_FEATURES, cut

FONTS = letters_folder().parents[1] / "static" / "letters" / "fonts"
STYLES = ("Regular", "Bold")


class TestTypeface:
    @pytest.mark.parametrize("style", STYLES)
    def test_carries_our_name_so_that_no_installed_font_passes_for_it(self, style):
        with TTFont(FONTS / f"LetterSans-{style}.ttf") as font:
            assert font["name"].getDebugName(1) == FONT_FAMILY == FAMILY
            assert font["name"].getDebugName(2) == style
            assert font["OS/2"].fsType == 0  # may be embedded

    @pytest.mark.parametrize("style", STYLES)
    def test_has_no_ligatures_so_that_text_reads_back_as_typed(self, style):
        with TTFont(FONTS / f"LetterSans-{style}.ttf") as font:
            features = {
                record.FeatureTag
                for table in ("GSUB", "GPOS")
                if table in font
                for record in font[table].table.FeatureList.FeatureRecord
            }

        assert features <= set(KEPT_FEATURES)
        assert "liga" not in features

    @pytest.mark.parametrize(
        "letters",
        [
            string.ascii_letters + string.digits + string.punctuation,
            "âêîôûŵŷáéíóúẃýàèìòùẁỳäëïöüẅÿÂÊÎÔÛŴŶÁÉÍÓÚẂÝÀÈÌÒÙẀỲÄËÏÖÜẄŸ",  # Welsh
            "ąćęłńóśźżĄĆĘŁŃÓŚŹŻčďěňřšťůžășțđğışæøåœßðþ",
            "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹƠơƯưĐđ",  # Vietnamese
            "\u2019\u2018“”\u2013—…•£€©№\u00a0\u2011\u202f",
        ],
    )
    def test_can_print_every_letter_of_the_languages_written_in_latin(self, letters):
        assert set(letters) - printable_characters() == set()

    def test_is_small_enough_to_render_quickly_without_the_subset_library(self):
        assert all(len(asset.body) < 100_000 for asset in assets().values())

    def test_comes_with_its_licence(self):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")


class TestCutting:
    def test_gives_the_same_bytes_every_time_and_keeps_what_is_kept(self, tmp_path):
        source = FONTS / "LetterSans-Regular.ttf"
        once, again = tmp_path / "once.ttf", tmp_path / "again.ttf"

        cut(source=source, target=once, style="Regular")
        cut(source=source, target=again, style="Regular")

        assert once.read_bytes() == again.read_bytes()
        with TTFont(once) as cut_font, TTFont(source) as cut_from:
            assert set(cut_font.getBestCmap()) == set(cut_from.getBestCmap())
