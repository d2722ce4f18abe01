"""How often people complain, and whether letters that were late said sorry, by unit and month (M20)."""

import dataclasses
import datetime as dt
from collections import defaultdict

from django.db.models import BooleanField, Count, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from accounts import policies
from accounts.actors import Actor
from accounts.permissions import Permission
from cases.models import Obligation
from cases.rules.vocabulary import ObligationState
from cases.rules.working_days import LONDON
from communications.models import Communication, Complaint
from communications.rules.small_counts import is_small

_PER = 1_000
_Cell = tuple[dt.date, str, str]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintMonth:
    """The complaints that reached one unit in one London month, beside the letters that it sent. No names, no ids."""

    #: First day of the month.
    month: dt.date
    unit: str
    area: str
    complaints: int
    #: Letters that explain a decision and left in the month; of these, after their last day; of these, with an apology.
    letters: int
    late: int
    late_with_apology: int

    @property
    def shown_complaints(self) -> int | None:
        """The complaints; None where they are so few that somebody could be known by it."""
        return self.complaints if not is_small(count=self.complaints) else None

    @property
    def per_thousand(self) -> float | None:
        """Complaints for each thousand letters; None where they are not shown, or where no letter left."""
        if self.shown_complaints is None or not self.letters:
            return None
        return self.complaints * _PER / self.letters

    @property
    def apology_share(self) -> float | None:
        """The share of late letters that said sorry; None where none was late."""
        return self.late_with_apology / self.late if self.late else None


def by_unit_and_month(*, viewer: Actor, first_month: dt.date, last_month: dt.date) -> list[ComplaintMonth]:
    """Count complaints and letters in the Areas whose figures the viewer may see, newest month first: two queries.

    A complaint counts in the month in which it reached us, whatever it is about and whatever came of it; one that was
    taken back counts too. A letter counts in the month in which it left.

    Raises:
        NotPermitted: the viewer may see no Area's figures.
    """
    policies.require_anywhere(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    ends = (last_month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    found: dict[_Cell, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in (
        Complaint.objects.filter(_in_areas(viewer), received_on__gte=first_month, received_on__lt=ends)
        .values(month=TruncMonth("received_on"), unit=F("case__unit__name"), area=F("case__area__name"))
        .annotate(complaints=Count("pk"))
    ):
        found[row["month"], row["area"], row["unit"]]["complaints"] = row["complaints"]
    begins_at, ends_at = (dt.datetime.combine(day, dt.time(0), LONDON) for day in (first_month, ends))
    late = Q(met_at__gt=F("due_at"))
    sent = Obligation.objects.filter(
        _in_areas(viewer), state=ObligationState.MET, met_at__gte=begins_at, met_at__lt=ends_at
    )
    left = sent.values(
        month=TruncMonth("met_at", tzinfo=LONDON), unit=F("case__unit__name"), area=F("case__area__name")
    ).annotate(
        letters=Count("pk"),
        late=Count("pk", filter=late),
        sorry=Count("pk", filter=late & Q(Exists(_saying_sorry()))),
    )
    for each in left:
        cell = found[each["month"].astimezone(LONDON).date(), each["area"], each["unit"]]
        cell["letters"], cell["late"], cell["late_with_apology"] = each["letters"], each["late"], each["sorry"]
    return [
        ComplaintMonth(
            month=month,
            area=area,
            unit=unit,
            complaints=counted["complaints"],
            letters=counted["letters"],
            late=counted["late"],
            late_with_apology=counted["late_with_apology"],
        )
        for (month, area, unit), counted in sorted(
            found.items(), key=lambda item: (-item[0][0].toordinal(), item[0][1], item[0][2])
        )
    ]


class _SaysSorry(Func):
    """Whether the stored words of a letter hold the block that says sorry for lateness, with words in it."""

    template = """jsonb_path_exists(%(expressions)s, '$[*] ? (@.key == "apology_late" && @.text != "")')"""
    output_field = BooleanField()


def _saying_sorry() -> "QuerySet[Communication]":
    """Find the sent letters of an obligation that apologise: in the approved words, or put in as they left (LATE-2)."""
    letters = Communication.objects.filter(obligation=OuterRef("pk"), sent_at__isnull=False)
    return letters.filter(Q(_SaysSorry(F("words"))) | Q(addendum__isnull=False))


def _in_areas(viewer: Actor) -> Q:
    """Keep what lies in an Area whose figures the viewer may see. Figures count restricted cases, and name none."""
    scope = policies.scope_of(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    if scope.is_national or scope.is_national_for_restricted:
        return ~Q(pk__in=[])
    return Q(case__area__in=sorted(scope.area_codes | scope.restricted_area_codes))
