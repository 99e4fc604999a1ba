-- Anomalies are told to those who administer, not to one rep, and some of them are no reps.
alter table notification
  alter column rep_id drop not null,
  add constraint notification_told_check check ((rep_id is null) = (kind in ('anomaly_opened', 'anomaly_closed')));
-- An anomaly opens once and closes once.
create unique index notification_anomaly_key on notification (kind, (payload ->> 'anomalyId')) where rep_id is null;
comment on column notification.rep_id is 'Who is told; null: all active people whose role is admin';

alter table delivery
  add column person_id text references person,
  add constraint delivery_person_check check (person_id is null or (rep_id is null and endpoint_id is null));
comment on column delivery.rep_id is 'Who is told; null: nobody in person, or an admin';
comment on column delivery.person_id is 'The admin who is told by e-mail; null: a rep or nobody in person';
