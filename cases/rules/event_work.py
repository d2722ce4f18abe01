"""Which work an event of a case raises, for whom, in which words and by when; one table, applied in sets.

Witness care units of the police tell victims of court news (domain reference 4.4); a CPS officer who is somebody's one
contact makes sure of it, says what it means and answers. Bail and protective orders are about safety and come first.
"""

import datetime as dt
import enum
from dataclasses import dataclass

from cases.rules import time_limits
from cases.rules.case_rules import CaseRules
from cases.rules.time_limits import NoLimitInForce
from cases.rules.vocabulary import CaseEventKind, LimitKind, Plea, WorkKind
from cases.rules.working_days import BeyondHorizon, WorkingDayCalendar, end_of_day, london_date

TASK_RULE = "EW-1"
CLOCK_RULE = "EW-2"
AUDIENCE_RULE = "EW-3"

#: What concerns safety is done at once; the list is red an hour later.
IMMEDIATE = dt.timedelta(hours=1)


class Audience(enum.StrEnum):
    """For which victims of a case an event raises work (EW-3)."""

    #: Everybody whom it concerns and who wants to hear from us.
    EVERYBODY = "EVERYBODY"
    #: Of these, those who have a named officer: RASSO, enhanced and bereaved-family service. Others are told by witness
    #: care and see it on their online page.
    NAMED_OFFICER = "NAMED_OFFICER"
    #: Adults in RASSO cases.
    RASSO_ADULT = "RASSO_ADULT"
    #: Everybody, also those who asked not to be contacted: a person decides with the police. Never left out.
    SAFETY = "SAFETY"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTask:
    """What one kind of event raises for each victim it concerns (EW-1)."""

    event: CaseEventKind
    work: WorkKind
    #: What to do and why, for the work list; names nobody.
    words: str
    audience: Audience
    #: None: immediately.
    limit: LimitKind | None
    #: Only for a plea.
    plea: Plea | None = None
    #: Of two events at once about the same, the one of higher rank is told of; the page shows both.
    rank: int = 0

    @property
    def replaces(self) -> bool:
        """Whether a later event of this work takes the place of the open one.

        News gives way to newer news. Safety never does: two orders can be about two people.
        """
        return self.audience in {Audience.EVERYBODY, Audience.NAMED_OFFICER}


#: EW-1. Sources: domain reference 4.4 (who tells whom of what), 7, 7.2, 7.3; CPS prototype document 5.5.
TASKS: tuple[EventTask, ...] = (
    EventTask(
        event=CaseEventKind.HEARING_LISTED,
        work=WorkKind.HEARING_NEWS,
        words="A hearing has a date. Make sure that witness care told them; say what it is for and whether to come.",
        audience=Audience.NAMED_OFFICER,
        limit=LimitKind.HEARING_NEWS,
    ),
    EventTask(
        event=CaseEventKind.HEARING_MOVED,
        work=WorkKind.HEARING_NEWS,
        words="A hearing has another date or court. Make sure that they know, and say sorry for the change.",
        audience=Audience.EVERYBODY,
        limit=LimitKind.HEARING_NEWS,
        rank=1,
    ),
    EventTask(
        event=CaseEventKind.ADJOURNED,
        work=WorkKind.HEARING_NEWS,
        words="A hearing was put off. Make sure that they know the new date, or that there is none yet, and why.",
        audience=Audience.EVERYBODY,
        limit=LimitKind.HEARING_NEWS,
        rank=2,
    ),
    EventTask(
        event=CaseEventKind.HEARING_VACATED,
        work=WorkKind.HEARING_NEWS,
        words="A hearing will not take place. Make sure that they know before they set out, and say why.",
        audience=Audience.EVERYBODY,
        limit=LimitKind.HEARING_NEWS,
        rank=3,
    ),
    EventTask(
        event=CaseEventKind.PLEA,
        plea=Plea.GUILTY,
        work=WorkKind.PLEA_NEWS,
        words="A plea of guilty. Say what follows: no trial, the sentence, and their Victim Personal Statement.",
        audience=Audience.EVERYBODY,
        limit=LimitKind.OUTCOME_NEWS,
    ),
    EventTask(
        event=CaseEventKind.PLEA,
        plea=Plea.OTHER,
        work=WorkKind.PLEA_NEWS,
        words="A plea was entered. Read what it is before you tell them, and say what follows from it.",
        audience=Audience.EVERYBODY,
        limit=LimitKind.OUTCOME_NEWS,
        rank=1,
    ),
    EventTask(
        event=CaseEventKind.PLEA,
        plea=Plea.NOT_GUILTY,
        work=WorkKind.PLEA_NEWS,
        words="A plea of not guilty. Say what follows: a trial, what helps them to give evidence, who stays in touch.",
        audience=Audience.EVERYBODY,
        limit=LimitKind.OUTCOME_NEWS,
        rank=2,
    ),
    EventTask(
        event=CaseEventKind.PLEA,
        plea=Plea.NOT_GUILTY,
        work=WorkKind.MEETING_OFFER,
        words="A plea of not guilty. Offer them a meeting with the prosecution before the trial.",
        audience=Audience.RASSO_ADULT,
        limit=LimitKind.MEETING_STEP,
    ),
    EventTask(
        event=CaseEventKind.VERDICT,
        work=WorkKind.VERDICT_NEWS,
        words="A verdict. Make sure that they heard it from a person, with what reasons there are, and what is next.",
        audience=Audience.EVERYBODY,
        limit=LimitKind.OUTCOME_NEWS,
    ),
    EventTask(
        event=CaseEventKind.SENTENCE,
        work=WorkKind.SENTENCE_NEWS,
        words="A sentence. Witness care tell it; say what it means, and answer what witness care could not.",
        audience=Audience.EVERYBODY,
        limit=LimitKind.OUTCOME_NEWS,
    ),
    EventTask(
        event=CaseEventKind.APPLICATION,
        work=WorkKind.APPLICATION_NEWS,
        words="An application to the court. Make sure that they know of it, and later what the court decided.",
        audience=Audience.NAMED_OFFICER,
        limit=LimitKind.OUTCOME_NEWS,
    ),
    EventTask(
        event=CaseEventKind.SPECIAL_MEASURES,
        work=WorkKind.SPECIAL_MEASURES_NEWS,
        words="The court decided on help with giving evidence. Say what they get, what not, and what can be asked.",
        audience=Audience.EVERYBODY,
        limit=LimitKind.SPECIAL_MEASURES_NEWS,
    ),
    EventTask(
        event=CaseEventKind.BAIL_CHANGE,
        work=WorkKind.SAFETY_MESSAGE,
        words="Bail or custody changed. Check first that it is safe, then tell them by the agreed safe way.",
        audience=Audience.SAFETY,
        limit=None,
    ),
    EventTask(
        event=CaseEventKind.PROTECTIVE_ORDER,
        work=WorkKind.SAFETY_MESSAGE,
        words="An order to protect them was made, changed or ended. Check that it is safe, then say what it forbids.",
        audience=Audience.SAFETY,
        limit=None,
    ),
)

#: Kinds of event that raise work here. Decisions are proposed, and what nobody understands is asked (event_map).
RAISING = frozenset(task.event for task in TASKS)
#: Of these, the kinds that are nobody's work where nobody has a named officer: so it is with most hearings.
ONLY_FOR_NAMED_OFFICERS = frozenset(
    kind for kind in RAISING if all(task.audience is Audience.NAMED_OFFICER for task in TASKS if task.event is kind)
)
#: Said after the words where somebody asked not to be contacted.
DECLINED_WORDS = " They asked not to be contacted: decide with the police whether their safety demands it."


def plea_of(*, value: str) -> Plea:
    """Read a plea as the court writes it: guilty, not guilty, or one that a person must read (EW-1).

    A guilty plea that was only indicated is not one yet.
    """
    text = value.upper().replace(" ", "_")
    if text == "NOT_GUILTY":
        return Plea.NOT_GUILTY
    if text in {"GUILTY", "GUILTY_SINGLE_JUSTICE_PROCEDURE"} or text.startswith("CHANGE_TO_GUILTY"):
        return Plea.GUILTY
    return Plea.OTHER


def due_at(
    *, limit: LimitKind | None, at: dt.datetime, rules: CaseRules | None, calendar: WorkingDayCalendar | None
) -> dt.datetime | None:
    """Say when the work of an event received at ``at`` is due (EW-2); the clock starts at receipt (4.4).

    Immediately means within the hour. None where no limit or calendar is published: such work is for today, because an
    event must never be refused for want of a clock.
    """
    if limit is None:
        return at + IMMEDIATE
    if rules is None or calendar is None:
        return None
    today = london_date(at=at)
    try:
        applied = time_limits.apply_limit(
            limit=rules.limits.in_force(kind=limit, on=today), start=today, calendar=calendar
        )
    except (NoLimitInForce, BeyondHorizon):
        return None
    return end_of_day(due_on=applied.due_on)
