-- Whatever moves a pool's credits outside a decision is on file, so that its decisions follow one from the other.

alter table credit_correction
  add column cause text not null default 'correction' check (cause in ('correction', 'members', 'unit'));
alter table credit_correction alter column cause drop default;
comment on table credit_correction is 'Changes of a pool''s ledger outside its decisions';
comment on column credit_correction.cause is 'correction: by hand; members: somebody joined or left; unit: it went from sharing leads to sharing value, or back';
comment on column credit_correction.deltas is '[{repId, deltaMicro, creditBefore, creditAfter}] in micro-units; deltaMicro sums to zero. Who left has 0 after';
comment on column credit_correction.personal_comment is 'Why; free text, may hold personal data. Empty unless it was by hand';
