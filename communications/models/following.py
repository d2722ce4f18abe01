"""The triggers that tell the standing of a victim (`cases.models.standing`) when they heard and what was promised."""

import pgtrigger

_LAST_CONTACT = """
    UPDATE cases_victimstanding s
       SET last_contact_at = (SELECT max(c.sent_at) FROM communications_communication c
                               WHERE c.victim_id = s.victim_id)
     WHERE s.victim_id = NEW.victim_id;
    RETURN NULL;
"""
_NEXT_PROMISE = """
    UPDATE cases_victimstanding s
       SET next_promise_on = (SELECT min(p.due_on) FROM communications_promise p
                               WHERE p.victim_id = s.victim_id AND p.state = 'OPEN')
     WHERE s.victim_id IN (SELECT victim_id FROM changed_promises);
    RETURN NULL;
"""


def last_contact_follows() -> tuple[pgtrigger.Trigger, ...]:
    """Return the triggers on communications by which the last contact follows what left, or did not after all."""
    return (
        pgtrigger.Trigger(
            name="last_contact_follows_new",
            operation=pgtrigger.Insert,
            when=pgtrigger.After,
            condition=pgtrigger.Condition("NEW.sent_at IS NOT NULL"),
            func=_LAST_CONTACT,
        ),
        pgtrigger.Trigger(
            name="last_contact_follows",
            operation=pgtrigger.Update,
            when=pgtrigger.After,
            condition=pgtrigger.Condition("OLD.sent_at IS DISTINCT FROM NEW.sent_at"),
            func=_LAST_CONTACT,
        ),
    )


def next_promise_follows() -> tuple[pgtrigger.Trigger, ...]:
    """Return the triggers on promises by which the next promised date follows: once per statement, however many."""
    return tuple(
        pgtrigger.Trigger(
            name=f"next_promise_follows_{name}",
            operation=operation,
            when=pgtrigger.After,
            level=pgtrigger.Statement,
            referencing=pgtrigger.Referencing(new="changed_promises"),  # type: ignore[no-untyped-call] # the library says no types
            func=_NEXT_PROMISE,
        )
        for name, operation in (("insert", pgtrigger.Insert), ("update", pgtrigger.Update))
    )
