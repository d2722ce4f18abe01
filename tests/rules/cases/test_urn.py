"""Case references: UR-1 (domain.md 6.3, CPS prototype document 5.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.urn import EmptyReference, names_nothing, normalise_urn

references = st.text(alphabet=st.sampled_from("0123456789ABCXYZabcxyz/- \t"), min_size=1, max_size=24).filter(
    lambda text: bool("".join(text.split()).strip("/"))
)


class TestNormaliseUrn:
    @pytest.mark.parametrize(
        ("received", "key", "split", "force"),
        [
            ("45AA1234526", "45AA1234526", "", "Surrey"),
            ("44RG9895424", "44RG9895424", "", "Hampshire"),
            ("42MZ1139323/1", "42MZ1139323", "1", "Essex"),
            ("42MZ1139323/12", "42MZ1139323", "12", "Essex"),
            ("20GD0217100", "20GD0217100", "", "West Midlands"),
            (" 45 aa 12345 26 / 1 ", "45AA1234526", "1", "Surrey"),
        ],
    )
    def test_ur_1_reads_the_usual_shape(self, received, key, split, force):
        urn = normalise_urn(received=received)

        assert (urn.received, urn.key, urn.split, urn.force_hint) == (received, key, split, force)
        assert (urn.warnings, urn.rule_id) == ((), "UR-1")

    @pytest.mark.parametrize(
        ("received", "warning"),
        [
            ("90GDAPPS314", "The number is usually five digits."),
            ("57GD5025725", "No police force in England and Wales has this force code."),
            ("451A1234526", "The unit is usually two letters."),
            ("TFL1234567", "This is not the usual shape of a URN"),
            ("RQ584180089", "This is not the usual shape of a URN"),
            ("SNI66976662", "This is not the usual shape of a URN"),
            ("authorityReference", "This is not the usual shape of a URN"),
            ("45AA1234526/123", "This is not the usual shape of a URN"),
            ("45AA1234526/", "This is not the usual shape of a URN"),
            ("/1", "This is not the usual shape of a URN"),
        ],
    )
    def test_ur_1_accepts_an_odd_shape_with_a_warning(self, received, warning):
        urn = normalise_urn(received=received)

        assert urn.received == received
        assert any(found.startswith(warning) for found in urn.warnings)

    @pytest.mark.parametrize("received", ["", "  ", "\t\n", " / "])
    def test_ur_1_refuses_only_a_reference_of_nothing(self, received):
        assert names_nothing(reference=received)
        with pytest.raises(EmptyReference):
            normalise_urn(received=received)

    @given(received=references)
    def test_ur_1_keeps_what_was_received_and_normalises_once_and_for_all(self, received):
        urn = normalise_urn(received=received)

        assert urn.received == received
        assert urn.key == "".join(urn.key.split()).upper()
        again = normalise_urn(received=f"{urn.key}/{urn.split}" if urn.split else urn.key)
        assert (again.key, again.split) == (urn.key, urn.split)

    @given(received=references)
    def test_ur_1_ignores_case_and_blanks(self, received):
        spaced = " ".join(received.swapcase())

        assert normalise_urn(received=spaced).key == normalise_urn(received=received).key
