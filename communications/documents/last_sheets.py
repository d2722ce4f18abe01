"""Whether a part of a letter ends on a sheet with a few lines alone, as the renderer laid it out.

A last sheet with two lines reads as if something were lost, and is paper for nothing.
"""

from typing import Any

#: Of the height between the margins of a sheet: less than this is a few lines.
_FEW_LINES = 0.25


def ends_in_a_few_lines(document: Any) -> bool:
    """Say whether any part of a letter, each of its languages, ends so; a part of one sheet never does."""
    sheets = [page._page_box for page in document.pages]
    parts = [part_of(sheet) for sheet in sheets]
    return any(
        not _is_leaflet(part) and parts[at - 1] is part and _filled(sheets[at]) < _FEW_LINES
        for at, part in enumerate(parts)
        if at > 0 and (at + 1 == len(parts) or parts[at + 1] is not part)
    )


def part_of(box: Any) -> Any:
    """Find the element of the part that a sheet belongs to; None on the pages of a letter without parts."""
    if box.element_tag == "article":
        return box.element
    return next((found for child in getattr(box, "children", ()) if (found := part_of(child)) is not None), None)


def _is_leaflet(part: Any) -> bool:
    return part is not None and part.get("class") is not None


def _filled(sheet: Any) -> float:
    """Say how far down its lines reach, of 1; the foot stands in the margin and does not count."""
    lowest: float = max((_lowest(child) for child in sheet.children if child.element_tag == "html"), default=0.0)
    return (lowest - float(sheet.content_box_y())) / float(sheet.height)


def _lowest(box: Any) -> float:
    """Find the lower edge of the last line in a box."""
    children = getattr(box, "children", None)
    if not children:
        return 0.0
    if type(box).__name__ == "LineBox":
        return float(box.position_y + box.height)
    return max(_lowest(child) for child in children)
