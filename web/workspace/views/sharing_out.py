"""Give several people of one officer to another: choose, check the answers, see who was left out and why (M4)."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import selectors as accounts
from accounts.models import StaffUser
from audit import services as audit
from cases.rules.vocabulary import HandoverReason
from cases.selectors import load as selector
from communications.services import rotation
from communications.services import sharing_out as service
from communications.services.sharing_out import Sharing
from web.middleware import actor_of
from web.workspace.forms.sharing_out import ShareOutForm, posted_keys
from web.workspace.guards import missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import sharing_out as presenter
from web.workspace.presenters import victims


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def share_out(request: HttpRequest, officer_id: uuid.UUID) -> HttpResponse:
    """Ask whom to give to whom; show the answers once more with whoever would be left out; then do it and say so."""
    actor, now = actor_of(request), timezone.now()
    people = selector.people_of(viewer=actor, officer_id=officer_id)
    officer = accounts.member_of_staff(user_id=officer_id)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    # Sent twice, the page says of each that they have gone already.
    about = people or selector.chosen_people(viewer=actor, victim_ids=posted_keys(request.POST.getlist("chosen")))
    if not about:
        # Nobody of theirs is the viewer's to give away: whether there is such an officer is not confirmed.
        raise Http404
    receivers = {str(pk): one for pk, one in selector.receivers_for(victims=about, at=now).items() if pk != officer_id}
    form = ShareOutForm(
        posted(request), people=presenter.choices(people), officers=victims.named_choices(receivers.values())
    )
    audit.record_list(
        actor=actor,
        subject=("page", "share-out"),
        at=now,
        shown=[(victim.case_id, victim.pk) for victim in people],
    )
    context = {"officer": officer.full_name, "form": form, "back_href": reverse("dashboards:load")}
    if step not in {"check", "do"} or not form.is_valid():
        proposed = rotation.propose(viewer=actor, officer_id=officer_id, at=now)
        shown_rotation = presenter.rotation(proposed, people=people, receivers=receivers) if proposed else None
        return page(
            request, "workspace/share_out.html", {**context, "rotation": shown_rotation}, section="workspace:victims"
        )
    to_officer = receivers[form.cleaned_data["officer"]]
    if step == "check":
        sharing = service.foresee(
            victim_ids=_chosen(form), from_officer_id=officer_id, to_officer=to_officer, actor=actor, at=now
        )
    else:
        sharing = service.share_out(
            victim_ids=_chosen(form),
            from_officer_id=officer_id,
            to_officer=to_officer,
            reason=HandoverReason(form.cleaned_data["reason"]),
            note=form.cleaned_data["note"],
            actor=actor,
            at=now,
        )
    shown = {**context, **_shown(form, sharing, to_officer)}
    template = "workspace/share_out_check.html" if step == "check" else "workspace/share_out_done.html"
    return page(request, template, shown, section="workspace:victims")


def _chosen(form: ShareOutForm) -> list[uuid.UUID]:
    return [uuid.UUID(key) for key in form.cleaned_data["chosen"]]


def _shown(form: ShareOutForm, sharing: Sharing, to_officer: StaffUser) -> dict[str, object]:
    answers = form.cleaned_data
    return {
        "to_officer": to_officer.full_name,
        "rows": presenter.answers(to_name=to_officer.full_name, reason=answers["reason"], note=answers["note"]),
        "going": presenter.going(sharing),
        "going_words": presenter.going_words(sharing),
        "left_out": presenter.left_out(sharing),
        "left_out_words": presenter.left_out_words(sharing),
        "answers": [
            *(("chosen", key) for key in answers["chosen"]),
            *((name, answers[name]) for name in ("officer", "reason", "note")),
        ],
    }
