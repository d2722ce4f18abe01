"""The wake-ups. Each task makes one call, takes ids by keyword or nothing, and may be lost or repeated without harm.

What is due is decided by PostgreSQL; a task only says *look now*. The clock is read here and handed down.
"""

import datetime as dt
from collections.abc import Callable

from celery import shared_task
from django.utils import timezone

from accounts import actors
from accounts.roles import SystemProcess
from cases.services import handovers, provisional_windows, reference
from communications.outbox import asking, relay
from communications.rules.wake_ups import INTERVALS
from communications.services import (
    answer_warnings,
    automatic_updates,
    call_steps,
    deadline_warnings,
    intake,
    missing_letters,
    new_contact,
    performance,
    promise_sweeps,
    receipts,
    reconciliation,
    referral_steps,
    rotation,
    sending_control,
    sweeps,
    unsettled,
    usual_wait,
    warning_signs,
)
from triage import services as triage


@shared_task(name="communications.send.drain")
def drain_outbox() -> None:
    """Send what is due."""
    _sweep("communications.send.drain", lambda: relay.drain(clock=timezone.now))


@shared_task(name="communications.render.letters")
def render_letters() -> None:
    """Make the PDFs of queued letters."""
    _sweep("communications.render.letters", lambda: relay.render(clock=timezone.now))


@shared_task(name="communications.receipts.apply")
def apply_receipts() -> None:
    """Apply the receipts that came in."""
    _sweep("communications.receipts.apply", lambda: receipts.apply_waiting(at=timezone.now()))


@shared_task(name="communications.receipts.poll")
def poll_providers() -> None:
    """Ask about messages of which no news came."""
    _sweep("communications.receipts.poll", lambda: asking.poll(clock=timezone.now))


@shared_task(name="communications.sweeps.leases")
def expire_leases() -> None:
    """Take messages back from workers that are gone."""
    _sweep("communications.sweeps.leases", relay.take_back)


def _warn(*, at: dt.datetime) -> int:
    raised = deadline_warnings.warn(at=at) + answer_warnings.warn(at=at)
    raised += referral_steps.end_what_ran_out(actor=actors.system(SystemProcess.DEADLINES), at=at)
    return raised + handovers.ask_managers(at=at) + provisional_windows.look(at=at)


@shared_task(name="communications.sweeps.deadlines")
def warn_of_deadlines() -> None:
    """Warn of what will be late, or is."""
    _sweep("communications.sweeps.deadlines", lambda: _warn(at=timezone.now()))


@shared_task(name="communications.sweeps.print_runs")
def close_print_runs() -> None:
    """Close the print runs whose cut-off has come."""
    _sweep("communications.sweeps.print_runs", lambda: asking.close_print_runs(clock=timezone.now))


@shared_task(name="communications.sweeps.printed_codes")
def wipe_printed_codes() -> None:
    """Wipe the codes of posted invitations from the print folder."""
    _sweep("communications.sweeps.printed_codes", lambda: asking.wipe_printed_codes(clock=timezone.now))


@shared_task(name="communications.sweeps.promises")
def sweep_promises() -> None:
    """End, warn of, apologise for and open what the promise ledger says is due."""
    _sweep("communications.sweeps.promises", lambda: promise_sweeps.sweep(at=timezone.now()))


def _write(*, at: dt.datetime) -> int:
    return automatic_updates.write(at=at) + new_contact.write(at=at)


@shared_task(name="communications.sweeps.automatic_updates")
def write_automatic_updates() -> None:
    """Write and release the updates, apologies and letters about a new contact that were opened."""
    _sweep("communications.sweeps.automatic_updates", lambda: _write(at=timezone.now()))


@shared_task(name="communications.sweeps.missing_promises")
def open_missing_promises() -> None:
    """See that everybody in contact has a date."""
    _sweep("communications.sweeps.missing_promises", lambda: promise_sweeps.open_missing_promises(at=timezone.now()))


@shared_task(name="communications.sweeps.calls")
def keep_watch_of_calls() -> None:
    """See that no series of calls is lost, and that the clock of the letter wins."""
    _sweep("communications.sweeps.calls", lambda: call_steps.keep_watch(at=timezone.now()))


@shared_task(name="communications.sweeps.triage")
def reassess_triage() -> None:
    """Ask the triage rules again where facts, rules or ages changed."""
    actor = actors.system(SystemProcess.TRIAGE)
    _sweep("communications.sweeps.triage", lambda: triage.reassess_open(actor=actor, at=timezone.now()))


@shared_task(name="communications.sweeps.waiting_messages")
def apply_waiting_messages() -> None:
    """Apply messages of the courts that came before their case was known."""
    actor = actors.system(SystemProcess.COURT_FEED)
    _sweep("communications.sweeps.waiting_messages", lambda: intake.retry_waiting(actor=actor, at=timezone.now()))


@shared_task(name="communications.sweeps.volume")
def measure_volume() -> None:
    """Learn what volume is usual."""
    _sweep("communications.sweeps.volume", sending_control.measure_volume)


@shared_task(name="communications.sweeps.owed_lately")
def reconcile_owed_lately() -> None:
    """R1 for the last week."""
    _sweep(
        "communications.sweeps.owed_lately",
        lambda: reconciliation.obligations_without_communication(
            at=timezone.now(), opened_since=timezone.now() - dt.timedelta(days=7)
        ),
    )


@shared_task(name="communications.sweeps.owed_ever")
def reconcile_owed_ever() -> None:
    """R1 for everything that is open."""
    _sweep(
        "communications.sweeps.owed_ever",
        lambda: reconciliation.obligations_without_communication(at=timezone.now()),
    )


@shared_task(name="communications.sweeps.missing_letters")
def look_for_missing_letters() -> None:
    """Put missing letters on their unit's list (W12)."""
    _sweep("communications.sweeps.missing_letters", lambda: missing_letters.look(at=timezone.now()))


def _look(*, at: dt.datetime) -> int:
    return unsettled.look(at=at) + rotation.look(at=at)


@shared_task(name="communications.sweeps.onboarding")
def look_for_unsettled() -> None:
    """Put before an officer with whom something is still not settled (L7)."""
    _sweep("communications.sweeps.onboarding", lambda: _look(at=timezone.now()))


@shared_task(name="communications.sweeps.usual_waits")
def look_for_long_waits() -> None:
    """Count the usual waits once a week, and find who waits longer."""
    _sweep("communications.sweeps.usual_waits", lambda: usual_wait.sweep(at=timezone.now()))


@shared_task(name="communications.sweeps.warning_signs")
def look_for_warning_signs() -> None:
    """Put before an officer who may be losing touch with us (L12)."""
    _sweep("communications.sweeps.warning_signs", lambda: warning_signs.look(at=timezone.now()))


@shared_task(name="communications.sweeps.queued_too_long")
def reconcile_queued_too_long() -> None:
    """R2."""
    _sweep("communications.sweeps.queued_too_long", lambda: reconciliation.queued_too_long(at=timezone.now()))


@shared_task(name="communications.sweeps.worker_deaths")
def reconcile_worker_deaths() -> None:
    """R3."""
    _sweep("communications.sweeps.worker_deaths", lambda: reconciliation.messages_that_kill_workers(at=timezone.now()))


@shared_task(name="communications.sweeps.never_posted")
def reconcile_never_posted() -> None:
    """R4."""
    _sweep(
        "communications.sweeps.never_posted",
        lambda: reconciliation.letters_never_posted(at=timezone.now(), calendar=reference.load_calendar()),
    )


@shared_task(name="communications.sweeps.other_side")
def reconcile_other_side() -> None:
    """R5."""
    _sweep("communications.sweeps.other_side", lambda: asking.compare_yesterday(clock=timezone.now))


@shared_task(name="communications.sweeps.damaged")
def reconcile_damaged() -> None:
    """R6."""
    _sweep("communications.sweeps.damaged", reconciliation.damaged_documents)


@shared_task(name="communications.sweeps.not_applied")
def reconcile_not_applied() -> None:
    """R7."""
    _sweep("communications.sweeps.not_applied", lambda: reconciliation.inbound_not_applied(at=timezone.now()))


@shared_task(name="communications.sweeps.held")
def reconcile_held() -> None:
    """R13."""
    _sweep("communications.sweeps.held", lambda: reconciliation.held_without_owner(at=timezone.now()))


@shared_task(name="communications.sweeps.undecided")
def reconcile_undecided() -> None:
    """Put every undecided delivery before a person."""
    _sweep("communications.sweeps.undecided", lambda: reconciliation.undecided_without_owner(at=timezone.now()))


@shared_task(name="communications.sweeps.calendar_horizon")
def check_calendar_horizon() -> None:
    """Say whether the bank holidays are known half a year ahead."""
    _sweep(
        "communications.sweeps.calendar_horizon",
        lambda: reconciliation.calendar_horizon_days_short(at=timezone.now()),
    )


@shared_task(name="communications.sweeps.timeliness")
def recount_timeliness() -> None:
    """Count again the months in which an obligation ended lately."""
    _sweep("communications.sweeps.timeliness", lambda: performance.recount_changed(at=timezone.now()))


@shared_task(name="communications.sweeps.timeliness_all")
def recount_all_timeliness() -> None:
    """Count every month again."""
    _sweep("communications.sweeps.timeliness_all", lambda: performance.recount(months=None, at=timezone.now()))


def _sweep(name: str, work: Callable[[], int]) -> None:
    sweeps.run(sweep=name, every_seconds=INTERVALS[name], work=work, clock=timezone.now)
