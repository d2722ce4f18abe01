"""The triggers that keep the standing of victims true (`cases.models.standing`), for the tables that they hang on."""

import pgtrigger

#: Whether anybody still has to keep in touch: contact is wanted and has not ended, and the case goes on.
_LIVE = "v.contact_ended_on IS NULL AND NOT v.has_declined_contact AND c.closed_on IS NULL AND c.stage <> 'CLOSED'"
_BEGAN = "coalesce(v.in_contact_since, c.opened_on)::timestamp AT TIME ZONE 'Europe/London'"

#: Gives every victim who has none a standing: what a migration, or a database filled without triggers, needs.
FILL = f"""
    INSERT INTO cases_victimstanding (victim_id, case_id, officer_id, area_code, unit_id, is_rasso, is_restricted,
                                      service_tier, is_live, began_at)
    SELECT v.id, c.id, v.officer_id, c.area_id, c.unit_id, c.is_rasso, c.is_restricted, v.service_tier, {_LIVE},
           {_BEGAN}
      FROM cases_victim v JOIN cases_case c ON c.id = v.case_id
    ON CONFLICT (victim_id) DO NOTHING
"""  # noqa: S608 - our own words


def begins_with_victim() -> pgtrigger.Trigger:
    """Return the trigger on victims that gives each new one a standing: once per statement, however many come."""
    return pgtrigger.Trigger(
        name="standing_begins",
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        level=pgtrigger.Statement,
        referencing=pgtrigger.Referencing(new="new_victims"),  # type: ignore[no-untyped-call] # the library says no types
        func=FILL.replace("FROM cases_victim v", "FROM new_victims v") + "; RETURN NULL;",
    )


def follows_victim() -> pgtrigger.Trigger:
    """Return the trigger on victims by which their standing follows a change."""
    return pgtrigger.Trigger(
        name="standing_follows",
        operation=pgtrigger.UpdateOf(  # type: ignore[no-untyped-call] # the library says no types
            "case_id", "officer_id", "service_tier", "in_contact_since", "contact_ended_on", "has_declined_contact"
        ),
        when=pgtrigger.After,
        func=f"""
            UPDATE cases_victimstanding s
               SET case_id = c.id, is_rasso = c.is_rasso, is_restricted = c.is_restricted, area_code = c.area_id,
                   unit_id = c.unit_id, officer_id = v.officer_id, service_tier = v.service_tier,
                   began_at = {_BEGAN}, is_live = {_LIVE}
              FROM cases_victim v JOIN cases_case c ON c.id = v.case_id
             WHERE s.victim_id = v.id AND v.id = NEW.id;
            RETURN NULL;
        """,  # noqa: S608 - our own words
    )


def follows_case() -> pgtrigger.Trigger:
    """Return the trigger on cases by which the standing of their victims follows a change.

    Whether the case is restricted follows by a foreign key instead, which no two processes can race past.
    """
    columns = ("area_id", "unit_id", "closed_on", "stage", "opened_on")
    return pgtrigger.Trigger(
        name="standing_follows",
        operation=pgtrigger.Update,
        when=pgtrigger.After,
        condition=pgtrigger.Condition(" OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns)),
        func=f"""
            UPDATE cases_victimstanding s
               SET area_code = c.area_id, unit_id = c.unit_id, began_at = {_BEGAN}, is_live = {_LIVE}
              FROM cases_victim v JOIN cases_case c ON c.id = v.case_id
             WHERE s.victim_id = v.id AND c.id = NEW.id;
            RETURN NULL;
        """,  # noqa: S608 - our own words
    )
