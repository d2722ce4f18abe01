"""Meetings of the person: the list, one meeting, a time to choose, what they need, what they ask, the notes."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from communications.rules.meeting_words import MeetingCompanion, MeetingSupport, MeetingWay
from communications.rules.meetings import StepNotPossible
from communications.rules.portal_proof import Need
from communications.services import meeting_answers, meeting_preparation, meeting_slots, portal_meetings
from communications.services.correspondence import MayTellWhatHappened
from communications.services.meeting_preparation import ChangedMeanwhile, TooManyQuestions, Wishes
from communications.services.meeting_slots import TimeIsGone
from communications.services.meeting_steps import AlreadyActive, NotPossible
from communications.services.own_record import NotThere
from communications.services.portal_meetings import OpenMeeting
from communications.services.portal_sessions import Visitor
from web.formatting import page_language
from web.portal import access
from web.portal import presenters_meetings as presenters
from web.portal.forms_meetings import NO, OTHER_TIME, ChooseTimeForm, NeedsForm, QuestionForm

#: What a page says after something was done, by the word in its address; the word itself says nothing of it.
DONE = "done"


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def meetings(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """List the meetings to which the person is invited."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    at = timezone.now()
    try:
        opened = portal_meetings.open_meetings(viewer=viewer, at=at)
    except NotThere as missing:
        raise Http404 from missing
    context = {
        "lines": [presenters.line(meeting, at=at) for meeting in opened.meetings],
        "page": presenters.by_telephone(opened.contact),
        "victim_id": victim_id,
    }
    return render(request, "portal/meetings.html", context)


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def meeting(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, meeting_id: uuid.UUID) -> HttpResponse:
    """Show one meeting: how it stands, what can be done, and the notes once they are there."""
    opened = _open(request, visitor, victim_id, meeting_id)
    return _shown(request, opened, done=_said_after(request.GET.get(DONE, "")))


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.READING)
def choose(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, meeting_id: uuid.UUID) -> HttpResponse:
    """Let the person choose one of our times, ask for another, or say no. A time that is gone loses nothing."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    opened = _open(request, visitor, victim_id, meeting_id)
    page = presenters.meeting_page(opened, at=timezone.now())
    if not page.choose_href:
        return _shown(request, opened, changed=request.method == "POST")
    form = _choose_form(opened, request)
    if request.method == "POST" and _asks_for_time_that_went(form, opened):
        form.time_is_gone()
    elif request.method == "POST" and form.is_valid():
        answer, note, at = form.cleaned_data["answer"], form.cleaned_data["times_note"], timezone.now()
        about: dict[str, Any] = {"meeting_id": meeting_id, "way": MeetingWay.ONLINE_PAGE, "actor": viewer, "at": at}
        try:
            if answer == NO:
                meeting_answers.say_no(**about)
            elif answer == OTHER_TIME:
                meeting_answers.want_other_time(**about, times_note=note)
            else:
                meeting_slots.choose(**about, slot_id=uuid.UUID(answer))
        except TimeIsGone:
            opened = _open(request, visitor, victim_id, meeting_id)
            form = _choose_form(opened, request)
            form.time_is_gone()
        except (StepNotPossible, AlreadyActive):
            return _shown(request, _open(request, visitor, victim_id, meeting_id), changed=True)
        else:
            return _back(victim_id, meeting_id, {NO: "no", OTHER_TIME: "other"}.get(answer, "time"))
    return _form_page(request, opened, form, template="meeting_choose")


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.READING)
def needs(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, meeting_id: uuid.UUID) -> HttpResponse:
    """Take in what the person needs and who comes with them."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    opened = _open(request, visitor, victim_id, meeting_id)
    form = NeedsForm(
        request.POST if request.method == "POST" else None, initial=presenters.needs_answers(opened.own.wishes)
    )
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        wishes = Wishes(
            companions=tuple(MeetingCompanion(one) for one in answers["companions"]),
            companion_note=answers["companion_note"],
            needs=tuple(MeetingSupport(one) for one in answers["needs"]),
            needs_note=answers["needs_note"],
        )
        try:
            meeting_preparation.say(
                meeting_id=meeting_id,
                wishes=wishes,
                seen=answers["seen"],
                way=MeetingWay.ONLINE_PAGE,
                actor=viewer,
                at=timezone.now(),
            )
        except ChangedMeanwhile:
            form.changed_meanwhile(opened.own.wishes.number if opened.own.wishes else 0)
        except StepNotPossible:
            return _shown(request, opened, changed=True)
        else:
            return _back(victim_id, meeting_id, "needs")
    return _form_page(request, opened, form, template="meeting_needs")


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.READING)
def questions(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, meeting_id: uuid.UUID) -> HttpResponse:
    """Take in a question for the meeting, in the person's own words."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    opened = _open(request, visitor, victim_id, meeting_id)
    form = QuestionForm(request.POST) if request.method == "POST" else QuestionForm(initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        try:
            meeting_preparation.ask(
                meeting_id=meeting_id,
                text=form.cleaned_data["text"],
                key=form.cleaned_data["key"],
                tells_what_happened=form.tells,
                way=MeetingWay.ONLINE_PAGE,
                actor=viewer,
                at=timezone.now(),
            )
        except MayTellWhatHappened:
            form.ask_whether_it_tells_what_happened()
        except NotPossible:
            form.add_error("text", _("Write your question"))
        except TooManyQuestions:
            form.add_error("text", _("You have sent many questions. Your words are still here: please telephone us"))
        except StepNotPossible:
            return _shown(request, opened, changed=True)
        else:
            return _back(victim_id, meeting_id, "question")
    return _form_page(request, opened, form, template="meeting_questions")


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.READING)
def again(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, meeting_id: uuid.UUID) -> HttpResponse:
    """Take in that the person wants to meet after all; opened by its address, the page has the button."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    opened = _open(request, visitor, victim_id, meeting_id)
    if request.method != "POST":
        return _shown(request, opened)
    try:
        new = meeting_answers.ask_again(meeting_id=meeting_id, actor=viewer, at=timezone.now())
    except AlreadyActive:
        return redirect("portal:meetings", victim_id=victim_id)
    except StepNotPossible:
        return _shown(request, opened, changed=True)
    return _back(victim_id, new.pk, "again")


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def calendar(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, meeting_id: uuid.UUID) -> HttpResponse:
    """Hand over a calendar entry that says "Appointment" and nothing else."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    try:
        text = portal_meetings.meeting_calendar(
            viewer=viewer, meeting_id=meeting_id, language=page_language(), at=timezone.now()
        )
    except NotThere as missing:
        raise Http404 from missing
    return access.calendar_entry(text)


def _open(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, meeting_id: uuid.UUID) -> OpenMeeting:
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    try:
        return portal_meetings.open_meeting(viewer=viewer, meeting_id=meeting_id, at=timezone.now())
    except NotThere as missing:
        raise Http404 from missing


def _choose_form(opened: OpenMeeting, request: HttpRequest) -> ChooseTimeForm:
    wishes = opened.own.wishes
    return ChooseTimeForm(
        request.POST if request.method == "POST" else None,
        times=presenters.times(opened.own),
        no=presenters.no_words(opened.own),
        initial={"times_note": wishes.times_note if wishes else ""},
    )


def _asks_for_time_that_went(form: ChooseTimeForm, opened: OpenMeeting) -> bool:
    """Whether the answer names a time that stood on the page when it was opened and stands there no more."""
    answer = form.data.get("answer", "")
    try:
        uuid.UUID(answer)
    except ValueError:
        return False
    taken = opened.own.chosen
    return answer not in {str(slot.pk) for slot in opened.own.times} and (taken is None or str(taken.pk) != answer)


def _shown(request: HttpRequest, opened: OpenMeeting, *, done: str = "", changed: bool = False) -> HttpResponse:
    context = {
        "page": presenters.meeting_page(opened, at=timezone.now()),
        "victim_id": opened.own.meeting.victim_id,
        "done": done,
        "is_changed": changed,
    }
    return render(request, "portal/meeting.html", context, status=409 if changed else 200)


def _form_page(request: HttpRequest, opened: OpenMeeting, form: Any, *, template: str) -> HttpResponse:
    context = {
        "page": presenters.meeting_page(opened, at=timezone.now()),
        "form": form,
        "victim_id": opened.own.meeting.victim_id,
        "meeting_id": opened.own.meeting.pk,
    }
    return render(request, f"portal/{template}.html", context)


def _back(victim_id: uuid.UUID, meeting_id: uuid.UUID, done: str) -> HttpResponse:
    response = redirect("portal:meeting", victim_id=victim_id, meeting_id=meeting_id)
    response["Location"] += f"?{DONE}={done}"
    return response


def _said_after(done: str) -> str:
    return {
        "time": _("Your time is booked. We will be there."),
        "other": _("Thank you. We will suggest a time that suits you."),
        "no": _("We have noted that. You can change your mind at any time."),
        "needs": _("Thank you. We will see to it."),
        "question": _("We have your question. We will answer it when we meet."),
        "again": _("Thank you. We will agree a time with you."),
    }.get(done, "")
