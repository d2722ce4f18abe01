"""Forms of meetings: begin, offer, answer, arrange, cancel, outcome, notes and what was agreed."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar

from crispy_forms.layout import Layout

from communications.rules.meeting_words import (
    CancelReason,
    FamilyPoint,
    MeetingAttendee,
    MeetingFormat,
    MeetingMeasure,
    MeetingOrigin,
    MeetingPlace,
    MeetingPurpose,
    MeetingStep,
    MeetingSupport,
    MeetingWay,
    NotHeldReason,
    RescheduleReason,
    ResearchConsent,
)
from communications.rules.meetings import PURPOSE_OF_POINT
from communications.services.meetings import LONGEST_MINUTES, Arrangement, MeetingOutcome, MeetingStart
from web import formatting
from web.forms import fields
from web.forms.base import GovukForm
from web.forms.layout import Group, Reveal
from web.numbers import whole_number

#: Purposes that a family's eight points do not cover.
_BESIDE_POINTS = (MeetingPurpose.RIGHT_TO_REVIEW, MeetingPurpose.COMPLAINT, MeetingPurpose.OTHER)


class StartMeetingForm(GovukForm):
    """What the meeting is for and how it came about."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset(
        {"purpose_note", "offered", "offered_way", "offered_on", "not_offered_reason"}
    )

    about = fields.RadiosField(
        label="What is the meeting for?", choices=MeetingPurpose.choices(), missing="Select what the meeting is for"
    )
    purpose_note = fields.TextField(label="What is the other purpose?", hint="Do not name anybody.", max_length=200)
    origin = fields.RadiosField(
        label="How did it come about?",
        choices=MeetingOrigin.choices(),
        missing="Select how the meeting came about",
    )
    offered = fields.RadiosField(
        label="Has it been offered to them?",
        choices=[("yes", "Yes"), ("later", "Not yet"), ("no", "No, and it will not be")],
    )
    offered_way = fields.RadiosField(label="How was it offered?", choices=MeetingWay.choices())
    offered_on = fields.DateField(label="When was it offered?", what="the date of the offer", is_required=False)
    not_offered_reason = fields.LongTextField(label="Why is it not offered?", max_length=300, rows=3)

    def __init__(self, *args: Any, is_family: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_family:
            purposes = [(one.value, one.label) for one in _BESIDE_POINTS]
            self.fields["about"].choices = [*FamilyPoint.choices(), *purposes]  # type: ignore[attr-defined]
        self.helper.layout = Layout(
            Reveal("about", OTHER="purpose_note"),
            "origin",
            Group(
                "If the CPS offers it",
                Reveal("offered", yes=["offered_way", "offered_on"], no="not_offered_reason"),
            ),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for what an answer needs."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("about") == MeetingPurpose.OTHER and not answers.get("purpose_note", "").strip():
            self.add_error("purpose_note", "Enter what the meeting is for")
        if answers.get("origin") == MeetingOrigin.CPS_OFFERED:
            self._ask_about_offer(answers)
        return answers

    def _ask_about_offer(self, answers: dict[str, Any]) -> None:
        offered = answers.get("offered")
        if not offered:
            self.add_error("offered", "Select whether it has been offered")
        if offered == "yes" and not answers.get("offered_way"):
            self.add_error("offered_way", "Select how it was offered")
        if offered == "yes" and not answers.get("offered_on") and "offered_on" not in self.errors:
            self.add_error("offered_on", "Enter the date of the offer")
        if offered == "no" and not answers.get("not_offered_reason", "").strip():
            self.add_error("not_offered_reason", "Enter why it is not offered")

    @property
    def start(self) -> MeetingStart:
        """The answers of a valid form."""
        answers = self.cleaned_data
        point = FamilyPoint(answers["about"]) if answers["about"] in set(FamilyPoint) else None
        is_offered = answers["origin"] == MeetingOrigin.CPS_OFFERED and answers["offered"] == "yes"
        is_refused = answers["origin"] == MeetingOrigin.CPS_OFFERED and answers["offered"] == "no"
        return MeetingStart(
            purpose=PURPOSE_OF_POINT[point] if point else MeetingPurpose(answers["about"]),
            family_point=point,
            purpose_note=answers["purpose_note"] if answers["about"] == MeetingPurpose.OTHER else "",
            origin=MeetingOrigin(answers["origin"]),
            offered_way=MeetingWay(answers["offered_way"]) if is_offered else None,
            offered_on=answers["offered_on"] if is_offered else None,
            not_offered_reason=answers["not_offered_reason"] if is_refused else "",
        )


class OfferMeetingForm(GovukForm):
    """How and when a meeting was offered."""

    way = fields.RadiosField(
        label="How was it offered?", choices=MeetingWay.choices(), missing="Select how it was offered"
    )
    offered_on = fields.DateField(label="When was it offered?", what="the date of the offer")


class DoNotOfferForm(GovukForm):
    """Why no meeting is offered."""

    reason = fields.LongTextField(
        label="Why is it not offered?",
        missing="Enter why it is not offered",
        hint="The decision is explained to them in any case.",
        max_length=300,
        rows=3,
    )


class AnswerMeetingForm(GovukForm):
    """What the person said to the offer."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"way", "responded_on"})

    step = fields.RadiosField(
        label="What did they say?",
        choices=[
            (MeetingStep.ACCEPT.value, "Accepted"),
            (MeetingStep.DECLINE.value, "Declined"),
            (MeetingStep.NO_ANSWER.value, "No response"),
        ],
        missing="Select what they said",
        hint="Somebody who declined, or did not answer, may still say yes later.",
    )
    way = fields.RadiosField(label="How did they answer?", choices=MeetingWay.choices())
    responded_on = fields.DateField(label="When did they answer?", what="the date of the answer", is_required=False)

    def __init__(self, *args: Any, steps: Iterable[MeetingStep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["step"]
        possible = set(steps)
        field.choices = [choice for choice in field.choices if choice[0] in possible]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask how and when they answered, where they did."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("step") in {MeetingStep.ACCEPT, MeetingStep.DECLINE}:
            if not answers.get("way"):
                self.add_error("way", "Select how they answered")
            if not answers.get("responded_on") and "responded_on" not in self.errors:
                self.add_error("responded_on", "Enter the date of the answer")
        return answers


class ArrangeMeetingForm(GovukForm):
    """When, where, how and with whom people meet."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"place"})

    starts_on = fields.DateField(label="On which day?", what="the day of the meeting")
    starts_time = fields.TimeField(label="At what time?", missing="Enter the time of the meeting")
    format = fields.RadiosField(
        label="How do people meet?", choices=MeetingFormat.choices(), missing="Select how people meet"
    )
    place = fields.RadiosField(label="Where do people meet?", choices=MeetingPlace.choices())
    place_detail = fields.TextField(label="Address, room or how to join", max_length=300)
    calendar_place = fields.TextField(
        label="What may their calendar say about the place?",
        hint="Leave empty unless they chose some words. Others may read their calendar, so nothing may say why.",
        max_length=120,
    )
    attendees = fields.CheckboxesField(label="Who comes besides the victim?", choices=MeetingAttendee.choices())
    other_attendees = fields.LongTextField(
        label="Who else, by name?", hint="One on each line, with what they are.", max_length=500, rows=3, counted=False
    )
    chair = fields.TextField(label="Who leads the meeting?", max_length=120)
    support = fields.CheckboxesField(label="What do they need to take part?", choices=MeetingSupport.choices())
    support_detail = fields.TextField(label="What exactly?", hint="For example, which language.", max_length=500)

    def clean(self) -> dict[str, Any]:
        """Ask where people meet, unless they meet by video."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("format") in {MeetingFormat.IN_PERSON, MeetingFormat.HYBRID} and not answers.get("place"):
            self.add_error("place", "Select where people meet")
        return answers

    @property
    def arrangement(self) -> Arrangement:
        """The answers of a valid form; the time is a wall-clock time in London."""
        answers = self.cleaned_data
        return Arrangement(
            starts_at=dt.datetime.combine(answers["starts_on"], answers["starts_time"], tzinfo=formatting.LONDON),
            format=MeetingFormat(answers["format"]),
            place=MeetingPlace(answers["place"]) if answers["place"] else None,
            place_detail=answers["place_detail"],
            calendar_place=answers["calendar_place"],
            attendees=tuple(MeetingAttendee(one) for one in answers["attendees"]),
            other_attendees=answers["other_attendees"],
            chair=answers["chair"],
            support=tuple(MeetingSupport(one) for one in answers["support"]),
            support_detail=answers["support_detail"],
        )


class RescheduleMeetingForm(ArrangeMeetingForm):
    """Another time or place, and why."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"place", "note"})

    reason = fields.RadiosField(
        label="Why does it change?", choices=RescheduleReason.choices(), missing="Select why the meeting changes"
    )
    note = fields.TextField(label="What is the other reason?", max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [name for name in self.fields if name not in {"reason", "note"}]
        self.helper.layout = Layout(Reveal("reason", OTHER="note"), *others)

    def clean(self) -> dict[str, Any]:
        """Ask for another reason in words."""
        answers = super().clean()
        _ask_for_note(self, answers, reason="reason", other=RescheduleReason.OTHER)
        return answers


class CancelMeetingForm(GovukForm):
    """Why the meeting will not take place."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"note"})

    reason = fields.RadiosField(
        label="Why is it cancelled?", choices=CancelReason.choices(), missing="Select why the meeting is cancelled"
    )
    note = fields.TextField(label="What is the other reason?", max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(Reveal("reason", OTHER="note"))

    def clean(self) -> dict[str, Any]:
        """Ask for another reason in words."""
        answers: dict[str, Any] = super().clean() or {}
        _ask_for_note(self, answers, reason="reason", other=CancelReason.OTHER)
        return answers


class MeetingOutcomeForm(GovukForm):
    """Whether it took place, and what came of it."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset(
        {"not_held_reason", "note", "duration_minutes", "did_counsel_attend", "is_eligible_for_expenses",
         "research_consent", "did_speak_of_events"}
    )  # fmt: skip

    took_place = fields.YesNoField(label="Did the meeting take place?", missing="Select whether it took place")
    not_held_reason = fields.RadiosField(label="Why did it not take place?", choices=NotHeldReason.choices())
    note = fields.TextField(label="What is the other reason?", max_length=500)
    duration_minutes = fields.TextField(label="How many minutes did it last?", width="3", max_length=3)
    attended = fields.CheckboxesField(label="Who came besides the victim?", choices=MeetingAttendee.choices())
    other_attended = fields.LongTextField(
        label="Who else came, by name?", hint="One on each line, with what they are.", max_length=500, rows=3,
        counted=False,
    )  # fmt: skip
    chair = fields.TextField(label="Who led the meeting?", max_length=120)
    did_counsel_attend = fields.RadiosField(label="Did counsel come?", choices=[("yes", "Yes"), ("no", "No")])
    is_eligible_for_expenses = fields.RadiosField(
        label="Can they claim what coming cost them?", choices=[("yes", "Yes"), ("no", "No")]
    )
    measures_agreed = fields.CheckboxesField(
        label="Which special measures were agreed?",
        choices=MeetingMeasure.choices(),
        hint="We ask the court for them. The court decides, and they were told so.",
    )
    research_consent = fields.RadiosField(
        label="May they be asked to take part in research?", choices=ResearchConsent.choices()
    )
    did_speak_of_events = fields.RadiosField(
        label="Did they say anything about what happened?",
        choices=[("yes", "Yes"), ("no", "No")],
        hint="If so, the officer in the case and the disclosure officer are told. It becomes an action for you.",
    )
    are_notes_on_cms = fields.StatementField(label="The notes are saved on CMS")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            "took_place",
            Group("If it did not take place", Reveal("not_held_reason", OTHER="note")),
            Group(
                "If it took place",
                "duration_minutes", "attended", "other_attended", "chair", "did_counsel_attend",
                "is_eligible_for_expenses", "measures_agreed", "research_consent", "did_speak_of_events",
                "are_notes_on_cms",
            ),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for what the first answer needs."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("took_place") is False:
            if not answers.get("not_held_reason"):
                self.add_error("not_held_reason", "Select why it did not take place")
            _ask_for_note(self, answers, reason="not_held_reason", other=NotHeldReason.OTHER)
        elif answers.get("took_place"):
            self._ask_what_came_of_it(answers)
        return answers

    def _ask_what_came_of_it(self, answers: dict[str, Any]) -> None:
        text = str(answers.get("duration_minutes", "")).strip()
        if not 1 <= (whole_number(text) or 0) <= LONGEST_MINUTES:
            self.add_error("duration_minutes", f"Enter a number of minutes from 1 to {LONGEST_MINUTES}")
        for name, missing in (
            ("did_counsel_attend", "Select whether counsel came"),
            ("is_eligible_for_expenses", "Select whether they can claim expenses"),
            ("research_consent", "Select whether they may be asked to take part in research"),
            ("did_speak_of_events", "Select whether they said anything about what happened"),
        ):
            if not answers.get(name):
                self.add_error(name, missing)

    @property
    def outcome(self) -> MeetingOutcome:
        """The answers of a valid form that says that the meeting took place."""
        answers = self.cleaned_data
        return MeetingOutcome(
            duration_minutes=int(answers["duration_minutes"]),
            did_counsel_attend=answers["did_counsel_attend"] == "yes",
            is_eligible_for_expenses=answers["is_eligible_for_expenses"] == "yes",
            research_consent=ResearchConsent(answers["research_consent"]),
            attended=tuple(MeetingAttendee(one) for one in answers["attended"]),
            other_attended=answers["other_attended"],
            chair=answers["chair"],
            measures_agreed=tuple(MeetingMeasure(one) for one in answers["measures_agreed"]),
            are_notes_on_cms=answers["are_notes_on_cms"],
            did_speak_of_events=answers["did_speak_of_events"] == "yes",
        )


class MeetingNotesForm(GovukForm):
    """When the notes went to the person and to the officer in the case."""

    to_victim_on = fields.DateField(label="When were the notes sent to them?", what="the date the notes were sent")
    to_officer_on = fields.DateField(
        label="When did the officer in the case get them?",
        what="the date the officer got them",
        hint="Leave empty if the officer has not got them yet. For example, 12 5 2026",
        is_required=False,
    )


class MeetingActionForm(GovukForm):
    """Something that the meeting agreed."""

    what = fields.LongTextField(label="What was agreed?", missing="Enter what was agreed", max_length=300, rows=3)
    owner = fields.SelectField(
        label="Who does it?",
        choices=[(one.label, one.label) for one in MeetingAttendee],
        missing="Select who does it",
    )
    due_on = fields.DateField(label="By when?", what="the date by which it is done")


class ActionDoneForm(GovukForm):
    """What came of something agreed."""

    outcome = fields.LongTextField(label="What was done?", missing="Enter what was done", max_length=300, rows=3)


def _ask_for_note(form: GovukForm, answers: dict[str, Any], *, reason: str, other: str) -> None:
    if answers.get(reason) == other and not str(answers.get("note", "")).strip():
        form.add_error("note", "Enter the reason")
