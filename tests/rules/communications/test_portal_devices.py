"""What kind of device somebody came in with, and when it is new: PORT-6 (peers.md 4.2)."""

import pytest

from communications.rules.portal_devices import is_new, kind_of
from communications.rules.vocabulary import DeviceKind

SAID = [
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1", DeviceKind.IPHONE),
    ("Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15", DeviceKind.IPAD),
    ("Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/129.0 Mobile", DeviceKind.ANDROID),
    ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/129.0", DeviceKind.CHROMEBOOK),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0", DeviceKind.WINDOWS),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.6", DeviceKind.MAC),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", DeviceKind.LINUX),
    ("", DeviceKind.OTHER),
    ("something else altogether", DeviceKind.OTHER),
]


class TestKindOf:
    @pytest.mark.parametrize(("said", "kind"), SAID)
    def test_port_6_reads_one_word_from_what_the_browser_says(self, said, kind):
        assert kind_of(said=said) is kind

    def test_port_6_knows_every_kind(self):
        assert {kind for _, kind in SAID} == set(DeviceKind)


class TestIsNew:
    @pytest.mark.parametrize("kind", [kind for kind in DeviceKind if kind is not DeviceKind.OTHER])
    def test_port_6_is_the_first_of_its_kind_and_not_the_second(self, kind):
        assert is_new(kind=kind, known=frozenset(DeviceKind) - {kind})
        assert not is_new(kind=kind, known=frozenset({kind}))

    def test_port_6_is_one_that_does_not_say_what_it_is_every_time(self):
        assert is_new(kind=DeviceKind.OTHER, known=frozenset(DeviceKind))
