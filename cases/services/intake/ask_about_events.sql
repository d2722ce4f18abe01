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
    returning id, message_id
),
proposed_charges as (
    insert into cases_decisionproposal_charges (decisionproposal_id, charge_id)
    select distinct p.id, ch.id
      from proposed p
      join applied a on a.message_id = p.message_id
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
          join applied a on a.message_id = p.message_id
        union all
        select 'UNKNOWN_RESULT', 'person:' || case_id || ':event:' || source || ':' || md5(key), unit_id, case_id,
               'inbound:' || message_id, 'Say what this means for the victims. Nothing is told until you have.',
               %(answer_by)s::timestamptz
          from applied
         where follow = 'PERSON'
      ) wanted
        on conflict (key) where state = 'OPEN' do nothing
)
