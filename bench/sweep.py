"""P3: the sweep that opens the updates that are due, against one raw statement per 1,000 (reliability 4.2)."""

import datetime as dt

from django.utils import timezone

from accounts import actors
from accounts.roles import SystemProcess
from bench import database, harness
from cases.rules.working_days import london_date
from cases.services import reference, reference_seed
from communications.services import promise_sweeps, statements

#: The recommended statement in the names of our tables: no rule, no check, the next date instead of a promise kept.
_RAW = """
with d as materialized (
    select id, case_id, victim_id, person_id, due_on from communications_promise
     where state = 'OPEN' and due_on <= %(until)s
     order by due_on, id limit %(batch)s
       for no key update skip locked),
i as (insert into communications_communication (
          id, dedupe_key, reference, purpose, letter_type, case_id, victim_id, recipient_id, words, words_cy,
          context, context_cy, english_alone_by, channel, state, due_at, is_hard_news, opened_at, opened_by, written_by, submitted_by, approved_by)
      select gen_random_uuid(), 'no-change:' || id, left(replace(gen_random_uuid()::text, '-', ''), 20),
             'NO_CHANGE_UPDATE', 'NO_CHANGE_UPDATE', case_id, victim_id, person_id, '[]', '[]', '{}', '{}', '', '', 'DRAFT',
             due_on + interval '1 day', false, now(), 'system:bench', '', '', ''
        from d on conflict (dedupe_key) do nothing returning 1),
u as (update communications_promise p set due_on = d.due_on + 28 from d where p.id = d.id returning 1)
select (select count(*) from i), (select count(*) from u)
"""
_OPENED = """
    select md5(string_agg(dedupe_key, ',' order by dedupe_key)) || ' ' || count(*) from communications_communication
"""


def lines(size: harness.Size) -> list[harness.Line]:
    """Measure the due updates, twice as many, and whether both ways opened the same."""
    at = timezone.now()
    reference_seed.seed(actor=actors.system(SystemProcess.REFERENCE_DATA), at=at)
    until = reference.load_calendar().next(after=london_date(at=at))
    database.places()
    database.cases(count=size.cases)
    database.promises(count=size.cases, until=until)
    bench = _Sweep(at=at, until=until)
    bench.fall_due(size.due)
    database.analyse()
    ratio = harness.interleaved(
        product=bench.product,
        yardstick=bench.raw,
        blocks=size.blocks,
        before_each=lambda: bench.fall_due(size.due),
    )
    bench.fall_due(size.due)
    once = harness.seconds(bench.product)
    by_product = database.one(_OPENED)
    again = promise_sweeps.send_due_updates(at=at)
    bench.fall_due(size.due)
    bench.raw()
    by_raw = database.one(_OPENED)
    growth = harness.ratio([(bench.timed(size.due * 2), bench.timed(size.due)) for _ in range(3)])
    rows = f"{size.due:,} of {size.cases:,}"
    return [
        harness.at_most(
            goal="P3 due sweep / one raw statement per 1,000",
            bar=1.5,
            ratio=ratio,
            note=f"{rows}; {size.due / once:,.0f} rows/s, and the raw one looks at nothing but the date",
        ),
        harness.at_most(goal="P3 twice as many due / as many", bar=2.2, ratio=growth, note=rows),
        harness.Line(
            goal="P3 both opened the same updates",
            bar="the same",
            measured=f"{by_product} / {by_raw}".replace("None", "none"),
            is_met=by_product == by_raw,
        ),
        harness.Line(goal="P3 swept again", bar="0 opened", measured=f"{again} opened", is_met=again == 0),
    ]


class _Sweep:
    """The two sweeps, and what puts the data back between them."""

    def __init__(self, *, at: dt.datetime, until: dt.date) -> None:
        self._at, self._until = at, until

    def product(self) -> None:
        promise_sweeps.send_due_updates(at=self._at)

    def raw(self) -> None:
        while True:
            ((_, found),) = statements.rows(_RAW, {"until": self._until, "batch": promise_sweeps.BATCH})
            if found < promise_sweeps.BATCH:
                return

    def timed(self, count: int) -> float:
        """Time the product with this many due."""
        self.fall_due(count)
        return harness.seconds(self.product)

    def fall_due(self, count: int) -> None:
        """Forget what was opened and let this many promises be due, on two days; all others later."""
        database.fill(
            """
            DELETE FROM communications_communication;
            UPDATE communications_promise SET due_on = %(until)s::date + 10
             WHERE due_on <= %(until)s OR due_on > %(until)s::date + 25;
            UPDATE communications_promise SET due_on = %(until)s::date - 1 + (n.number %% 2)
              FROM generate_series(1, %(count)s) AS n(number)
             WHERE id = ('00000000-0000-4000-8006-' || lpad(to_hex(n.number), 12, '0'))::uuid
            """,
            until=self._until,
            count=count,
        )
        database.sql("VACUUM (ANALYZE) communications_promise")
