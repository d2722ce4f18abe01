-- Asks a person about the events just taken in ("applied"): to confirm a decision that one reports, or to say what
-- one means that this service cannot read.
proposed as (
    insert into cases_decisionproposal (id, case_id, message_id, key, code, made_by, decided_at, why, state,
                                        proposed_at, answered_by, rejection_reason)
    select gen_random_uuid(), case_id, message_id, 'event:' || source || ':' || key, decision, made_by, occurred_at,
           'Reported by ' || source || '.', 'OPEN', %(at)s, '', ''
      from applied
     where follow = 'PROPOSAL' and decision <> ''
        on conflict (case_id, key) do nothing
    returning id, case_id, message_id
),
proposed_charges as (
    insert into cases_decisionproposal_charges (decisionproposal_id, charge_id)
    select distinct p.id, ch.id
      from proposed p
      join applied a on a.message_id = p.message_id
      join cases_charge ch on ch.case_id = a.case_id
                          and (ch.id = any(a.charge_ids) or ch.external_id = any(a.charge_ids))
     where cardinality(a.charge_ids) > 0
),
to_do as (
    -- Of a proposal under its own id: to draw another costs the database as much as to store the row. With the copies
    -- of the Area and of the restrictions, which stay true until the end because their owners are held.
    insert into cases_workitem (id, kind, key, unit_id, area_code, case_id, is_rasso, is_restricted, about, summary,
                                is_for_manager, due_at, state, raised_at, raised_by, done_by, outcome)
    select wanted.id, wanted.kind, wanted.key, u.id, u.area_id, c.id, c.is_rasso, c.is_restricted,
           wanted.about, wanted.summary, false, %(answer_by)s::timestamptz, 'OPEN', %(at)s, %(by)s, '', ''
      from (
        select id, 'CONFIRM_PROPOSAL' as kind, 'proposal:' || id as key, case_id, 'proposal:' || id as about,
               'A decision was reported. Confirm it, correct it or reject it: the time limit runs from the decision.'
               as summary
          from proposed
        union all
        select gen_random_uuid(), 'UNKNOWN_RESULT', 'person:' || case_id || ':event:' || source || ':' || md5(key),
               case_id, 'inbound:' || message_id, 'Say what this means for the victims. Nothing is told until you have.'
          from applied
         where follow = 'PERSON'
      ) wanted
      join cases_case c on c.id = wanted.case_id
      join accounts_unit u on u.id = c.unit_id
       for key share of c, u
        on conflict (key) where state = 'OPEN' do nothing
)
