"""Devices that a person unlocks, as they know them: what kind, since when, and when last."""

import dataclasses
import uuid

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communications.rules.vocabulary import DeviceKind
from communications.services.portal_passkeys import Device
from web import formatting

_KINDS: dict[DeviceKind, Promise] = {
    DeviceKind.IPHONE: gettext_lazy("iPhone"),
    DeviceKind.IPAD: gettext_lazy("iPad"),
    DeviceKind.ANDROID: gettext_lazy("Android phone or tablet"),
    DeviceKind.CHROMEBOOK: gettext_lazy("Chromebook"),
    DeviceKind.WINDOWS: gettext_lazy("Windows computer"),
    DeviceKind.MAC: gettext_lazy("Mac"),
    DeviceKind.LINUX: gettext_lazy("Linux computer"),
    DeviceKind.OTHER: gettext_lazy("Another device"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownDevice:
    """One device."""

    id: uuid.UUID
    kind: str
    #: When it was added, and when it was last used.
    since: str


def devices(found: tuple[Device, ...]) -> list[ShownDevice]:
    """Set out the devices of a person."""
    return [ShownDevice(id=one.id, kind=str(_KINDS[one.kind]), since=_since(one)) for one in found]


def _since(device: Device) -> str:
    added = formatting.date_words(formatting.london_date(at=device.added_at))
    if device.used_at is None:
        return _("Added on %(added)s, not used yet") % {"added": added}
    used = formatting.date_words(formatting.london_date(at=device.used_at))
    return _("Added on %(added)s, last used on %(used)s") % {"added": added, "used": used}
