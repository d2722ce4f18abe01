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


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """One invented person."""

    full_name: str
    preferred_name: str
    born_on: dt.date
    email: str
    mobile: str
    address: str


class People:
    """Invents people from a seeded source of chance; the same seed invents the same people."""

    def __init__(self, *, chance: random.Random, invented_before: int = 0) -> None:
        self._chance = chance
        self._count = invented_before

    def adult(self, *, today: dt.date) -> Invented:
        """Invent somebody between 19 and 80."""
        return self._person(today - dt.timedelta(days=self._chance.randrange(19 * 366, 80 * 365)))

    def child(self, *, today: dt.date) -> Invented:
        """Invent somebody between 8 and 16."""
        return self._person(today - dt.timedelta(days=self._chance.randrange(8 * 366, 16 * 365)))

    def defendant_name(self) -> str:
        """Invent a defendant's name that nobody bears."""
        return f"{self._chance.choice(FIRST_NAMES)} {self._chance.choice(DEFENDANT_NAMES)}"

    def professional(self) -> Invented:
        """Invent an officer or adviser."""
        return self._person(dt.date(1980, 1, 1))

    def _person(self, born_on: dt.date) -> Invented:
        self._count += 1
        first, last = self._chance.choice(FIRST_NAMES), self._chance.choice(LAST_NAMES)
        title = self._chance.choice(("Ms", "Mr", "Mx"))
        return Invented(
            full_name=f"{first} {last}",
            preferred_name=self._chance.choice(("", "", first, f"{title} {last}")),
            born_on=born_on,
            email=f"{first}.{last}.{self._count}@example.com".lower(),
            mobile=f"07700 900{self._count % 1000:03d}",
            address=(
                f"{self._chance.randrange(1, 200)} {self._chance.choice(STREETS)}\n{self._chance.choice(TOWNS)}\n"
                f"EX{self._chance.randrange(1, 9)} {self._chance.randrange(1, 9)}EX"
            ),
        )
