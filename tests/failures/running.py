"""Real worker processes on the test's database, a provider that can misbehave, and messages for them to send."""

import contextlib
import datetime as dt
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from cases.models import Case, ContactPoint, Decision, Obligation, Person, SafeContactProfile, Victim, WorkItem
from cases.rules.vocabulary import WorkKind
from cases.rules.working_days import LONDON
from communications.models import Communication, OutboxMessage, RenderedDocument
from communications.rules.safe_contact import POINT_KIND
from communications.rules.safe_hours import QUIET_DAYS
from communications.rules.vocabulary import Channel, CommunicationState, ContentLevel, MessageState, Purpose
from tests.factories.accounts import UnitFactory
from tests.factories.cases import CaseFactory, DecisionFactory
from tests.factories.communications import TemplateVersionFactory
from tests.fakes.provider import ProviderSimulator

ROOT = Path(__file__).resolve().parent.parent.parent
#: What happens to a message once nothing more will happen to it by itself.
SETTLED = {
    MessageState.ACCEPTED,
    MessageState.DISPATCHED,
    MessageState.DELIVERED,
    MessageState.HELD,
    MessageState.FAILED_PERM,
    MessageState.CANCELLED,
    MessageState.SUPERSEDED,
}
_WORDS = [{"key": "decision_plain", "heading": "", "text": "There is a decision about the report.", "locked": True}]


class Host:
    """The process that starts workers and replaces those that die; one for all tests, as starting it takes time."""

    def __init__(self, *, provider: ProviderSimulator, database_host: str | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.failures.host"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.failures.settings",
                "FAILURES_DATABASE": connection.settings_dict["NAME"],
                "FAILURES_DATABASE_HOST": database_host or connection.settings_dict["HOST"],
                "FAILURES_PROVIDER": provider.base_url,
                "FAILURES_CLOCK_SHIFT": str(to_a_safe_hour().total_seconds()),
                "LOG_LEVEL": "CRITICAL",
            },
        )

    def order(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()


class Workers:
    """Some worker processes."""

    def __init__(self, *, host: Host, folder: Path, workers: int, **order: Any) -> None:
        self._pids = folder / f"pids-{uuid.uuid4().hex[:8]}"
        self._pids.mkdir()
        self._host = host
        self._wanted = workers
        host.order({"workers": workers, "pids": str(self._pids), **order})

    def pids(self) -> list[int]:
        return sorted(int(path.name) for path in self._pids.iterdir() if path.name.isdigit())

    def wait_until_working(self, *, seconds: float = 60) -> None:
        wait_for(lambda: len(self.pids()) >= self._wanted or self.has_crashed(), seconds=seconds)

    def kill_all(self) -> int:
        """Kill every worker at once, in the middle of whatever it does; the host starts others."""
        killed = 0
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed += 1
        return killed

    def send_signal(self, pid: int, number: int) -> None:
        os.kill(pid, number)

    def has_crashed(self, *, times: int = 1) -> bool:
        """Whether a worker has met the point at which it was to die."""
        return len(list(self._pids.glob("crashed-*"))) >= times

    def stop(self) -> None:
        self._host.order({})


@contextlib.contextmanager
def workers(*, host: Host, folder: Path, count: int = 1, **order: Any) -> Iterator[Workers]:
    """Run workers; `order` is what the host understands, for example ``crash_at="after_call"``."""
    running = Workers(host=host, folder=folder, workers=count, **order)
    try:
        running.wait_until_working()
        yield running
    finally:
        running.stop()


def to_a_safe_hour() -> dt.timedelta:
    """How far it is from now to ten in the morning of a day on which messages may arrive."""
    now = timezone.now().astimezone(LONDON)
    safe = now.replace(hour=10, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
    while (safe.month, safe.day) in QUIET_DAYS:
        safe += dt.timedelta(days=1)
    return safe - now


def wait_for(done: Any, *, seconds: float, every: float = 0.05) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise AssertionError(f"did not come about within {seconds} s: {states()}")
        time.sleep(every)


def wait_until_settled(*, provider: ProviderSimulator, seconds: float = 120) -> None:
    """Wait until every message is settled, however long it takes; fail once none was for so many seconds."""
    left = unsettled()
    stands_since = time.monotonic()
    while left:
        time.sleep(0.1)
        hurry(provider=provider)
        before, left = left, unsettled()
        if left != before:
            stands_since = time.monotonic()
        elif time.monotonic() - stands_since > seconds:
            raise AssertionError(f"nothing was settled for {seconds} s: {states()}")


def states() -> dict[str, int]:
    return dict(Counter(OutboxMessage.objects.values_list("state", flat=True)))


def unsettled() -> int:
    return OutboxMessage.objects.exclude(state__in=SETTLED).count()


def hurry(*, provider: ProviderSimulator) -> None:
    """Let pass whatever nobody waits for any more: it takes as long in life, and nothing happens meanwhile.

    A service that does not wait long enough by itself is found out all the same, since only time without any effect is
    left out: minutes after a refused connection, the lease of a worker that is dead, and a quarantine once no call is
    on its way to the provider and it would tell of everything it took.
    """
    let_pass = "update communications_outboxmessage set {} where (id, fence, state) in %s"
    with connection.cursor() as cursor:
        cursor.execute(
            "update communications_outboxmessage set not_before = now() "
            " where state in ('QUEUED', 'RENDERED') and not_before > now() + interval '10 seconds'"
        )
        cursor.execute(
            "select id, fence, state, lease_owner from communications_outboxmessage "
            " where state in ('SENDING', 'RENDERING') and lease_until > now()"
        )
        if left_by_the_dead := tuple(row[:3] for row in cursor.fetchall() if is_dead(owner=row[3])):
            cursor.execute(let_pass.format("lease_until = now()"), [left_by_the_dead])
        # The provider is asked after the messages are chosen: a call that began since has another fence.
        cursor.execute(
            "select id, fence, state from communications_outboxmessage where state = 'AMBIGUOUS' and not_before > now()"
        )
        if (in_quarantine := tuple(cursor.fetchall())) and provider.is_quiet():
            cursor.execute(let_pass.format("not_before = now()"), [in_quarantine])


def is_dead(*, owner: str) -> bool:
    """Whether the worker of this name, in which its process id is the second part, has ended."""
    try:
        os.kill(int(owner.split(":")[1]), 0)
    except ProcessLookupError:
        return True
    return False


def in_front_of_a_person() -> set[str]:
    """Ids of messages that an open item of work asks somebody to decide."""
    about = WorkItem.objects.filter(kind=WorkKind.UNDECIDED_DELIVERY, state="OPEN").values_list("about", flat=True)
    return {entry.removeprefix("message:") for entry in about}


def many_messages(count: int, *, channel: Channel = Channel.EMAIL, **changes: Any) -> list[uuid.UUID]:
    """Queue that many messages, each to its own victim; return their references."""
    now = timezone.now()
    approved = now - dt.timedelta(hours=2)
    unit = UnitFactory()
    template = TemplateVersionFactory()
    cases: list[Case] = [
        CaseFactory(unit=unit, facts_changed_at=approved - dt.timedelta(days=1)) for _ in range(max(1, count // 50))
    ]
    decisions: list[Decision] = [
        DecisionFactory(case=case, decided_at=approved - dt.timedelta(hours=1), recorded_at=approved) for case in cases
    ]
    people = Person.objects.bulk_create([Person(full_name=f"Sam Sample{number}") for number in range(count)])
    SafeContactProfile.objects.bulk_create(
        [
            SafeContactProfile(person=person, preferred_method="EMAIL", recorded_at=approved, recorded_by="staff:test")
            for person in people
        ]
    )
    points = ContactPoint.objects.bulk_create(
        [
            ContactPoint(
                person=person,
                kind=POINT_KIND[channel],
                value=f"sample{number}@example.org",
                key=f"sample{number}@example.org",
                is_safe=True,
                source="TEST",
                verified_at=approved,
                verified_by="staff:test",
                recorded_at=approved,
                recorded_by="staff:test",
            )
            for number, person in enumerate(people)
        ]
    )
    victims = Victim.objects.bulk_create(
        [
            Victim(case=cases[number % len(cases)], person=person, reference=f"V{number}")
            for number, person in enumerate(people)
        ]
    )
    due_at = now + dt.timedelta(days=4)
    obligations = Obligation.objects.bulk_create(
        [
            Obligation(
                victim=victim,
                decision=decisions[number % len(cases)],
                case=cases[number % len(cases)],
                area_code=unit.area_id,
                unit_id=unit.pk,
                letter_type="DISCONTINUE_ALL",
                rule_id="VCL-A",
                rule_version="test",
                decided_at=decisions[number % len(cases)].decided_at,
                limit_working_days=5,
                due_on=due_at.date(),
                due_at=due_at,
                addressee="VICTIM",
                review_text="STANDARD",
                opened_at=approved,
                opened_by="staff:test",
            )
            for number, victim in enumerate(victims)
        ]
    )
    letters = Communication.objects.bulk_create(
        [
            Communication(
                dedupe_key=f"test:{uuid.uuid4()}",
                reference=f"T-{uuid.uuid4().hex[:16]}",
                purpose=Purpose.VCL_LETTER,
                letter_type="DISCONTINUE_ALL",
                case_id=obligation.case_id,
                victim_id=obligation.victim_id,
                recipient=people[number],
                obligation=obligation,
                template=template,
                words=_WORDS,
                state=CommunicationState.APPROVED,
                channel=channel,
                due_at=due_at,
                opened_at=approved,
                opened_by="staff:test",
                approved_at=approved,
                approved_by="staff:approver",
            )
            for number, obligation in enumerate(obligations)
        ]
    )
    messages = OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                **{
                    "communication": letter,
                    "purpose": letter.purpose,
                    "channel": channel,
                    "contact_point": points[number],
                    "content_level": ContentLevel.FULL,
                    "dedupe_key": f"test:{uuid.uuid4()}",
                    "deadline": due_at + dt.timedelta(seconds=number),
                    "not_before": approved,
                    "queued_at": approved,
                    "queued_by": "staff:approver",
                    "state_changed_at": approved,
                    **changes,
                }
            )
            for number, letter in enumerate(letters)
        ]
    )
    return [message.send_ref for message in messages]


def many_finished_letters(count: int) -> list[uuid.UUID]:
    """Queue that many letters that have been made already and wait for the print folder."""
    references = many_messages(count, channel=Channel.POST)
    for message in OutboxMessage.objects.filter(send_ref__in=references):
        content = b"%PDF-1.7 " + str(message.send_ref).encode()
        document = RenderedDocument.objects.create(
            digest=hashlib.sha256(content).hexdigest(),
            communication_id=message.communication_id,
            content=content,
            pages=1,
            input_digest="0" * 64,
            rendered_at=timezone.now(),
        )
        OutboxMessage.objects.filter(pk=message.pk).update(document=document, state=MessageState.RENDERING)
        OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.RENDERED)
    return references


def random_kills(running: Workers, *, kills: int, seed: int, until: Any, between: tuple[float, float]) -> int:
    """Kill single workers and whole groups at random moments until that many have died or all is done."""
    chance = random.Random(seed)
    killed = 0
    while killed < kills and not until():
        time.sleep(chance.uniform(*between))
        pids = running.pids()
        if not pids:
            continue
        victims = pids if chance.random() < 0.3 else [chance.choice(pids)]
        for pid in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed += 1
    return killed
