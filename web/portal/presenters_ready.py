"""Getting ready for court: the hours of a day, and the plans of two courtrooms.

A plan and its list are made of the same places, so that the drawing never says more or less than the words.
"""

import dataclasses

from django.utils.translation import gettext as _


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place in a courtroom: a numbered box in the drawing, a line in the list."""

    number: int
    name: str
    about: str
    #: The box in the drawing: left, top, width, height, in units of 320 by 300.
    box: tuple[int, int, int, int]
    #: Whether it is the place of the person who reads.
    is_yours: bool = False

    @property
    def middle(self) -> tuple[int, int]:
        """Where the number stands."""
        left, top, width, height = self.box
        return left + width // 2, top + height // 2


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One courtroom."""

    slug: str
    title: str
    #: What somebody hears who cannot see the drawing.
    described: str
    places: tuple[Place, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One part of the day in court."""

    when: str
    what: str


def hours() -> tuple[Hour, ...]:
    """Say how a day in court usually goes, hour by hour."""
    return (
        Hour(
            when=_("The evening before"),
            what=_(
                "Look here once more, or ring: the time may have changed. Lay out what you want to bring. Eat and rest."
            ),
        ),
        Hour(
            when=_("About 9am"),
            what=_(
                "You arrive. Tell security at the door, or ring beforehand, that you would like to come in by a side "
                "door if you do not want to meet anybody. Your bag is looked through, as everybody’s is."
            ),
        ),
        Hour(
            when=_("About 9:30am"),
            what=_(
                "Somebody of the Witness Service meets you and takes you to a waiting room of your own. They are "
                "volunteers who know the building. They stay with you and show you the courtroom while it is empty."
            ),
        ),
        Hour(
            when=_("About 9:45am"),
            what=_(
                "The prosecutor comes to say hello, answers questions about the day, and tells you what help the court "
                "has agreed to. You can read your statement again, or see your recorded interview. You may not talk "
                "with them about what you will say."
            ),
        ),
        Hour(
            when=_("From 10am"),
            what=_(
                "The court begins. You may have to wait, sometimes for hours, because the court hears other things "
                "first. Ask as often as you like what is happening."
            ),
        ),
        Hour(
            when=_("When it is your turn"),
            what=_(
                "The usher brings you in. You promise to tell the truth, on a holy book or without one. The prosecutor "
                "asks first, then the defence, then perhaps the prosecutor again. You may ask for a break, for a "
                "question to be said again, or for water. “I do not know” and “I do not remember” are good answers "
                "when they are true."
            ),
        ),
        Hour(
            when=_("About 1pm"),
            what=_(
                "The court stops for lunch for an hour. If you are still giving evidence, nobody may talk with you "
                "about it until you have finished, not even your family."
            ),
        ),
        Hour(
            when=_("About 4:30pm"),
            what=_(
                "The court ends for the day. Somebody tells you whether you need to come again, and how you can leave "
                "without meeting anybody."
            ),
        ),
    )


def rooms() -> tuple[Room, ...]:
    """Draw the two kinds of courtroom."""
    witness = _(
        "Here you stand or sit when you give evidence. If the court has agreed to screens, they stand round this "
        "place. "
        "If you give evidence by video link, this place is empty and you appear on the television."
    )
    dock = _("Here the defendant sits, often behind glass, with an officer beside them. They may not speak to you.")
    public = _("Anybody may watch from here, and reporters have seats. Your family and your supporter can sit here.")
    usher = _("The usher calls people in, brings you water and helps with the promise to tell the truth.")
    television = _("On it the court sees recorded interviews, and people who give evidence by video link.")
    return (
        Room(
            slug="magistrates",
            title=_("In a magistrates’ court"),
            described=_(
                "A drawing from above. The magistrates sit at the front. Before them sits the legal adviser. The two "
                "lawyers sit in the middle, side by side. The place for giving evidence is at the left, the dock at "
                "the "
                "right, and the seats for the public are at the back."
            ),
            places=(
                Place(
                    number=1,
                    name=_("The magistrates or the district judge"),
                    about=_(
                        "Two or three magistrates, or one judge. They decide whether the defendant is guilty. There "
                        "is no jury."
                    ),
                    box=(90, 12, 140, 40),
                ),
                Place(
                    number=2,
                    name=_("The legal adviser"),
                    about=_("A lawyer who tells the magistrates about the law and keeps the day in order."),
                    box=(110, 66, 100, 30),
                ),
                Place(
                    number=3,
                    name=_("The prosecutor"),
                    about=_(
                        "The lawyer who presents the case for the Crown Prosecution Service. They ask you questions "
                        "first."
                    ),
                    box=(92, 130, 62, 36),
                ),
                Place(
                    number=4,
                    name=_("The defence lawyer"),
                    about=_(
                        "The lawyer who speaks for the defendant. They ask you questions second, and must be polite."
                    ),
                    box=(166, 130, 62, 36),
                ),
                Place(
                    number=5,
                    name=_("The place for giving evidence"),
                    about=witness,
                    box=(14, 100, 56, 56),
                    is_yours=True,
                ),
                Place(number=6, name=_("The dock"), about=dock, box=(250, 110, 56, 70)),
                Place(number=7, name=_("The usher"), about=usher, box=(14, 180, 56, 34)),
                Place(number=8, name=_("The television"), about=television, box=(250, 40, 56, 34)),
                Place(number=9, name=_("Seats for the public and the press"), about=public, box=(60, 240, 200, 46)),
            ),
        ),
        Room(
            slug="crown",
            title=_("In the Crown Court"),
            described=_(
                "A drawing from above. The judge sits at the front, with the clerk before them. The jury sits in two "
                "rows at the right. The place for giving evidence is at the left, across from the jury. The lawyers "
                "sit "
                "in the middle, the dock is behind them, and the seats for the public are at the back."
            ),
            places=(
                Place(
                    number=1,
                    name=_("The judge"),
                    about=_(
                        "The judge sees that everything is fair, decides about the law and, after a verdict of guilty, "
                        "about the sentence. In the Crown Court the judge and the lawyers wear wigs and gowns."
                    ),
                    box=(100, 12, 120, 36),
                ),
                Place(
                    number=2,
                    name=_("The court clerk"),
                    about=_("The clerk keeps the papers, and asks the jury for its verdict at the end."),
                    box=(110, 60, 100, 28),
                ),
                Place(
                    number=3,
                    name=_("The jury"),
                    about=_(
                        "Twelve people from the public. They decide whether the defendant is guilty. Speak to them "
                        "when you answer."
                    ),
                    box=(250, 56, 56, 110),
                ),
                Place(
                    number=4,
                    name=_("The prosecution lawyer"),
                    about=_("The barrister who presents the case for the prosecution. They ask you questions first."),
                    box=(92, 116, 62, 34),
                ),
                Place(
                    number=5,
                    name=_("The defence lawyer"),
                    about=_(
                        "The barrister who speaks for the defendant. They ask you questions second, and must be polite."
                    ),
                    box=(166, 116, 62, 34),
                ),
                Place(
                    number=6,
                    name=_("The place for giving evidence"),
                    about=witness,
                    box=(14, 70, 56, 56),
                    is_yours=True,
                ),
                Place(number=7, name=_("The dock"), about=dock, box=(110, 176, 100, 40)),
                Place(number=8, name=_("The usher"), about=usher, box=(14, 146, 56, 34)),
                Place(number=9, name=_("The television"), about=television, box=(250, 12, 56, 32)),
                Place(number=10, name=_("Seats for the public and the press"), about=public, box=(60, 244, 200, 44)),
            ),
        ),
    )
