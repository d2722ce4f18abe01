"""The pages of a case: overview, people, decisions and what is owed, everything said."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from accounts.selectors import names_of
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Case
from cases.selectors import reasons, records
from cases.selectors.records import CaseRecord
from cases.selectors.reviews import reviews_of_case
from cases.services import review_rights, rights
from communications.selectors import (
    calls,
    correspondence,
    letters,
    portal_readers,
    quoted_references,
    reader_words,
    warning_signs,
)
from communications.services import recipients
from triage import selectors as triage
from web import formatting
from web.middleware import actor_of
from web.workspace.forms.answers import SearchForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import case_list, messages, people, review_card, reviews, said, tiers
from web.workspace.presenters import reasons as reasons_presenter
from web.workspace.presenters.people import ShownSafety
from web.workspace.reached import safety_in


@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: HttpRequest) -> HttpResponse:
    """Find a case. What was searched for travels in the body, never in an address, and leaves a trace."""
    actor = actor_of(request)
    form = SearchForm(posted(request))
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        quoted = {case_id for case_id, _ in quoted_references.victims_quoted(words=words)}
        search = records.search_cases(viewer=actor, words=words, quoted=quoted)
        found = search.cases
        audit.record(
            actor=actor, verb=Verb.SEARCHED, subject=("page", "cases"), at=timezone.now(), detail={"found": len(found)}
        )
        heading = f"{formatting.count_words(len(found), 'case')} found"
        if not search.is_all:
            heading += ", and there may be more: search by more of the name or of the URN"
    else:
        found = records.recent_cases(viewer=actor)
        heading = "Cases that changed last"
    context = {
        "form": form,
        "heading": heading,
        "is_search": form.is_bound and form.is_valid(),
        "columns": case_list.COLUMNS,
        "rows": case_list.rows(found),
    }
    return page(request, "workspace/cases.html", context, section="workspace:cases")


def _case_page(
    request: HttpRequest, template: str, record: CaseRecord, context: Mapping[str, object], *, route: str
) -> HttpResponse:
    looked_at(
        request,
        record.case,
        case_id=record.case.pk,
        victim_ids=[row.victim.pk for row in record.victims],
        at=timezone.now(),
    )
    shared = {
        "identity": case_presenter.identity(record.case),
        "sections": case_presenter.sections(record.case, route),
        "case_id": record.case.pk,
    }
    return page(request, template, {**shared, **context}, section="workspace:cases")


def _may(request: HttpRequest, permission: Permission, case: Case) -> bool:
    return policies.can(actor=actor_of(request), permission=permission, case=case)


@require_safe
@missing_is_404
def overview(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show what the case is, what is owed now and what waits for a person."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    current = case_presenter.current_letters(letters.letters_of_case(viewer=actor, case=record.case))
    owed = [
        case_presenter.obligation(row, letter=current.get(row.obligation.pk), names={}, may_exempt=False, at=now)
        for row in record.obligations
        if row.obligation.state == "OPEN"
    ]
    context = {
        "facts": case_presenter.facts(record.case),
        "charge_columns": case_presenter.CHARGE_COLUMNS,
        "charge_rows": case_presenter.charge_rows(record.charges),
        "hearing_columns": case_presenter.HEARING_COLUMNS,
        "hearing_rows": case_presenter.hearing_rows(record.case, record.hearings, at=now),
        "proposal_columns": case_presenter.PROPOSAL_COLUMNS,
        "proposal_rows": case_presenter.proposal_rows(record),
        "tasks": case_presenter.tasks(record),
        "safety": _safety(record, at=now),
        "owed": owed,
        "may_record": _may(request, Permission.RECORD_DECISION, record.case),
        "at": now,
    }
    return _case_page(request, "workspace/case.html", record, context, route="workspace:case")


def _safety(record: CaseRecord, *, at: dt.datetime) -> list[ShownSafety]:
    """Say of everybody who is written to or rung in this case what must not be done, under their own name."""
    instead = recipients.instead_of(victims=[row.victim for row in record.victims], at=at)
    shown: list[ShownSafety] = []
    for row in record.victims:
        other = instead.get(row.victim.pk)
        if other is not None and other.person is None:
            title = f"Nobody may be written to or rung for {row.victim.person.full_name} yet"
            shown.append(ShownSafety(title=title, lines=other.reasons))
        else:
            shown += safety_in(record=row, person=other.person if other is not None else None)
    return shown


@require_safe
@missing_is_404
def case_people(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show the victims: facts, enhanced rights with reasons, triage tier with reasons, who stands beside them."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    today = formatting.london_date(at=now)
    known = rights.of_victims(case=record.case, on=today)
    promises = letters.open_promises(viewer=actor, case=record.case)
    cards = triage.cards(viewer=actor, case_id=case_id)
    may_allocate = _may(request, Permission.ALLOCATE_VICTIM, record.case)
    victim_ids = [row.victim.pk for row in record.victims]
    signs = warning_signs.lasting_signs(viewer=actor, victim_ids=victim_ids)
    chosen = reader_words.own_words(victim_ids=victim_ids)
    shut_out = portal_readers.devices_shut_out(person_ids=[row.victim.person_id for row in record.victims])
    context = {
        "people": [
            {
                "victim": people.victim(
                    row,
                    own_word=chosen.get(row.victim.pk),
                    rights=known.get(row.victim.pk),
                    promise=promises.get(row.victim.pk),
                    may_allocate=may_allocate,
                    signs=signs.get(row.victim.pk, ()),
                    shut_out_at=shut_out.get(row.victim.person_id),
                    today=today,
                ),
                "tier": tiers.summary(cards[row.victim.pk]),
            }
            for row in record.victims
        ]
    }
    return _case_page(request, "workspace/case_people.html", record, context, route="workspace:case-people")


@require_safe
@missing_is_404
def case_decisions(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show every decision, what it owes each victim, and the clock day by day."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    current = case_presenter.current_letters(letters.letters_of_case(viewer=actor, case=record.case))
    labels = [decision.recorded_by for decision in record.decisions]
    labels += [row.obligation.exempted_by for row in record.obligations]
    trails = reasons.trails(decisions=record.decisions)
    labels += [label for trail in trails.values() for label in reasons_presenter.labels(trail)]
    may_exempt = _may(request, Permission.PROPOSE_EXEMPTION, record.case) or _may(
        request, Permission.APPROVE_EXEMPTION, record.case
    )
    shown = case_presenter.decisions(
        record, letters=current, trails=trails, names=names_of(labels), may_exempt=may_exempt, at=now
    )
    rights_to_review = review_rights.rights_of_case(
        case=record.case,
        obligations=[row.obligation for row in record.obligations],
        on=formatting.london_date(at=now),
    )
    review_cards = review_card.cards(
        rights=rights_to_review,
        reviews=reviews_of_case(case=record.case),
        may_log=_may(request, Permission.ENTER_CASE_FACTS, record.case),
    )
    context = {
        "decisions": reviews.attach(shown, review_cards),
        "may_record": _may(request, Permission.RECORD_DECISION, record.case),
        "at": now,
    }
    return _case_page(request, "workspace/case_decisions.html", record, context, route="workspace:case-decisions")


@require_safe
@missing_is_404
def case_said(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show everything said to the victims, and what happened in the case."""
    actor = actor_of(request)
    record = records.case_record(viewer=actor, case_id=case_id)
    everything = letters.said_in_case(viewer=actor, case=record.case)
    written = correspondence.messages_in_case(viewer=actor, case_id=record.case.pk)
    rung = calls.calls_in_case(viewer=actor, case=record.case)
    read_out = calls.codes_read_out_in_case(viewer=actor, case=record.case)
    names = names_of(
        [
            *(letter.approved_by or letter.opened_by for letter in everything),
            *(attempt.logged_by for attempt in rung),
            *(invitation.invited_by for invitation in read_out),
            *(event.recorded_by for event in record.events),
            *messages.labels_in(written),
        ]
    )
    context = {
        "said": said.timeline(everything, rung, read_out, names=names),
        "messages_written": [messages.case_entry(each, names=names) for each in written],
        "happened": said.happened(record.events, names=names),
    }
    return _case_page(request, "workspace/case_said.html", record, context, route="workspace:case-said")
