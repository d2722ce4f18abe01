"""How often each sweep looks for work: the one list that the scheduler, the heartbeats and the health page read.

Plain intervals in seconds, never times of day: a scheduler that counts local time skips or repeats an hour when the
clocks change. What is due, and whether it is night, is decided from data by the sweep itself. The name of a sweep is
that of the task that runs it; its middle part is the queue.
"""

_MINUTE = 60
_HOUR = 60 * _MINUTE

#: Nothing is woken less often than this, in seconds; a sweep that is not yet due goes back to sleep by itself. So the
#: first look after a restart, and the first of a day, come within a minute.
LONGEST_NAP = 60

#: Name of the sweep -> seconds between two runs.
INTERVALS: dict[str, int] = {
    "communications.send.drain": 5,
    "communications.render.letters": 10,
    "communications.receipts.apply": 5,
    "communications.receipts.poll": 10 * _MINUTE,
    "communications.sweeps.leases": 15,
    "communications.sweeps.deadlines": 10 * _MINUTE,
    "communications.sweeps.print_runs": 5 * _MINUTE,
    "communications.sweeps.printed_codes": _HOUR,
    "communications.sweeps.promises": 10 * _MINUTE,
    "communications.sweeps.automatic_updates": _MINUTE,
    "communications.sweeps.missing_promises": _HOUR,
    "communications.sweeps.triage": _HOUR,
    "communications.sweeps.calls": _MINUTE,
    "communications.sweeps.onboarding": _HOUR,
    "communications.sweeps.warning_signs": 4 * _HOUR,
    # Counts once a week; whoever waits longer than usual is found the same day (V10).
    "communications.sweeps.usual_waits": 24 * _HOUR,
    "communications.sweeps.waiting_messages": 5 * _MINUTE,
    "communications.sweeps.volume": 15 * _MINUTE,
    # Reconciliation: the middle of the name is the queue, the end the question (reliability 2.6).
    "communications.sweeps.owed_lately": _HOUR,
    "communications.sweeps.owed_ever": 24 * _HOUR,
    # What is missing is on a list the same day (W12).
    "communications.sweeps.missing_letters": 10 * _MINUTE,
    "communications.sweeps.queued_too_long": _MINUTE,
    "communications.sweeps.worker_deaths": _MINUTE,
    "communications.sweeps.never_posted": 10 * _MINUTE,
    "communications.sweeps.other_side": 24 * _HOUR,
    "communications.sweeps.damaged": 24 * _HOUR,
    "communications.sweeps.not_applied": 5 * _MINUTE,
    "communications.sweeps.held": _HOUR,
    "communications.sweeps.undecided": _MINUTE,
    "communications.sweeps.calendar_horizon": 24 * _HOUR,
    # The managers' figures: what changed lately, and once a day everything, so that no difference can last.
    "communications.sweeps.timeliness": 5 * _MINUTE,
    "communications.sweeps.timeliness_all": 24 * _HOUR,
}

#: Sweeps whose answer is an alarm whenever it is not zero, with the question they answer.
ALARMS: dict[str, str] = {
    "communications.sweeps.owed_lately": "R1: owed lately, and nobody is writing it",
    "communications.sweeps.owed_ever": "R1: owed, and nobody is writing it",
    "communications.sweeps.queued_too_long": "R2: ready to leave for a quarter of an hour",
    "communications.sweeps.worker_deaths": "R3: messages that end their workers",
    "communications.sweeps.never_posted": "R4: letters not posted after two working days",
    "communications.sweeps.other_side": "R5: our list and the provider's differ",
    "communications.sweeps.damaged": "R6: stored letters that have changed",
    "communications.sweeps.not_applied": "R7: messages from other systems not applied",
    "communications.sweeps.held": "R13: held messages without an owner, or for more than a day",
    "communications.sweeps.undecided": "Undecided deliveries nobody was asked about",
    "communications.sweeps.calendar_horizon": "Days by which the bank holidays fall short of half a year ahead",
}
