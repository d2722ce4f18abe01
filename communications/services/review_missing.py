"""Letters about a review that are owed and that nobody has: what the detector looks for, and how one is started (W12).

Each is opened in the transaction that makes it owed, so that normally there is nothing to find. One may have been taken
out of use by mistake, or a review may have come from another system without its letters.
"""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from cases import policies
from cases.models import ReviewRequest, ReviewStage
from cases.rules.vocabulary import ReviewState, WorkKind
from cases.services import work
from communications.models import Communication
from communications.rules.letter_requirements import REVIEW_ANSWERS
from communications.rules.missing_letters import work_key
from communications.rules.vocabulary import CommunicationState, LetterType
from communications.services import review_letters, statements

_REFUSED = frozenset({ReviewState.OUT_OF_TIME, ReviewState.NOT_QUALIFYING})
_ENDED = frozenset({CommunicationState.NOT_REQUIRED, CommunicationState.SUPERSEDED})

#: Of the request `r`: what is owed at its step has no letter, and nobody told them in another way (MISS-4).
UNWRITTEN = """
r.state <> 'WITHDRAWN' and (
  (r.state in ('OUT_OF_TIME', 'NOT_QUALIFYING')
   and not exists (select 1 from cases_reviewtelling t where t.request_id = r.id and t.stage_id is null)
   and not exists (select 1 from communications_communication c where c.review_id = r.id
                      and c.letter_type = 'REVIEW_NOT_TAKEN' and c.state not in ('NOT_REQUIRED', 'SUPERSEDED')))
  or (r.state = 'REQUESTED'
      and not exists (select 1 from communications_communication c where c.review_id = r.id
                         and c.letter_type = 'REVIEW_ACKNOWLEDGEMENT'
                         and c.state not in ('NOT_REQUIRED', 'SUPERSEDED')))
  or exists (
    select 1 from cases_reviewstage s left join cases_reviewanswer a on a.stage_id = s.id
     where s.request_id = r.id
       and not exists (select 1 from cases_reviewtelling t where t.stage_id = s.id)
       and not exists (select 1 from communications_communication c where c.review_stage_id = s.id
                          and c.state not in ('NOT_REQUIRED', 'SUPERSEDED')
                          and case when a.id is null then c.letter_type = 'REVIEW_ACKNOWLEDGEMENT'
                                   else c.letter_type in ('REVIEW_UPHELD', 'REVIEW_OVERTURNED', 'REVIEW_NO_REMEDY')
                                   end)))
"""

FOUND = f"""
select r.id::text as key, r.id, k.unit_id, v.officer_id, r.case_id, r.victim_id, 'review:' || r.id as about,
       null::timestamptz as due_at
  from cases_reviewrequest r
  join cases_case k on k.id = r.case_id
  join cases_victim v on v.id = r.victim_id
 where {UNWRITTEN}
"""  # noqa: S608 - constants only


class NotMissing(Exception):
    """What is owed about this request has its letter, or they were told in another way."""


def is_missing(*, request_id: uuid.UUID) -> bool:
    """Say whether what is owed about a request has no letter, and nobody told them in another way (MISS-4)."""
    return bool(
        statements.rows(
            f"select 1 from cases_reviewrequest r where r.id = %(request_id)s and ({UNWRITTEN})",  # noqa: S608
            {"request_id": request_id},
        )
    )


@transaction.atomic
def start(*, request_id: uuid.UUID, actor: Actor, at: dt.datetime) -> Communication:
    """Open the letter about a review that is owed and missing: its receipt, its answer, or that it is not taken.

    Whoever is second is told that it is not missing any more.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NotMissing: there is one, or they were told in another way.
        NoWords, BeyondHorizon: as ``opening.open_draft``.
    """
    request = (
        ReviewRequest.objects.select_for_update(of=("self",), no_key=True).select_related("case").get(pk=request_id)
    )
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=request.case)
    letter = _open(request, actor=actor, at=at)
    if letter is None:
        raise NotMissing("Nothing about this request is missing")
    key = work_key(kind=WorkKind.REVIEW_NOT_WRITTEN, subject=str(request.pk))
    work.settle(key=key, outcome="Started", actor=actor, at=at)
    return letter


def _open(request: ReviewRequest, *, actor: Actor, at: dt.datetime) -> Communication | None:
    if request.state == ReviewState.WITHDRAWN:
        return None
    if request.state in _REFUSED:
        is_told = request.tellings.filter(stage=None).exists()
        is_owed = not is_told and not _has(request, {LetterType.REVIEW_NOT_TAKEN})
        return review_letters.open_refusal(request=request, actor=actor, at=at) if is_owed else None
    if request.state == ReviewState.REQUESTED:
        is_owed = not _has(request, {LetterType.REVIEW_ACKNOWLEDGEMENT})
        return _acknowledge(request, None, actor=actor, at=at) if is_owed else None
    stages = request.stages.select_related("answer__stage__request__victim", "request").order_by("-opened_at", "-id")
    for stage in stages.filter(telling=None):
        answer = getattr(stage, "answer", None)
        owed = {LetterType.REVIEW_ACKNOWLEDGEMENT} if answer is None else set(REVIEW_ANSWERS)
        if _has(request, owed, stage=stage):
            continue
        if answer is None:
            return _acknowledge(request, stage, actor=actor, at=at)
        return review_letters.open_answer(answer=answer, actor=actor, at=at)
    return None


def _acknowledge(request: ReviewRequest, stage: ReviewStage | None, *, actor: Actor, at: dt.datetime) -> Communication:
    return review_letters.acknowledge(request=request, stage=stage, promise=None, actor=actor, at=at)


def _has(request: ReviewRequest, types: set[LetterType], *, stage: ReviewStage | None = None) -> bool:
    about = Communication.objects.filter(review=request, letter_type__in=types).exclude(state__in=_ENDED)
    return (about if stage is None else about.filter(review_stage=stage)).exists()
