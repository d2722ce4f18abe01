"""The statements that take in events of our own format: one for any number of them, and a short one for one event.

Both share what follows from an event: what a person is asked, and the work that it raises.
"""

import importlib.resources
import itertools

from accounts.prepared import Prepared
from cases.services.intake import event_work

#: What is staged of each event, in the order of the rows of a file.
COLUMNS = (
    ("line", "integer"),
    ("source", "text"),
    ("key", "text"),
    ("digest", "text"),
    ("case_urn", "text"),
    ("urn_key", "text"),
    ("urn_split", "text"),
    ("person_ref", "text"),
    ("kind", "text"),
    ("occurred_at", "timestamptz"),
    ("follow", "text"),
    ("decision", "text"),
    ("made_by", "text"),
    ("plea", "text"),
    ("raises", "boolean"),
    ("charge_ids", "uuid[]"),
    ("payload", "jsonb"),
)
_DEFINITION = ", ".join(f"{name} {kind}" for name, kind in COLUMNS)
_HAPPENED = """happened as (
    select 'inbound:' || message_id as subject, md5(source || ':' || key) as name, case_id, kind, plea, person_ref,
           charge_ids, occurred_at
      from applied
     where raises
),
"""


_NOBODY_HAS_A_NAMED_OFFICER = f"""and not exists (
               select from cases_case c join cases_victim v on v.case_id = c.id
                where c.id = f.case_id and {event_work.HAS_NAMED_OFFICER_SQL})"""


def _sql(name: str) -> str:
    return importlib.resources.files("cases.services.intake").joinpath(name).read_text("utf-8")


def _statement(*, file: str, rows: str = "", asks: bool = True, raises: bool = True, condition: str = "") -> str:
    """Put a statement together: where its rows come from, and which of its two kinds of consequences it works out.

    The one for a single event does nothing unless the ``condition`` holds.
    """
    parts = {
        "-- source of the rows": rows,
        "-- nobody has a named officer": condition,
        "-- what a person is asked": f"{_sql('ask_about_events.sql')}," if asks else "",
        "-- the work of events": f"{_HAPPENED}{event_work.RAISING_SQL}," if raises else "",
    }
    text = _sql(file)
    for place, part in parts.items():
        text = text.replace(place, part)
    return text


#: Makes the temporary table that the next one reads.
STAGING = f"create temporary table staged ({_DEFINITION}) on commit drop"
OF_A_FILE = _statement(file="take_in_events.sql")

_WHO_AND_WHEN = {"area": "text", "by": "text", "at": "timestamptz"}
_ASKING = {"answer_by": "timestamptz"}
_RAISING = {"tasks": "jsonb", "declined": "text"}


def _of_a_call(*, name: str, reader: str) -> Prepared:
    """Prepare the same statement with rows read from the call itself, by a function of the database."""
    return Prepared(
        name=name,
        parameters={"rows": "jsonb", "file": "uuid", **_WHO_AND_WHEN, **_ASKING, **_RAISING, "tells_all": "boolean"},
        text=_statement(
            file="take_in_events.sql",
            rows="".join(("staged as (select * from ", reader, "(%(rows)s) as one(", _DEFINITION, ")),")),
        ),
    )


OF_A_BATCH = _of_a_call(name="take_in_events", reader="jsonb_to_recordset")
#: Of one event the planner knows that it is one and asks indexes where it would read whole tables for many.
OF_ANY_ONE = _of_a_call(name="take_in_any_one_event", reader="jsonb_to_record")
_OF_THE_ONE = {name: kind for name, kind in COLUMNS if name not in {"line", "raises"}}
#: Takes in one event of a call where there is nothing to say about it but that it is taken in, and answers with a row;
#: does nothing and answers with none otherwise. By whether it asks a person something and whether it raises work: to
#: make a part ready that has nothing to do costs the database as much as to take an event in (P6).
OF_ONE_PLAIN = {
    (asks, raises): Prepared(
        name=f"take_in_one_event{'_asking' if asks else ''}{'_raising' if raises else ''}",
        parameters={
            **_OF_THE_ONE,
            **_WHO_AND_WHEN,
            **(_ASKING if asks else {}),
            **(_RAISING if raises else {}),
        },
        text=_statement(file="take_in_one_event.sql", asks=asks, raises=raises),
    )
    for asks, raises in itertools.product((False, True), repeat=2)
}
#: The same for one that asks nobody and raises work for named officers only: takes it in where nobody of the case has
#: one, which is nearly always, and so there is no work to raise.
OF_ONE_THAT_RAISES_NOTHING = Prepared(
    name="take_in_one_event_nobodys_work",
    parameters={**_OF_THE_ONE, **_WHO_AND_WHEN},
    text=_statement(file="take_in_one_event.sql", asks=False, raises=False, condition=_NOBODY_HAS_A_NAMED_OFFICER),
)
