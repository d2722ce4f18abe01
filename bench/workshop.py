"""W8: letters from draft to approved through the pages, with their drafts saved, submitted, opened and approved."""

import datetime as dt
import html
import re
import time
from http import HTTPStatus

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import actors
from accounts.models import Unit
from accounts.roles import Role
from bench import harness, people
from cases.rules.vocabulary import DecisionCode, TestFailed
from cases.services.decisions import DecisionEntry
from communications.models import Communication
from communications.services import duties
from tests.factories import cases as rows

#: Pages asked for on the way of one letter: opened, submitted, opened by the reader, approved.
_REQUESTS = 4
#: Of these, one that a person waits for must take no longer than this, with all that it composes and checks.
_PER_SECOND = 2
_REASONS = (
    "The camera at your gate did not record that evening, and no neighbour saw who came to your house. You told the "
    "police about the dog, and they asked its walker too."
)
_FEELINGS = "I know that this is not what you hoped for, and I am sorry for how hard it may be to read this letter."


def lines(size: harness.Size) -> list[harness.Line]:
    """Take letters from draft to approved, one after the other, and count requests per second."""
    call_command("load_reference_data", verbosity=0)
    call_command("load_templates", verbosity=0)
    unit = Unit.objects.filter(kind="VLU").order_by("name")[:1].get()
    writer, reader = (_signed_in(unit, role) for role in (Role.VLU_OFFICER, Role.VLU_MANAGER))
    prosecutor = people.staff(unit=unit, role=Role.PROSECUTOR)
    drafts = [_draft(unit, actors.staff(user=prosecutor, at=timezone.now())) for _ in range(size.letters + 1)]
    _approve(drafts.pop(), writer=writer, reader=reader)
    started = time.perf_counter()
    for draft in drafts:
        _approve(draft, writer=writer, reader=reader)
    rate = _REQUESTS * len(drafts) / (time.perf_counter() - started)
    return [
        harness.Line(
            goal="W8 draft to approved, requests per second",
            bar=f"at least {_PER_SECOND}",
            measured=f"{rate:.1f}",
            is_met=rate >= _PER_SECOND,
            note=f"{len(drafts)} letters, {_REQUESTS} requests each, one process; each composes and checks the letter",
        )
    ]


def _signed_in(unit: Unit, role: Role) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(people.staff(unit=unit, role=role))
    return client


def _draft(unit: Unit, prosecutor: actors.Actor) -> Communication:
    """Record a decision about an invented person; give the draft that it opened."""
    now = timezone.now()
    case = rows.CaseFactory(unit=unit, area=unit.area)
    person = rows.PersonFactory(full_name="Rhian Hughes")
    rows.SafeContactProfileFactory(person=person, preferred_method="EMAIL", content_levels={"EMAIL": "FULL"})
    rows.ContactPointFactory(person=person, value=f"{case.pk}@example.org")
    victim = rows.VictimFactory(case=case, person=person, officer=people.staff(unit=unit, role=Role.VLU_OFFICER))
    rows.ChargeFactory(defendant=rows.DefendantFactory(case=case), concerning=[victim])
    entry = DecisionEntry(
        key=f"bench:{case.pk}",
        code=DecisionCode.DISCONTINUE_ALL,
        decided_at=now - dt.timedelta(hours=1),
        test_failed=TestFailed.EVIDENTIAL,
        reasons=_REASONS,
    )
    duties.record_decision(case_id=case.pk, entry=entry, actor=prosecutor, at=now)
    return Communication.objects.get(victim=victim)


def _approve(draft: Communication, *, writer: Client, reader: Client) -> None:
    """Write, submit, open and approve one letter as two browsers would."""
    address = f"/staff/letters/{draft.pk}/"
    opened = writer.get(address).content.decode()
    boxes = {
        name: html.unescape(words)
        for name, words in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', opened, re.DOTALL)
    }
    boxes |= {"reason_specific": f"{_REASONS} {_REASONS}", "acknowledge_feelings": _FEELINGS, "seen_written_at": ""}
    _expect(writer.post(address, {**boxes, "answer": "submit"}).status_code)
    read = reader.get(address).content.decode()
    seen = re.search(r'name="seen_digest" value="(\w+)"', read)
    digest = seen.group(1) if seen else ""
    found = re.search(r'name="seen_pack" value="([\w+]+)"', read)
    pack = found.group(1) if found else ""
    answers = {"answer": "approve", "seen_digest": digest, "seen_pack": pack}
    _expect(reader.post(address, answers).status_code)


def _expect(status: int) -> None:
    if status != HTTPStatus.FOUND:
        raise RuntimeError(f"a letter of the bench was not taken: {status}")
