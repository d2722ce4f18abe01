-- Takes in events of our own format, however many, in one statement. "staged" is a temporary table for a file and
-- the rows of the call for the API. Answers one row per verdict with its count (line is null), then one per row that
-- somebody must know about.
with
-- source of the rows
fitting as materialized (
    -- A case is known by its reference to the letter, else by the normalised one where only one case fits it.
    select one.case_urn,
           -- Which one of several does not matter, because then it is none.
           coalesce(any_value(c.id) filter (where c.urn = one.case_urn), any_value(c.id)) as case_id,
           count(*) filter (where c.urn = one.case_urn) as exactly,
           count(*) as nearly
      from (select distinct case_urn, urn_key, urn_split from staged) one
      join cases_case c on c.urn_key = one.urn_key and (c.urn = one.case_urn or c.urn_split = one.urn_split)
                       and (%(area)s::text is null or c.area_id = %(area)s)
     group by one.case_urn
),
judged as (
    -- Only what is asked for further down: the rows are written to memory, or to disk where there are many.
    select s.line, s.source, s.key, s.digest, s.person_ref, s.kind, s.occurred_at, s.follow, s.decision, s.made_by,
           s.plea, s.raises, s.charge_ids, s.payload, f.case_id,
           case
               when s.nth > 1 and s.digest = s.first_digest then array['UNCHANGED', '', '']
               when s.nth > 1 then array['CONFLICT', 'event_id', 'stands twice with different content']
               when f.case_id is null then array['QUARANTINED', 'case_urn', 'names no case that is known']
               when f.exactly > 1 or (f.exactly = 0 and f.nearly > 1)
                   then array['QUARANTINED', 'case_urn', 'fits more than one case']
               when s.person_ref <> '' and not exists (
                   select 1 from cases_victim v where v.case_id = f.case_id and v.reference = s.person_ref)
                   then array['QUARANTINED', 'person_ref', 'names no victim of this case']
               when cardinality(s.charge_ids) > 0 and exists (
                   select 1 from unnest(s.charge_ids) wanted where not exists (
                       select 1 from cases_charge ch
                        where ch.case_id = f.case_id and (ch.id = wanted or ch.external_id = wanted)))
                   then array['QUARANTINED', 'payload.charge_ids', 'names a charge that is not of this case']
               else array['APPLIED', '', '']
           end as ruling
      from (
        select staged.*, row_number() over each_key as nth, first_value(digest) over each_key as first_digest
          from staged
        -- The key first: nearly all rows of a file are of one source, and comparing those tells nothing.
        window each_key as (partition by key, source order by line)
      ) s
      left join fitting f on f.case_urn = s.case_urn
    -- Keeps the ruling from being worked out anew wherever it is asked for, without storing the rows once more.
    offset 0
),
numbered as materialized (
    -- Truth values and whole numbers let the planner guess well; the ids are taken here to be found again below.
    select j.*, ruling[1] = 'APPLIED' as may_apply, ruling[1] <> 'UNCHANGED' as is_kept,
           nextval('cases_inboundmessage_id_seq') as new_id
      from judged j
),
stored as (
    -- A new event costs no look-up: what is known already is told by the unique indexes.
    insert into cases_inboundmessage (id, source, key, digest, payload, order_key, shared_at, state, problems, file_id,
                                      received_at, received_by)
    select new_id, source, key, digest, payload, '', null, ruling[1],
           case when may_apply then '[]'::jsonb else jsonb_build_array(
               jsonb_build_object('line', line, 'field', ruling[2], 'reason', ruling[3])) end,
           %(file)s, %(at)s, %(by)s
      from numbered
     where is_kept
        on conflict do nothing
    returning id
),
left_over as materialized (
    -- Apart from what follows, so that nothing is looked up where nothing is left, which is nearly always.
    select * from numbered n where n.is_kept and not exists (select 1 from stored where stored.id = n.new_id)
),
met as materialized (
    -- Rows that met one that is known: the same again, another content, or one that waited in quarantine.
    select n.line, n.new_id, n.may_apply, same.id as same_id,
           coalesce(same.state = 'QUARANTINED' and n.may_apply, false) as is_revived,
           same.id is null and accepted.id is not null as is_conflict,
           case
               when same.state = 'QUARANTINED' then n.ruling
               when same.id is not null then array['UNCHANGED', '', '']
               when accepted.id is not null
                   then array['CONFLICT', 'event_id', 'another event with this id was accepted before']
               else array['BUSY', 'event_id', 'was being taken in at the same moment; send it again']
           end as ruling
      from left_over n
      left join cases_inboundmessage same
             on same.source = n.source and same.key = n.key and same.digest = n.digest
      left join cases_inboundmessage accepted
             on accepted.source = n.source and accepted.key = n.key
            and accepted.state in ('APPLIED', 'STORED_NOT_APPLIED')
),
set_apart as (
    insert into cases_inboundmessage (id, source, key, digest, payload, order_key, shared_at, state, problems, file_id,
                                      received_at, received_by)
    select n.new_id, source, key, digest, payload, '', null, 'CONFLICT',
           jsonb_build_array(jsonb_build_object('line', n.line, 'field', met.ruling[2], 'reason', met.ruling[3])),
           %(file)s, %(at)s, %(by)s
      from numbered n join met on met.new_id = n.new_id
     where met.is_conflict
        on conflict do nothing
),
revived as (
    update cases_inboundmessage m set state = 'APPLIED', problems = '[]'::jsonb
      from met
     where m.id = met.same_id and met.is_revived and m.state = 'QUARANTINED'
       -- Asked first and once: a plan made while the table was small would read all of it.
       and (select bool_or(is_revived) from met)
    returning m.id
),
applied as materialized (
    select n.*, n.new_id as message_id
      from numbered n join stored on stored.id = n.new_id
     where n.may_apply
    union all
    select n.*, met.same_id
      from numbered n join met on met.new_id = n.new_id join revived on revived.id = met.same_id
),
told as (
    insert into cases_caseevent (case_id, kind, key, occurred_at, recorded_at, recorded_by, message_id, detail)
    select case_id, kind, 'event:' || source || ':' || key, occurred_at, %(at)s, %(by)s, message_id,
           jsonb_strip_nulls(payload -> 'payload')
      from applied
        on conflict (case_id, key) do nothing
),
-- what a person is asked
-- the work of events
answered as (
    select n.line, coalesce(met.ruling, n.ruling) as ruling
      from numbered n left join met on met.new_id = n.new_id
)
select null::integer as line, ruling[1] as verdict, '' as field, count(*)::text as reason from answered group by 2
union all
select line, ruling[1], ruling[2], ruling[3] from answered
 where %(tells_all)s or ruling[1] not in ('APPLIED', 'UNCHANGED')
 order by 1 nulls first
