"""The reasons of a decision as pages show them: what is known now, when the unit was told, what was sent back."""

import datetime as dt

from cases.models import Decision, Notification, ReasonsReturn
from cases.rules.reasons import ReasonsGiven
from cases.rules.vocabulary import MissingReason, TestFailed
from cases.selectors.reasons import ReasonsTrail
from web import formatting
from web.components import Row
from web.workspace import words

_NOT_MET: dict[TestFailed, str] = {
    TestFailed.EVIDENTIAL: "Full Code Test: evidential stage",
    TestFailed.PUBLIC_INTEREST: "Full Code Test: public interest stage",
    TestFailed.THRESHOLD: "Threshold Test",
}


def given_rows(given: ReasonsGiven) -> list[Row]:
    """State why, as it is known now; parts that hold nothing are left out, except the reasons themselves."""
    rows = []
    if given.test_failed is not TestFailed.NONE:
        rows.append(Row(key="Test not met", value=_NOT_MET[given.test_failed]))
    if given.specific:
        rows.append(Row(key="Specific reasons", value=tuple(reason.label for reason in given.specific)))
    rows.append(Row(key="Reasons", value=given.reasons or "No reasons were given"))
    texts = (
        ("New information", given.new_information),
        ("The victim’s views", given.victim_views),
        ("What continues", given.what_continues),
        ("Sensitive, not for the letter", given.sensitivities),
    )
    return rows + [Row(key=key, value=value) for key, value in texts if value]


def told_row(decision: Decision) -> Row:
    """Say when the liaison unit was told: measured by itself, apart from the clock, which it never moves (M7, M8)."""
    try:
        told = decision.notification
    except Notification.DoesNotExist:
        return Row(key="Liaison unit told", value="Never: nobody told the unit of this decision")
    after = formatting.time_between(since=decision.decided_at, until=told.vlu_notified_at)
    return Row(
        key="Liaison unit told",
        value=(
            f"{formatting.date_time_words(told.vlu_notified_at)}, {after} after the decision",
            "The letter’s clock started at the decision.",
        ),
    )


def trail_rows(trail: ReasonsTrail, names: dict[str, str]) -> list[Row]:
    """List each time the reasons were sent back, and what came of it, oldest first."""
    answers = {row.answers_id: row for row in trail.supplements}
    rows = []
    for returned in trail.returns:
        added = answers.get(returned.pk)
        asked = f"{_when(returned.returned_at)} by {words.who(returned.returned_by, names)}: {returned.words}"
        became = f"Wanted from the prosecutor by {_when(returned.due_at)}"
        if added is not None:
            became = f"Added to on {_when(added.supplemented_at)} by {words.who(added.supplemented_by, names)}"
        rows.append(Row(key="Reasons sent back", value=(asked, became)))
    return rows


def return_rows(returned: ReasonsReturn, names: dict[str, str]) -> list[Row]:
    """State what the letter writer asks for."""
    return [
        Row(key="Missing", value=tuple(MissingReason(code).label for code in returned.missing)),
        Row(key="In their words", value=returned.words),
        Row(key="Asked by", value=f"{words.who(returned.returned_by, names)}, {_when(returned.returned_at)}"),
        Row(key="Wanted by", value=_when(returned.due_at)),
    ]


def waiting_words(trail: ReasonsTrail) -> str:
    """Say that the prosecutor has been asked, and by when; empty where nothing waits."""
    if trail.waiting is None:
        return ""
    return (
        f"The reasons were sent back to the prosecutor on {_when(trail.waiting.returned_at)} and are wanted by "
        f"{_when(trail.waiting.due_at)}. The letter’s own deadline stays as it is."
    )


def labels(trail: ReasonsTrail) -> list[str]:
    """List who acted, for looking up their names."""
    return [row.returned_by for row in trail.returns] + [row.supplemented_by for row in trail.supplements]


def _when(at: dt.datetime) -> str:
    return formatting.date_time_words(at)
