"""Lets some people of the demo say in which order they want to be told, and officers keep to it."""

import datetime as dt
import random
from collections.abc import Callable

from accounts.actors import Actor
from accounts.models import StaffUser
from cases.models import Victim
from cases.rules.vocabulary import ConnectionKind, MayBeTold
from cases.rules.working_days import LONDON
from cases.services import agreeing
from cases.services.agreeing import Supporter
from communications.models import Communication
from communications.rules.calls.supporters import SupporterOutcome
from communications.rules.calls.vocabulary import CallDirection, CallOutcome, IdentityKind, SeriesState
from communications.rules.contact_plan import NewsSort, Wish
from communications.services import call_steps, contact, contact_plans, plan_steps, plan_wishes, supporters
from communications.services.contact import AttemptEntry
from communications.services.supporters import TellingEntry

#: Invented people beside somebody, and who they are to them.
_BESIDE = (
    ("Morgan Tidewell", "sister"),
    ("Ash Larkfield", "friend"),
    ("Robin Stonecroft", "aunt"),
    ("Jamie Fernhollow", "brother"),
)
#: Of those who are asked: told after somebody beside them, after a call, and in writing first.
_WITH_SUPPORTER, _RUNG = 0.35, 0.75
_TOLD = "What was decided and why, in the words of the letter; that they can ask for a review, and by when."


def agree(*, victim: Victim, actor: Actor, at: dt.datetime) -> None:
    """Record what a victim wants for news about a decision that hurts. The same victim wants the same each time."""
    chance = random.Random(f"plans:{victim.reference}")
    drawn = chance.random()
    supporter = None
    if drawn < _WITH_SUPPORTER:
        name, relationship = chance.choice(_BESIDE)
        supporter = agreeing.add_supporter(
            victim_id=victim.pk,
            supporter=Supporter(
                kind=ConnectionKind.CLOSE_RELATIVE,
                full_name=name,
                organisation="",
                relationship=relationship,
                email="",
                phone=f"07700 900{chance.randrange(1000):03d}",
                may_be_told=MayBeTold.DATES_ONLY,
                consent_ends_on=None,
                is_suspect_or_lives_with_suspect=False,
            ),
            actor=actor,
            at=at,
        )
    try:
        plan_wishes.agree(
            victim_id=victim.pk,
            sort=NewsSort.HARD_DECISION,
            wish=Wish(
                rings_first=drawn < _RUNG,
                lead_minutes=60 if supporter is not None else None,
                copies_to_portal=True,
            ),
            supporter_id=supporter.pk if supporter is not None else None,
            actor=actor,
            at=at,
        )
    except plan_wishes.NotToBeTold:
        # An invented number may be a suspect's as well: then nobody is told first, as in life.
        return


def keep(*, letter: Communication, actor_of: Callable[[StaffUser], Actor], at: dt.datetime) -> None:
    """Take the steps before a letter that leaves an hour later: somebody is told, then they are rung."""
    series = plan_steps.series_of(communication=letter)
    if series is None or series.state != SeriesState.OPEN or series.victim.officer is None:
        return
    actor = actor_of(series.victim.officer)
    first = contact_plans.supporter_now(series=series, letter=letter, at=at)
    if first is not None and first.first.is_waited_for:
        supporters.record_telling(
            series_id=series.pk,
            entry=TellingEntry(
                key=f"demo:{series.pk}",
                connection_id=first.connection.pk,
                outcome=SupporterOutcome.TOLD,
                told_at=at,
                note="Makes tea, and stays the evening.",
            ),
            actor=actor,
            at=at,
        )
    rung_at = at + dt.timedelta(minutes=55)
    usable = call_steps.phones_of(series=series, at=rung_at).usable
    if not usable or not usable[0].decision.is_allowed:
        return
    contact.record_identity(series_id=series.pk, kind=IdentityKind.BIRTH_AND_ADDRESS, actor=actor, at=rung_at)
    contact.log_attempt(
        series_id=series.pk,
        entry=AttemptEntry(
            key=f"demo:{series.pk}:told",
            direction=CallDirection.OUTBOUND,
            outcome=CallOutcome.INFORMED,
            called_on=rung_at.astimezone(LONDON).date(),
            called_time=rung_at.astimezone(LONDON).time(),
            contact_point_id=usable[0].point.pk,
            told=_TOLD,
        ),
        actor=actor,
        at=rung_at,
    )
