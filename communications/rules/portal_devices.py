"""What kind of device somebody came in with, as roughly as it helps them to see that it was not theirs (PORT-6).

Nothing is left on the device to know it by: a mark there would show whoever looks through it that these pages were
used. What the browser says of itself is read down to one word, and nothing else of it is kept. So a second telephone of
the same make is not told from the first; that is the price, and the page on privacy says it.
Source: peers.md 4.2 (safety interruption on a new device), domain reference 11.3.
"""

from communications.rules.vocabulary import DeviceKind

#: Signs of a kind in what a browser says of itself, in the order in which they are looked for: a telephone with Android
#: also names Linux, and an iPhone or iPad the Mac.
_SIGNS: tuple[tuple[str, DeviceKind], ...] = (
    ("iphone", DeviceKind.IPHONE),
    ("ipad", DeviceKind.IPAD),
    ("android", DeviceKind.ANDROID),
    ("cros", DeviceKind.CHROMEBOOK),
    ("windows", DeviceKind.WINDOWS),
    ("macintosh", DeviceKind.MAC),
    ("linux", DeviceKind.LINUX),
)


def kind_of(*, said: str) -> DeviceKind:
    """Return the kind of device from what a browser says of itself; OTHER where it does not say (PORT-6)."""
    words = said.lower()
    return next((kind for sign, kind in _SIGNS if sign in words), DeviceKind.OTHER)


def is_new(*, kind: DeviceKind, known: frozenset[DeviceKind]) -> bool:
    """Say whether a person is told about leaving quickly before anything is shown (PORT-6).

    ``known`` are the kinds they came in with before. A device that does not say what it is might be any.
    """
    return kind is DeviceKind.OTHER or kind not in known
