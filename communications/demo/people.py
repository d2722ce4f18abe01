"""Invented people. No name, number or address belongs to anybody: phones are of the ranges kept for drama."""

import datetime as dt
import random
from dataclasses import dataclass

FIRST_NAMES = (
    "Aisha",
    "Alun",
    "Amelia",
    "Anwen",
    "Bethan",
    "Callum",
    "Carys",
    "Chidi",
    "Daniel",
    "Dilys",
    "Elin",
    "Emeka",
    "Farah",
    "Gareth",
    "Grace",
    "Hannah",
    "Idris",
    "Imran",
    "Jasmine",
    "Joseph",
    "Kezia",
    "Leah",
    "Lowri",
    "Marcus",
    "Megan",
    "Mei",
    "Nadia",
    "Oliver",
    "Omar",
    "Patience",
    "Priya",
    "Rhys",
    "Rosa",
    "Samira",
    "Sean",
    "Sioned",
    "Tariq",
    "Tomasz",
    "Wanda",
    "Yusuf",
)
#: Of the first names those that a man bears; all others are women's. A title never contradicts a name.
MEN = frozenset({
    "Alun", "Callum", "Chidi", "Daniel", "Emeka", "Gareth", "Idris", "Imran", "Joseph", "Marcus", "Oliver", "Omar",
    "Rhys", "Sean", "Tariq", "Tomasz", "Yusuf",
})  # fmt: skip
_MEN_NAMES = tuple(name for name in FIRST_NAMES if name in MEN)
_WOMEN_NAMES = tuple(name for name in FIRST_NAMES if name not in MEN)
LAST_NAMES = (
    "Abara",
    "Ashdown",
    "Beckford",
    "Bellamy",
    "Bowen",
    "Chatterton",
    "Cole",
    "Denholm",
    "Eze",
    "Fairweather",
    "Garside",
    "Hargreave",
    "Iqbal",
    "Jenkin",
    "Kaur",
    "Kowalczyk",
    "Lindqvist",
    "Llwyd",
    "Marchetti",
    "Mensah",
    "Nowell",
    "Okonjo",
    "Parry",
    "Penhale",
    "Quayle",
    "Rahimi",
    "Redfern",
    "Sandhu",
    "Selwyn",
    "Tamworth",
    "Thorne",
    "Uddin",
    "Vaughan",
    "Wardle",
    "Whitlock",
    "Yarrow",
)
DEFENDANT_NAMES = ("Placeholder", "Sample", "Testcase", "Specimen", "Instance")
STREETS = ("Example Street", "Sample Road", "Demonstration Close", "Model Terrace", "Specimen Lane", "Heol Enghraifft")
TOWNS = ("Exampletown", "Sampleford", "Modelbury", "Demoham", "Llanenghraifft")
#: What lies in Wales, and what stands in its place elsewhere.
_OUTSIDE_WALES = {"Heol Enghraifft": "Example Street", "Llanenghraifft": "Exampletown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """One invented person."""

    full_name: str
    preferred_name: str
    born_on: dt.date
    email: str
    mobile: str
    address: str

    @property
    def is_man(self) -> bool:
        """Whether they bear a man's name."""
        return self.full_name.partition(" ")[0] in MEN


class People:
    """Invents people from a seeded source of chance; the same seed invents the same people."""

    def __init__(self, *, chance: random.Random, invented_before: int = 0, is_in_wales: bool = False) -> None:
        self._chance = chance
        self._count = invented_before
        self._is_in_wales = is_in_wales

    def adult(self, *, today: dt.date, is_woman: bool | None = None) -> Invented:
        """Invent somebody between 19 and 80; ``is_woman`` says whether it has to be a woman or a man, None neither."""
        born_on = today - dt.timedelta(days=self._chance.randrange(19 * 366, 80 * 365))
        return self._person(born_on, is_woman=is_woman)

    def child(self, *, today: dt.date) -> Invented:
        """Invent somebody between 8 and 16."""
        born_on = today - dt.timedelta(days=self._chance.randrange(8 * 366, 16 * 365))
        return self._person(born_on, is_child=True)

    def defendant_name(self) -> str:
        """Invent a defendant's name that nobody bears."""
        return f"{self._chance.choice(FIRST_NAMES)} {self._chance.choice(DEFENDANT_NAMES)}"

    def professional(self) -> Invented:
        """Invent an officer or adviser."""
        return self._person(dt.date(1980, 1, 1))

    def _person(self, born_on: dt.date, *, is_woman: bool | None = None, is_child: bool = False) -> Invented:
        self._count += 1
        first, last = self._chance.choice(FIRST_NAMES), self._chance.choice(LAST_NAMES)
        if is_woman is not None and is_woman is (first in MEN):
            # Another name in its place, without another draw: everything else of the demo stays as it was.
            names = _WOMEN_NAMES if is_woman else _MEN_NAMES
            first = names[FIRST_NAMES.index(first) % len(names)]
        title = self._chance.choice(("Mr" if first in MEN else "Ms",) * 2 + ("Mx",))
        preferred_name = self._chance.choice(("", "", first, first if is_child else f"{title} {last}"))
        house, street, town = self._chance.randrange(1, 200), self._chance.choice(STREETS), self._chance.choice(TOWNS)
        if not self._is_in_wales:
            street, town = _OUTSIDE_WALES.get(street, street), _OUTSIDE_WALES.get(town, town)
        return Invented(
            full_name=f"{first} {last}",
            preferred_name=preferred_name,
            born_on=born_on,
            email=f"{first}.{last}.{self._count}@example.com".lower(),
            mobile=f"07700 900{self._count % 1000:03d}",
            address=(f"{house} {street}\n{town}\nEX{self._chance.randrange(1, 9)} {self._chance.randrange(1, 9)}EX"),
        )
