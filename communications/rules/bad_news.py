"""When hard news may arrive by itself: not when nobody can be asked, not the day before court (BAD-1 to BAD-3).

A letter, text or portal page that arrives on a Friday evening leaves a person alone with it until Monday. Hard news
waits for a day with help, as long as the statutory clock allows. A call is not meant: there somebody is on the line.
Post is not timed by us. Source: peers.md 3, leap 12, row V29.
"""

import dataclasses
import datetime as dt

from cases.rules.working_days import WorkingDayCalendar
from communications.rules.vocabulary import Channel

#: BAD-1. From this London hour on the last working day before days off, nobody can be asked until they are over.
LATE_FROM = dt.time(16, 0)
#: Channels by which news arrives at the moment at which we send it.
ARRIVES_AT_ONCE: frozenset[Channel] = frozenset({Channel.EMAIL, Channel.TEXT, Channel.PORTAL})

_SATURDAY = 5


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NewsHours:
    """What decides about the hour of hard news: the working days, and when the case is in court."""

    calendar: WorkingDayCalendar
    #: London dates on which the case is in court.
    court_days: frozenset[dt.date]

    def forbid(self, *, at: dt.datetime) -> bool:
        """Say whether hard news may not arrive at a London time: late before days off, on them, or the eve of court.

        Days that the calendar does not know are taken to be working days from Monday to Friday: a list of holidays
        that ends too soon holds no letter back.
        """
        today = at.date()
        tomorrow = today + dt.timedelta(days=1)
        if tomorrow in self.court_days or not self._is_working_day(today):
            return True
        return at.time() >= LATE_FROM and not self._is_working_day(tomorrow)

    def _is_working_day(self, day: dt.date) -> bool:
        if self.calendar.known_from <= day <= self.calendar.known_to:
            return self.calendar.is_working_day(day=day)
        return day.weekday() < _SATURDAY
