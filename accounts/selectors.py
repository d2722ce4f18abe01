"""Who staff are, for pages that say who did something."""

import uuid
from collections.abc import Iterable

from accounts.models import StaffUser


def names_of(labels: Iterable[str]) -> dict[str, str]:
    """Turn actor labels such as ``staff:<id>`` into the names of members of staff: one query.

    Labels of processes, clients and victims are left out: what a page calls those is the page's choice.
    """
    ids: dict[uuid.UUID, str] = {}
    for label in labels:
        kind, _, key = label.partition(":")
        if kind != "staff":
            continue
        try:
            ids[uuid.UUID(key)] = label
        except ValueError:
            continue
    return {ids[pk]: name for pk, name in StaffUser.objects.filter(pk__in=ids).values_list("pk", "full_name")}
