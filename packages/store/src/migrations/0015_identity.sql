-- What identifies a submission never changes: a second one under the same key cannot alter what the first one left.
create trigger lead_identity_immutable before update of id, source, idempotency_key, body_hash, received_at, created_at on lead
  for each row execute function refuse_change();
