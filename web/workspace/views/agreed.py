"""What has been settled with a victim: the list of things to ask, a short form for each, and what is given to them."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission
from cases import policies
from cases.rules.vocabulary import (
    AgreedPoint,
    ConnectionKind,
    Language,
    MayBeTold,
    RiskLevel,
    SummaryGiven,
    VpsStatus,
)
from cases.selectors import agreed as agreed_selector
from cases.selectors import records
from cases.selectors.records import CaseRecord, VictimRecord
from cases.services import agreeing
from cases.services.contact_points import UnusableContactPoint
from communications.rules.contact_plan import WITH_SUPPORTER, NewsSort, NotAPlan
from communications.services import agreed_letters, contact_plans, onboarding, plan_wishes, promises
from web.forms.base import GovukForm
from web.middleware import actor_of
from web.numbers import whole_number
from web.workspace.forms import agreed as forms
from web.workspace.forms.contact_plan import WishForm
from web.workspace.guards import looked_at, missing_is_404
from web.workspace.pages import page
from web.workspace.presenters import agreed as presenter
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import contact_plan as plan_presenter
from web.workspace.presenters import people

_KNOWN = {"yes": True, "no": False, "unknown": None}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One page about one victim, asked for by somebody who may settle things with them."""

    request: HttpRequest
    actor: Actor
    now: dt.datetime
    case: CaseRecord
    known: VictimRecord

    @property
    def victim_id(self) -> uuid.UUID:
        return self.known.victim.pk

    def answered(self, name: str) -> bool:
        """Whether this button of the page was pressed."""
        return self.request.method == "POST" and self.request.POST.get("answer") == name

    def show(self, template: str, context: dict[str, object]) -> HttpResponse:
        """Show the page, and record that somebody looked."""
        case_id = self.case.case.pk
        looked_at(self.request, self.known.victim, case_id=case_id, victim_ids=[self.victim_id], at=self.now)
        shared = {
            "identity": case_presenter.identity(self.case.case),
            "name": self.known.victim.person.preferred_name or self.known.victim.person.full_name,
            "case_id": case_id,
            "victim_id": self.victim_id,
        }
        return page(self.request, template, {**shared, **context}, section="workspace:victims")

    def done(self, words: str) -> HttpResponse:
        """Go back to the list of things to settle."""
        messages.success(self.request, words)
        return redirect("workspace:agreed", case_id=self.case.case.pk, victim_id=self.victim_id)


def _asked(
    request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID, permission: Permission = Permission.VIEW_CASE
) -> _Asked:
    actor = actor_of(request)
    case = records.case_record(viewer=actor, case_id=case_id)
    known = case.victim(victim_id)
    policies.require(actor=actor, permission=permission, case=case.case)
    return _Asked(request=request, actor=actor, now=timezone.now(), case=case, known=known)


@require_safe
@missing_is_404
def agreed(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """List everything to settle with a victim: what is done, what is missing and why it matters."""
    asked = _asked(request, case_id, victim_id)
    missing = agreed_selector.gaps_of([asked.known.victim])[victim_id]
    return asked.show(
        "workspace/agreed.html",
        {
            "back": people.back_to(case_id),
            "headline": presenter.headline(missing),
            "standing": presenter.paper_standing(agreed_selector.paper_of(asked.known.victim)),
            "summary_href": reverse("workspace:agreed-summary", args=[case_id, victim_id]),
            "may_change": policies.can(
                actor=asked.actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=asked.case.case
            ),
            "tasks": presenter.tasks(missing, case_id=case_id, victim_id=victim_id),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def times(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Settle when a victim may be rung or written to: one window at a time, until they have said everything."""
    asked = _asked(request, case_id, victim_id, Permission.CHANGE_CONTACT_DETAILS)
    profile = asked.known.profile
    safe, avoid = ([*profile.safe_windows], [*profile.times_to_avoid]) if profile else ([], [])
    version = profile.pk if profile else None
    form = forms.TimesForm(request.POST if asked.answered("add") else None, initial={"seen": version})
    changed = False
    if asked.answered("done"):
        agreeing.settle(victim_id=victim_id, point=AgreedPoint.TIMES, actor=asked.actor, at=asked.now)
        return asked.done("Recorded: these are the times.")
    if asked.answered("add") and form.is_valid():
        (safe if form.cleaned_data["sort"] == forms.SAFE else avoid).append(form.window)
        version, changed = form.cleaned_data["seen"], True
    if asked.answered("remove"):
        version, changed = (
            whole_number(request.POST.get("seen", "")),
            _took_out(request.POST.get("window", ""), safe, avoid),
        )
    if changed:
        try:
            agreeing.agree_times(
                victim_id=victim_id,
                safe_windows=safe,
                times_to_avoid=avoid,
                seen_version=version,
                actor=asked.actor,
                at=asked.now,
            )
        except agreeing.ChangedMeanwhile as refused:
            form.add_error(None, str(refused)) if form.is_bound else messages.warning(request, str(refused))
        else:
            messages.success(request, "Recorded. Add more, or say that this is everything.")
            return redirect("workspace:agree-times", case_id=case_id, victim_id=victim_id)
    safe_words, avoid_words = presenter.times(asked.known)
    context = {"form": form, "safe": safe_words, "avoid": avoid_words, "version": profile.pk if profile else ""}
    return asked.show("workspace/agree_times.html", context)


def _took_out(named: str, safe: list[dict[str, object]], avoid: list[dict[str, object]]) -> bool:
    """Take one window out of its list; it is named by list and place, such as ``avoid-0``."""
    sort, _, place = named.partition("-")
    stored = {"safe": safe, "avoid": avoid}.get(sort, [])
    number = whole_number(place)
    if number is None or number >= len(stored):
        return False
    del stored[number]
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def needs(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Settle what a victim needs so that they can read, hear and come."""
    asked = _asked(request, case_id, victim_id, Permission.CHANGE_CONTACT_DETAILS)
    form = forms.NeedsForm(_sent(asked), initial=presenter.needs_now(asked.known))

    def record() -> None:
        answers = form.cleaned_data
        agreeing.agree_needs(
            victim_id=victim_id,
            needs=agreeing.Needs(
                preferred_name=answers["preferred_name"],
                language=Language(answers["language"]),
                other_language=answers["other_language"],
                needs_interpreter=answers["needs_interpreter"],
                formats=tuple(answers["formats"]),
                access_needs=answers["access_needs"],
            ),
            actor=asked.actor,
            at=asked.now,
        )

    return _question(asked, form, record, "Language and needs")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def risk(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Settle how great the risk of domestic abuse is."""
    asked = _asked(request, case_id, victim_id, Permission.ENTER_CASE_FACTS)
    policies.require(actor=asked.actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=asked.case.case)
    form = forms.RiskForm(_sent(asked), initial=presenter.risk_now(asked.known))

    def record() -> None:
        level = RiskLevel(form.cleaned_data["level"])
        agreeing.agree_risk(victim_id=victim_id, level=level, actor=asked.actor, at=asked.now)

    return _question(asked, form, record, "Risk of domestic abuse")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def statement(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Settle how it stands with the Victim Personal Statement."""
    asked = _asked(request, case_id, victim_id, Permission.ENTER_CASE_FACTS)
    policies.require(actor=asked.actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=asked.case.case)
    form = forms.StatementForm(_sent(asked), initial=presenter.statement_now(asked.known))

    def record() -> None:
        status = VpsStatus(form.cleaned_data["status"])
        agreeing.agree_statement(victim_id=victim_id, status=status, actor=asked.actor, at=asked.now)

    return _question(asked, form, record, "Victim Personal Statement")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def rhythm(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Settle how often a victim hears from us; the next date is promised by it."""
    asked = _asked(request, case_id, victim_id, Permission.MAKE_PROMISE)
    form = forms.RhythmForm(_sent(asked), initial=presenter.rhythm_now(asked.known))

    def record() -> None:
        onboarding.agree_rhythm(
            victim_id=victim_id,
            rhythm_days=form.cleaned_data["rhythm_days"],
            paused_until=form.cleaned_data["paused_until"],
            actor=asked.actor,
            at=asked.now,
        )

    return _question(asked, form, record, "How often they hear from us")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def supporters(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Settle who else may be spoken to, and what each of them may be told."""
    asked = _asked(request, case_id, victim_id, Permission.CHANGE_CONTACT_DETAILS)
    form = forms.SupporterForm(request.POST if asked.answered("add") else None)
    if asked.answered("done"):
        agreeing.settle(victim_id=victim_id, point=AgreedPoint.SUPPORTERS, actor=asked.actor, at=asked.now)
        return asked.done("Recorded: these are all whom we may speak to.")
    if asked.answered("end"):
        agreeing.end_supporter(
            victim_id=victim_id,
            connection_id=_key(request.POST.get("connection", "")),
            actor=asked.actor,
            at=asked.now,
        )
        messages.success(request, "Recorded. They are told nothing more.")
        return redirect("workspace:agree-supporters", case_id=case_id, victim_id=victim_id)
    if asked.answered("add") and form.is_valid():
        answers = form.cleaned_data
        supporter = agreeing.Supporter(
            kind=ConnectionKind(answers["kind"]),
            full_name=answers["full_name"],
            organisation=answers["organisation"],
            relationship=answers["relationship"],
            email=answers["email"],
            phone=answers["phone"],
            may_be_told=MayBeTold(answers["may_be_told"]),
            consent_ends_on=answers["consent_ends_on"],
            is_suspect_or_lives_with_suspect=_KNOWN[answers["is_near_suspect"]],
        )
        try:
            agreeing.add_supporter(victim_id=victim_id, supporter=supporter, actor=asked.actor, at=asked.now)
        except UnusableContactPoint as refused:
            form.add_error("phone", str(refused))
        else:
            messages.success(request, "Recorded. Add somebody else, or say that this is everybody.")
            return redirect("workspace:agree-supporters", case_id=case_id, victim_id=victim_id)
    context = {"form": form, "supporters": presenter.supporters(asked.known.connections)}
    return asked.show("workspace/agree_supporters.html", context)


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def plan(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Show in which order a victim is told each kind of news, and record that they were asked."""
    asked = _asked(request, case_id, victim_id, Permission.CHANGE_CONTACT_DETAILS)
    if asked.answered("done"):
        agreeing.settle(victim_id=victim_id, point=AgreedPoint.PLAN, actor=asked.actor, at=asked.now)
        return asked.done("Recorded: this is the order in which they are told.")
    plans = contact_plans.plans_of(victim=asked.known.victim, at=asked.now)
    rows = plan_presenter.wish_rows(plans, case_id=case_id, victim_id=victim_id)
    return asked.show("workspace/agree_plan.html", {"rows": rows, "safety": plan_presenter.SAFETY})


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def plan_news(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Settle in which order a victim is told one kind of news; which one, the address says (``news``)."""
    asked = _asked(request, case_id, victim_id, Permission.CHANGE_CONTACT_DETAILS)
    named = request.GET.get("news", "")
    sort = NewsSort(named) if named in set(NewsSort) else NewsSort.HARD_DECISION
    victim = asked.known.victim
    beside = plan_presenter.supporter_choices(asked.known.connections) if sort in WITH_SUPPORTER else None
    planned = contact_plans.plan_of(victim=victim, sort=sort, at=asked.now)
    form = WishForm(
        _sent(asked),
        initial=plan_presenter.wish_now(planned),
        usual=contact_plans.usual_plan(victim=victim, sort=sort, at=asked.now),
        supporters=beside,
    )
    if request.method == "POST" and form.is_valid():
        try:
            plan_wishes.agree(
                victim_id=victim_id,
                sort=sort,
                wish=form.wish,
                supporter_id=form.supporter_id,
                actor=asked.actor,
                at=asked.now,
            )
        except (NotAPlan, plan_wishes.NotToBeTold) as refused:
            form.add_error("supporter" if "supporter" in form.fields else None, str(refused))
        else:
            messages.success(request, f"Recorded: {sort.label[:1].lower()}{sort.label[1:]}.")
            return redirect("workspace:agree-plan", case_id=case_id, victim_id=victim_id)
    context = {"form": form, "title": sort.label, "has_no_supporter": beside == []}
    return asked.show("workspace/agree_plan_news.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def summary(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Show what was agreed in words for the person: send it as a letter, or print it and record that they have it."""
    asked = _asked(request, case_id, victim_id, Permission.CHANGE_CONTACT_DETAILS)
    given_form = forms.SummaryGivenForm(request.POST if asked.answered("given") else None)
    send_form = forms.SendAgreedForm(request.POST if asked.answered("send") else None)
    if asked.answered("given") and given_form.is_valid():
        how = SummaryGiven(given_form.cleaned_data["how"])
        agreeing.record_summary(victim_id=victim_id, how=how, actor=asked.actor, at=asked.now)
        return asked.done("Recorded: they have what was agreed.")
    if asked.answered("send") and send_form.is_valid():
        try:
            sent = agreed_letters.send(
                victim_id=victim_id,
                in_full=send_form.cleaned_data["detail"] == forms.FULL,
                actor=asked.actor,
                at=asked.now,
            )
        except promises.NotInContact as refused:
            send_form.add_error(None, str(refused))
        else:
            if sent.is_on_its_way:
                return asked.done("It is on its way by their safe way. It counts as given when it has left.")
            messages.warning(
                request,
                "No way to them is known to be safe: a manager is asked to find one."
                if sent.is_approved
                else "It cannot go by itself. What is missing is on your list of work.",
            )
            return redirect("workspace:letter", letter_id=sent.letter.pk)
    in_full = request.GET.get("detail") == forms.FULL
    paper = agreed_letters.paper(victim_id=victim_id, in_full=in_full, actor=asked.actor, at=asked.now)
    missing = agreed_selector.gaps_of([asked.known.victim])[victim_id]
    context = {
        "form": given_form,
        "send_form": send_form,
        "may_send": policies.can(actor=asked.actor, permission=Permission.WRITE_LETTER, case=asked.case.case),
        "paper": presenter.paper(paper, in_full=in_full),
        "standing": presenter.paper_standing(agreed_selector.paper_of(asked.known.victim)),
        "missing": [each.words for each in missing if each.point is not AgreedPoint.SUMMARY],
        "warnings": people.warnings(asked.known),
        "needs_interpreter": bool(asked.known.victim.person.needs_interpreter),
    }
    return asked.show("workspace/agreed_summary.html", context)


def _sent(asked: _Asked) -> object:
    return asked.request.POST if asked.request.method == "POST" else None


def _question(asked: _Asked, form: GovukForm, record: Callable[[], None], title: str) -> HttpResponse:
    """Answer one short form: record what was said, or show it again with what is wrong and nothing lost."""
    if asked.request.method == "POST" and form.is_valid():
        try:
            record()
        except (promises.NotInContact, promises.RhythmOutOfRangeError, promises.UnableToPromise) as refused:
            form.add_error(None, str(refused))
        else:
            return asked.done(f"Recorded: {title[:1].lower()}{title[1:]}.")
    return asked.show("workspace/agree_question.html", {"form": form, "title": title})
