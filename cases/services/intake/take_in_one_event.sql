-- Takes in one event that nobody told before, of the one case that its reference fits, and that names nothing which is
-- not of that case: so is nearly every event of a call. Any other is left as it is and answered with no row, for
-- take_in_events.sql to say what it is.
with
fitting as materialized (
    select any_value(c.id) as case_id
      from cases_case c
     where c.urn_key = %(urn_key)s and (c.urn = %(case_urn)s or c.urn_split = %(urn_split)s)
       and (%(area)s is null or c.area_id = %(area)s)
    having count(*) = 1
),
stored as (
    insert into cases_inboundmessage (source, key, digest, payload, order_key, state, problems, received_at,
                                      received_by)
    select %(source)s, %(key)s, %(digest)s, %(payload)s, '', 'APPLIED', '[]', %(at)s, %(by)s
      from fitting f
     where (%(person_ref)s = '' or exists (
               select from cases_victim v where v.case_id = f.case_id and v.reference = %(person_ref)s))
       and (cardinality(%(charge_ids)s) = 0 or not exists (
               select from unnest(%(charge_ids)s) wanted where not exists (
                   select from cases_charge ch
                    where ch.case_id = f.case_id and (ch.id = wanted or ch.external_id = wanted))))
       -- nobody has a named officer
        on conflict do nothing
    returning id
),
applied as materialized (
    select s.id as message_id, f.case_id, %(source)s as source, %(key)s as key, %(kind)s as kind,
           %(person_ref)s as person_ref, %(charge_ids)s as charge_ids, %(occurred_at)s as occurred_at,
           %(follow)s as follow, %(decision)s as decision, %(made_by)s as made_by, %(plea)s as plea, true as raises
      from stored s, fitting f
),
told as (
    insert into cases_caseevent (case_id, kind, key, occurred_at, recorded_at, recorded_by, message_id, detail)
    select case_id, kind, 'event:' || source || ':' || key, occurred_at, %(at)s, %(by)s, message_id,
           jsonb_strip_nulls(%(payload)s -> 'payload')
      from applied
        on conflict (case_id, key) do nothing
),
-- what a person is asked
-- the work of events
answered as (select from applied)
select true from answered
