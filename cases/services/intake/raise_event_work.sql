-- Raises the work that events lead to, however many, in sets (EW-1 to EW-3). Reads the relation "happened" (subject,
-- name, case_id, kind, plea, person_ref, charge_ids, occurred_at) and the table of tasks that the rule gives.
concerned as materialized (
    select h.subject, h.name, h.case_id, h.occurred_at, v.id as victim_id, v.officer_id, t.work, t.due_at, t.replaces,
           t.rank,
           case when t.audience = 'SAFETY' and touch.is_declined then t.words || %(declined)s::text else t.words end
           as words
      from happened h
      join jsonb_to_recordset(%(tasks)s) as t(event text, plea text, work text, words text, audience text,
                                              due_at timestamptz, replaces boolean, rank integer)
        on t.event = h.kind and t.plea = h.plea
      join cases_case c on c.id = h.case_id
      left join cases_victim v
        on v.case_id = h.case_id and (h.person_ref = '' or v.reference = h.person_ref)
       -- Of charges that nobody has linked with a victim it is not known whom they concern: then all are meant.
       and (cardinality(h.charge_ids) = 0 or exists (
               select from cases_chargevictim cv join cases_charge ch on ch.id = cv.charge_id
                where cv.victim_id = v.id and (ch.id = any(h.charge_ids) or ch.external_id = any(h.charge_ids)))
            or not exists (
               select from cases_charge ch join cases_chargevictim cv on cv.charge_id = ch.id
                where ch.case_id = h.case_id and (ch.id = any(h.charge_ids) or ch.external_id = any(h.charge_ids))))
       and (t.audience <> 'NAMED_OFFICER'
            -- or they have a named officer
           )
       and (t.audience <> 'RASSO_ADULT' or (c.is_rasso and v.kind = 'PERSON' and not exists (
               select from cases_person p
                where p.id = v.person_id
                  and (p.died_on is not null or p.born_on > (h.occurred_at at time zone 'Europe/London')::date
                                                            - interval '18 years'))))
      left join lateral (
            -- Nobody's wishes are looked up where the case has nobody whom this concerns, which is nearly always.
            select case when v.id is not null then
                       v.has_declined_contact or v.contact_ended_on is not null or coalesce((
                       select p.opted_out_at is not null from cases_safecontactprofile p
                        where p.person_id = v.person_id order by p.recorded_at desc, p.id desc limit 1), false)
                   end as is_declined
           ) touch on true
     where t.audience = 'SAFETY' or (v.id is not null and not touch.is_declined)
),
newest as materialized (
    -- Of what came at once about the same, one is raised; its page shows all of it.
    select distinct on (work, victim_id, case when replaces then '' else name end) *
      from concerned
     order by work, victim_id, case when replaces then '' else name end, rank desc, occurred_at desc, name desc
),
given_way as (
    update cases_workitem w
       set state = 'DONE', done_at = %(at)s, done_by = %(by)s, outcome = 'Newer news took its place'
      from newest n
     where n.replaces and w.victim_id = n.victim_id and w.kind = n.work and w.state = 'OPEN'
       -- Asked first and once: a plan made while the table was small would read all of it.
       and (select bool_or(replaces) from newest)
    returning w.victim_id, w.kind, w.due_at
),
news as (
    insert into cases_workitem (id, kind, key, unit_id, area_code, case_id, is_rasso, is_restricted, victim_id,
                                officer_id, about, summary, is_for_manager, due_at, state, raised_at, raised_by,
                                done_by, outcome)
    select gen_random_uuid(), n.work,
           case when n.work = 'MEETING_OFFER' then 'pre-trial-offer:' || n.victim_id
                else 'news:' || n.work || ':' || coalesce(n.victim_id, n.case_id) || ':' || n.name end,
           u.id, u.area_id, c.id, c.is_rasso, c.is_restricted, n.victim_id, n.officer_id, n.subject,
           left(n.words, 300), false,
           -- Who has waited for the earlier news does not wait longer for the newer.
           least(n.due_at, (select min(g.due_at) from given_way g where g.victim_id = n.victim_id and g.kind = n.work)),
           'OPEN', %(at)s, %(by)s, '', ''
      from newest n
      join cases_case c on c.id = n.case_id
      join accounts_unit u on u.id = c.unit_id
       -- Held to the end, so that what the work copies of them stays true.
       for key share of c, u
        on conflict (key) where state = 'OPEN' do nothing
    returning id
)
