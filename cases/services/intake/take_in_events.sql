-- Takes in events of our own format, however many, in one statement. "staged" is a temporary table for a file and
-- the rows of the call for the API. Answers one row per verdict with its count (line is null), then one per row that
-- somebody must know about.
with
-- source of the rows
fitting as materialized (
    -- A case is known by its reference to the letter, else by the normalised one where only one case fits it.
    select one.case_urn,
           (array_agg(c.id order by (c.urn = one.case_urn) desc, c.id))[1] as case_id,
           (array_agg(c.unit_id order by (c.urn = one.case_urn) desc, c.id))[1] as unit_id,
           count(*) filter (where c.urn = one.case_urn) as exactly,
           count(*) as nearly
      from (select distinct case_urn, urn_key, urn_split from staged) one
      join cases_case c on c.urn_key = one.urn_key and (c.urn = one.case_urn or c.urn_split = one.urn_split)
                       and (%(area)s::text is null or c.area_id = %(area)s)
     group by one.case_urn
),
judged as materialized (
    select s.*, f.case_id, f.unit_id, f.exactly, f.nearly,
           same.id as same_id, same.state as same_state, accepted.id as accepted_id,
           row_number() over each_key as nth, first_value(s.digest) over each_key as first_digest
      from staged s
      left join fitting f on f.case_urn = s.case_urn
      left join cases_inboundmessage same
             on same.source = s.source and same.key = s.key and same.digest = s.digest
      left join cases_inboundmessage accepted
             on accepted.source = s.source and accepted.key = s.key
            and accepted.state in ('APPLIED', 'STORED_NOT_APPLIED')
    window each_key as (partition by s.source, s.key order by s.line)
),
ruled as materialized (
    select j.*, (case
        when same_id is not null and same_state <> 'QUARANTINED' then array['UNCHANGED', '', '']
        when accepted_id is not null
            then array['CONFLICT', 'event_id', 'another event with this id was accepted before']
        when nth > 1 and digest = first_digest then array['UNCHANGED', '', '']
        when nth > 1 then array['CONFLICT', 'event_id', 'stands twice with different content']
        when case_id is null then array['QUARANTINED', 'case_urn', 'names no case that is known']
        when exactly > 1 or (exactly = 0 and nearly > 1)
            then array['QUARANTINED', 'case_urn', 'fits more than one case']
        when person_ref <> '' and not exists (
            select 1 from cases_victim v where v.case_id = j.case_id and v.reference = j.person_ref)
            then array['QUARANTINED', 'person_ref', 'names no victim of this case']
        when cardinality(charge_ids) > 0 and exists (
            select 1 from unnest(charge_ids) wanted where not exists (
                select 1 from cases_charge ch
                 where ch.case_id = j.case_id and (ch.id = wanted or ch.external_id = wanted)))
            then array['QUARANTINED', 'payload.charge_ids', 'names a charge that is not of this case']
        else array['APPLIED', '', ''] end) as ruling
      from judged j
),
stored as (
    insert into cases_inboundmessage (source, key, digest, payload, order_key, shared_at, state, problems, file_id,
                                      received_at, received_by)
    select source, key, digest, payload, '', null, ruling[1],
           case when ruling[1] = 'APPLIED' then '[]'::jsonb else jsonb_build_array(
               jsonb_build_object('line', line, 'field', ruling[2], 'reason', ruling[3])) end,
           %(file)s, %(at)s, %(by)s
      from ruled
     where ruling[1] <> 'UNCHANGED' and same_id is null
        on conflict do nothing
    returning id, source, key, digest, state
),
revived as (
    update cases_inboundmessage m set state = 'APPLIED', problems = '[]'::jsonb
      from ruled r
     where m.id = r.same_id and r.ruling[1] = 'APPLIED' and m.state = 'QUARANTINED'
    returning m.id, m.source, m.key, m.digest, m.state
),
applied as materialized (
    select r.*, m.id as message_id
      from ruled r
      join (select * from stored union all select * from revived) m
        on m.source = r.source and m.key = r.key and m.digest = r.digest
     where r.ruling[1] = 'APPLIED' and m.state = 'APPLIED' and r.nth = 1
),
told as (
    insert into cases_caseevent (case_id, kind, key, occurred_at, recorded_at, recorded_by, message_id, detail)
    select case_id, kind, 'event:' || source || ':' || key, occurred_at, %(at)s, %(by)s, message_id,
           jsonb_strip_nulls(payload -> 'payload')
      from applied
        on conflict (case_id, key) do nothing
),
proposed as (
    insert into cases_decisionproposal (id, case_id, message_id, key, code, made_by, decided_at, why, state,
                                        proposed_at, answered_by, rejection_reason)
    select gen_random_uuid(), case_id, message_id, 'event:' || source || ':' || key, decision, made_by, occurred_at,
           'Reported by ' || source || '.', 'OPEN', %(at)s, '', ''
      from applied
     where follow = 'PROPOSAL' and decision <> ''
        on conflict (case_id, key) do nothing
    returning id, case_id, key
),
proposed_charges as (
    insert into cases_decisionproposal_charges (decisionproposal_id, charge_id)
    select distinct p.id, ch.id
      from proposed p
      join applied a on a.case_id = p.case_id and p.key = 'event:' || a.source || ':' || a.key
      join cases_charge ch on ch.case_id = a.case_id
                          and (ch.id = any(a.charge_ids) or ch.external_id = any(a.charge_ids))
),
to_do as (
    insert into cases_workitem (id, kind, key, unit_id, case_id, about, summary, is_for_manager, due_at, state,
                                raised_at, raised_by, done_by, outcome)
    select gen_random_uuid(), kind, key, unit_id, case_id, about, summary, false, due_at, 'OPEN', %(at)s, %(by)s,
           '', ''
      from (
        select 'CONFIRM_PROPOSAL' as kind, 'proposal:' || p.id as key, a.unit_id, a.case_id,
               'proposal:' || p.id as about,
               'A decision was reported. Confirm it, correct it or reject it: the time limit runs from the decision.'
               as summary, %(answer_by)s::timestamptz as due_at
          from proposed p
          join applied a on a.case_id = p.case_id and p.key = 'event:' || a.source || ':' || a.key
        union all
        select case follow when 'SAFETY_MESSAGE' then 'SAFETY_MESSAGE' else 'UNKNOWN_RESULT' end,
               lower(follow) || ':' || case_id || ':event:' || source || ':' || md5(key), unit_id, case_id,
               'inbound:' || message_id,
               case follow when 'SAFETY_MESSAGE'
                    then 'Check safety, then tell each victim of the case by the agreed safe way.'
                    else 'Say what this means for the victims. Nothing is told until you have.' end,
               case follow when 'SAFETY_MESSAGE' then %(safety_by)s::timestamptz else %(answer_by)s::timestamptz end
          from applied
         where follow in ('SAFETY_MESSAGE', 'PERSON')
      ) wanted
        on conflict (key) where state = 'OPEN' do nothing
),
touched as (
    update cases_case set facts_changed_at = %(at)s where id in (select case_id from applied)
),
answered as (
    select r.line,
           case when r.ruling[1] = 'APPLIED' and a.line is null then 'BUSY' else r.ruling[1] end as verdict,
           case when r.ruling[1] = 'APPLIED' and a.line is null then 'event_id' else r.ruling[2] end as field,
           case when r.ruling[1] = 'APPLIED' and a.line is null
                then 'was being taken in at the same moment; send it again' else r.ruling[3] end as reason
      from ruled r left join applied a on a.line = r.line
)
select null::integer as line, verdict, '' as field, count(*)::text as reason from answered group by verdict
union all
select line, verdict, field, reason from answered
 where %(tells_all)s or verdict not in ('APPLIED', 'UNCHANGED')
 order by 1 nulls first
