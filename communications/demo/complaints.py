"""Lets some people of the demo complain, some of them of a letter, and lets the office come a part of the way (V27)."""

import datetime as dt
import random
import uuid

from accounts import actors
from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.selectors import staff_who_may
from cases.models import Victim
from cases.policies import is_restricted
from cases.rules.working_days import london_date
from communications.models import Complaint
from communications.rules.complaints import ComplaintAbout, ComplaintOutcome, ComplaintTold
from communications.rules.contact_store import ContactKind
from communications.selectors import complaints as reading
from communications.selectors import portal_readers
from communications.services import complaints, portal_complaints

_COMPLAIN = 8
_SAID = (
    (ComplaintAbout.LATE, "I heard of the decision from my sister, a week before your letter came."),
    (ComplaintAbout.LETTER, "The letter has my name wrong, and it reads as if nobody had looked at my case."),
    (ComplaintAbout.NOT_TOLD, "Nobody told me that the date had changed. I took a day off work for nothing."),
    (ComplaintAbout.SPOKEN_TO, "I was cut short on the telephone when I asked what happens next."),
)
_ANSWER = (
    "You are right. I have read everything that we sent you and spoken with the people who look after your case. We "
    "should have told you first, and I am sorry that we did not."
)
_ANSWER_CY = (
    "Rydych yn iawn. Rwyf wedi darllen popeth a anfonwyd atoch ac wedi siarad â’r bobl sy’n gofalu am eich achos. "
    "Dylem fod wedi dweud wrthych yn gyntaf, ac mae’n ddrwg gennyf na wnaethom hynny."
)
_WE_DO_CY = (
    "O hyn ymlaen bydd eich person cyswllt yn eich ffonio ar y diwrnod y bydd rhywbeth yn newid, ar yr adegau a "
    "roesoch i ni."
)
_WE_DO = "From now on your contact rings you on the day on which something changes, at the times that you gave us."


def let_some_complain(*, seed: int, now: dt.datetime) -> int:
    """Lay complaints of the last weeks, some acknowledged, some answered; return how many."""
    chance = random.Random(f"{seed}:complaints")
    victims = list(
        Victim.objects.filter(officer__isnull=False, in_contact_since__isnull=False, person__died_on__isnull=True)
        .select_related("person", "case__unit")
        .order_by("case__urn", "reference")
    )
    made = 0
    for number, victim in enumerate(chance.sample(victims, k=min(_COMPLAIN, len(victims)))):
        about, text = _SAID[number % len(_SAID)]
        at = now - dt.timedelta(days=chance.randrange(4, 16), hours=chance.randrange(1, 9))
        viewer = actors.victim(victim_id=victim.pk, person_id=victim.person_id)
        letters = [each for each in reading.possible_causes(viewer=viewer, at=at) if each.kind is ContactKind.LETTER]
        complaint = portal_complaints.make(
            viewer=viewer,
            about=about,
            text=text,
            cause=f"LETTER:{letters[0].subject_id}" if about is ComplaintAbout.LETTER and letters else "",
            key=f"demo:{victim.pk}",
            tells_what_happened=False,
            at=at,
        )
        made += 1
        if number % 4:
            _goes_on(complaint, is_answered=number % 4 == 3, at=at + dt.timedelta(days=2), now=now)
    return made


def _goes_on(complaint: Complaint, *, is_answered: bool, at: dt.datetime, now: dt.datetime) -> None:
    stage = complaint.stages.get()
    officer = _somebody(complaint, Permission.ANSWER_MESSAGE, now=now)
    if officer is not None:
        complaints.acknowledge(stage_id=stage.pk, actor=officer, at=at)
    manager = _somebody(complaint, Permission.ANSWER_COMPLAINT, now=now)
    if not is_answered or manager is None or officer is None:
        return
    if complaints.why_not_answer(complaint=complaint, stage=stage, who=manager.label) is not None:
        return
    is_online = portal_readers.reads_online(victim_id=complaint.victim_id, person_id=complaint.person_id, at=at)
    complaints.answer(
        stage_id=stage.pk, outcome=ComplaintOutcome.UPHELD, text=_ANSWER, what_we_do=_WE_DO, text_cy=_ANSWER_CY,
        what_we_do_cy=_WE_DO_CY, is_online=is_online, actor=manager, at=at,
    )  # fmt: skip
    if not is_online:
        complaints.record_telling(
            stage_id=stage.pk, told_on=london_date(at=at), how=ComplaintTold.PHONE, note="Rang and read it out.",
            actor=officer, at=at,
        )  # fmt: skip


def _somebody(complaint: Complaint, permission: Permission, *, now: dt.datetime) -> Actor | None:
    """Name somebody of the office who may do this and is not the person's own contact."""
    case = complaint.case
    found = staff_who_may(
        permission=permission, area_code=case.area_id, unit_id=case.unit_id, restricted=is_restricted(case=case), at=now
    )
    contact: uuid.UUID | None = complaint.victim.officer_id
    return next((actors.staff(user=user, at=now) for user in found if user.pk != contact), None)
