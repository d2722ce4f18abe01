"""The leaflets that go with a letter, as staff read of them."""

from communications.documents.leaflets import LeafletWords, title_of
from communications.rules.leaflets import PackLine
from communications.rules.vocabulary import Leaflet
from web.components import Row, Tag

_GOES = Tag(text="Goes with it", colour="green")
_STAYS = Tag(text="Left out", colour="grey")


def rows(pack: tuple[PackLine, ...]) -> list[Row]:
    """List the leaflets that are for a letter, whether each goes, and why."""
    return [
        Row(
            key=_name(line.leaflet),
            tag=_GOES if line.is_enclosed else _STAYS,
            value=(f"The writer: {line.reason}" if line.is_by_writer else line.reason,),
        )
        for line in pack
    ]


def _name(leaflet: Leaflet) -> str:
    """Name a leaflet by its title, and the easy-read page by what it is and where it stands."""
    return "Easy read, before the letter" if leaflet is Leaflet.EASY_READ else title_of(leaflet=leaflet)


def shown(leaflets: tuple[LeafletWords, ...]) -> list[dict[str, object]]:
    """Lay out the words of leaflets to be read."""
    return [{"lang": each.language.value.lower(), "title": each.title, "sections": each.sections} for each in leaflets]
