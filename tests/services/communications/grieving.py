"""A family whose letter about a decision has left through the liaison officer, and the others of it."""

import datetime as dt

from django.db import transaction

from cases.models import Connection
from cases.rules.vocabulary import ConnectionKind, RelativeWish
from communications.models import Communication, OutboxMessage, RelativeTelling
from communications.rules.vocabulary import MessageState
from communications.services import approval, consequences, tellings
from tests.factories.cases import ConnectionFactory, ContactPointFactory, PersonFactory, SafeContactProfileFactory
from tests.services.communications.writing import AT, Decided, decided

HOUR = dt.timedelta(hours=1)
#: When the letter to the main contact has left.
LEFT_AT = AT + HOUR
#: When it is on record that the liaison officer has told them.
TOLD_AT = AT + 2 * HOUR


def bereaved(*, wishes: dict[str, RelativeWish] | None = None, **changes: object) -> Decided:
    """Record a decision about a killing; the mother speaks for the family, and others have wishes of their own."""
    return decided(
        person={"full_name": "Ama Mensah", "preferred_name": "", "died_on": dt.date(2026, 1, 2)},
        family=lambda victim: gather(victim, wishes or {}),
        category="HOMICIDE",
        **changes,  # type: ignore[arg-type]
    )


def gather(victim, wishes: dict[str, RelativeWish]) -> None:
    """Put mother, liaison officer and the others beside a victim who died."""
    relative(victim, "Efua Mensah", "mother", RelativeWish.BY_US, is_primary=True)
    officer = ConnectionFactory(victim=victim, kind=ConnectionKind.FLO, person=PersonFactory(full_name="Carys Bevan"))
    ContactPointFactory(person=officer.person, value="flo@example.net")
    for name, wish in wishes.items():
        relative(victim, name, "brother", wish)


def relative(victim, name: str, relationship: str, wish: RelativeWish, **changes: object) -> Connection:
    """A relative who was checked and agreed, with an email address of their own."""
    known = {"is_primary": False, "may_be_told": "EVERYTHING", "wish": wish, **changes}
    made = ConnectionFactory(
        victim=victim,
        kind=ConnectionKind.CLOSE_RELATIVE,
        relationship=relationship,
        person=PersonFactory(full_name=name),
        **known,
    )
    ContactPointFactory(person=made.person, value=f"{name.split()[0].lower()}@example.org")
    SafeContactProfileFactory(person=made.person, preferred_method="EMAIL")
    return made


def approve(letter: Communication, made: Decided, *, at: dt.datetime = AT) -> None:
    approval.submit(communication_id=letter.pk, actor=made.writer, at=at)
    approval.approve(communication_id=letter.pk, actor=made.approver, at=at)


def leave(letter: Communication, *, at: dt.datetime = LEFT_AT) -> None:
    """Let the message that carries the words go, as the provider says."""
    message = OutboxMessage.objects.filter(communication=letter).order_by("id")[0]
    message.state, message.accepted_at = MessageState.ACCEPTED, at
    message.save()
    with transaction.atomic():
        consequences.follow(message=message, at=at)
    letter.refresh_from_db()


def left(**wishes: RelativeWish) -> Decided:
    """The letter to the mother has left to the liaison officer; nobody knows yet whether she was told."""
    made = bereaved(wishes={f"{name.capitalize()} Mensah": wish for name, wish in wishes.items()})
    approve(made.draft, made)
    leave(made.draft)
    return made


def told(**wishes: RelativeWish) -> Decided:
    """The mother has been told, and it is on record."""
    made = left(**wishes)
    tell_main(made)
    return made


def tell_main(made: Decided, *, at: dt.datetime = TOLD_AT) -> None:
    tellings.confirm(communication_id=made.draft.pk, told_on=at.date(), note="", actor=made.writer, at=at)


def row_of(name: str) -> RelativeTelling:
    return RelativeTelling.objects.get(relative__person__full_name=f"{name.capitalize()} Mensah")
