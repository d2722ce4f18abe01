"""The triggers that tell the standing of a victim (`cases.models.standing`) when they heard and what was promised."""

import pgtrigger

#: What left, our answer to a message, a meeting that took place, a call in which they were told: whichever was last.
_LAST_CONTACT = """
    UPDATE cases_victimstanding s
       SET last_contact_at = greatest(
               (SELECT max(c.sent_at) FROM communications_communication c WHERE c.victim_id = s.victim_id),
               (SELECT max(a.written_at) FROM communications_messageanswer a
                  JOIN communications_victimmessage m ON m.id = a.message_id WHERE m.victim_id = s.victim_id),
               (SELECT max(g.starts_at) FROM communications_meeting g
                 WHERE g.victim_id = s.victim_id AND g.state IN ('HELD', 'NOTES_SENT')),
               (SELECT max(coalesce(t.called_at, t.logged_at)) FROM communications_contactattempt t
                  JOIN communications_callseries r ON r.id = t.series_id
                 WHERE r.victim_id = s.victim_id AND t.outcome = 'INFORMED'))
     WHERE s.victim_id = {victim};
    RETURN NULL;
"""
_VICTIM_OF_ANSWER = "(SELECT m.victim_id FROM communications_victimmessage m WHERE m.id = NEW.message_id)"
_NEXT_PROMISE = """
    UPDATE cases_victimstanding s
       SET next_promise_on = (SELECT min(p.due_on) FROM communications_promise p
                               WHERE p.victim_id = s.victim_id AND p.state = 'OPEN')
     WHERE s.victim_id IN (SELECT victim_id FROM changed_promises);
    RETURN NULL;
"""
_VICTIM_OF_CALL = "(SELECT r.victim_id FROM communications_callseries r WHERE r.id = NEW.series_id)"


def last_contact_follows() -> tuple[pgtrigger.Trigger, ...]:
    """Return the triggers on communications by which the last contact follows what left, or did not after all."""
    return (
        pgtrigger.Trigger(
            name="last_contact_follows_new",
            operation=pgtrigger.Insert,
            when=pgtrigger.After,
            condition=pgtrigger.Condition("NEW.sent_at IS NOT NULL"),
            func=_LAST_CONTACT.format(victim="NEW.victim_id"),
        ),
        pgtrigger.Trigger(
            name="last_contact_follows",
            operation=pgtrigger.Update,
            when=pgtrigger.After,
            condition=pgtrigger.Condition("OLD.sent_at IS DISTINCT FROM NEW.sent_at"),
            func=_LAST_CONTACT.format(victim="NEW.victim_id"),
        ),
    )


def last_contact_follows_answer() -> pgtrigger.Trigger:
    """Return the trigger on answers by which the last contact follows what we wrote back."""
    return pgtrigger.Trigger(
        name="last_contact_follows_new",
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        func=_LAST_CONTACT.format(victim=_VICTIM_OF_ANSWER),
    )


def last_contact_follows_call() -> pgtrigger.Trigger:
    """Return the trigger on calls by which the last contact follows one in which the person was told."""
    return pgtrigger.Trigger(
        name="last_contact_follows_new",
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        condition=pgtrigger.Condition("NEW.outcome = 'INFORMED'"),
        func=_LAST_CONTACT.format(victim=_VICTIM_OF_CALL),
    )


def last_contact_follows_meeting() -> pgtrigger.Trigger:
    """Return the trigger on meetings by which the last contact follows one that took place, or did not after all."""
    return pgtrigger.Trigger(
        name="last_contact_follows",
        operation=pgtrigger.Update,
        when=pgtrigger.After,
        condition=pgtrigger.Condition(
            "OLD.state IS DISTINCT FROM NEW.state OR OLD.starts_at IS DISTINCT FROM NEW.starts_at"
        ),
        func=_LAST_CONTACT.format(victim="NEW.victim_id"),
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
