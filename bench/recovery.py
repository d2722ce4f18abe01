"""P15: a sending process is killed with messages in its hands: how soon they are all accepted, each of them once."""

import tempfile
import time
from pathlib import Path

from bench import harness
from communications.rules.vocabulary import MessageState
from tests.failures.running import Host, many_messages, states, unsettled, wait_for, workers
from tests.fakes.provider import ProviderSimulator

#: Longer than a call may take on a busy machine, as the service's own lease of a minute is.
_LEASE_SECONDS = 5.0
_CALL_SECONDS = 4.0
#: The workers of the failure tests sweep for ended leases after each second of sending at the latest.
_SWEEP_SECONDS = 1.0
#: All claimed together by the worker that dies, and few, because what is measured is the wait and not the sending.
_MESSAGES = 5


def lines(size: harness.Size) -> list[harness.Line]:
    """Kill a worker after its claim, some times, and measure until the provider has everything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        provider = ProviderSimulator(folder=folder)
        host = Host(provider=provider)
        try:
            killed = [_kill_one(host=host, provider=provider, folder=folder) for _ in range(size.kills)]
        finally:
            host.stop()
            provider.stop()
    slowest = max(seconds for seconds, _, _ in killed)
    lost = sum(lost for _, lost, _ in killed)
    twice = sum(twice for _, _, twice in killed)
    return [
        harness.Line(
            goal="P15 from kill -9 to accepted",
            bar=f"at most {_LEASE_SECONDS + _SWEEP_SECONDS:g} s",
            measured=f"{slowest:.1f} s",
            is_met=slowest <= _LEASE_SECONDS + _SWEEP_SECONDS,
            note=f"slowest of {size.kills}; lease {_LEASE_SECONDS:g} s and one sweep, {_MESSAGES} messages each",
        ),
        harness.Line(goal="P15 lost", bar="0", measured=f"{lost}", is_met=lost == 0),
        harness.Line(goal="P15 sent twice", bar="0", measured=f"{twice}", is_met=twice == 0),
    ]


def _kill_one(*, host: Host, provider: ProviderSimulator, folder: Path) -> tuple[float, int, int]:
    """Return seconds until all was accepted, how many were lost and how many arrived twice."""
    provider.reset()
    references = {str(reference) for reference in many_messages(_MESSAGES)}
    settings = {"SEND_LEASE_SECONDS": _LEASE_SECONDS, "PROVIDER_READ_TIMEOUT_SECONDS": _CALL_SECONDS}
    # Two, as deployed: one dies and the other finds what it left.
    with workers(host=host, folder=folder, count=2, crash_at="after_claim", settings=settings) as running:
        wait_for(running.has_crashed, seconds=60, every=0.01)
        start = time.monotonic()
        wait_for(lambda: unsettled() == 0, seconds=60, every=0.02)
        taken = time.monotonic() - start
    counts = {reference: count for reference, count in provider.accepted()["counts"].items() if reference in references}
    if set(states()) != {MessageState.ACCEPTED}:
        raise RuntimeError(f"messages of the bench ended as {states()}")
    return taken, len(references - set(counts)), sum(count > 1 for count in counts.values())
