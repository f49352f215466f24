-- Durable subscriptions: who is to be told what, how far that got, and what they were told (ADR 0019). No projection: nothing of this is in the log.

-- Who changes anything of a subscription holds its row, so that what follows belongs to one at a time.
create table subscriptions (
  subscription        bigint      not null generated always as identity,
  read_to             bigint      not null,  -- position: what is up to here was held against the filter
  starts_after        bigint      not null,  -- position: where it began, or was last set to
  last_error_position bigint,
  created_at          timestamptz not null default clock_timestamp(),
  kept_since          timestamptz not null default clock_timestamp(),  -- deliveries from here on are kept
  last_delivered_at   timestamptz,
  last_error_at       timestamptz,
  revision            int         not null default 1,  -- of filter and start: who read the log by an earlier one begins again
  attempts_max        int         not null,
  retention_days      int         not null,
  is_paused           boolean     not null default false,
  name                text        not null,
  owner               text        not null,
  start               text        not null,  -- as it was asked for
  filter              json        not null,
  last_error          text,
  constraint subscriptions_subscription primary key (subscription),
  constraint subscriptions_name unique (name),
  constraint subscriptions_position_order check (0 <= starts_after and starts_after <= read_to)
) with (fillfactor = 70);

-- The window: events that passed the filter and are not done. waiting; leased to a worker; parked, until somebody decides; held, behind a parked one.
create table subscription_events (
  subscription bigint      not null,
  position     bigint      not null,
  due_at       timestamptz not null default '-infinity',  -- not to be delivered again before
  leased_until timestamptz,
  attempts     int         not null default 0,
  bytes        int         not null,  -- of its JSON
  comes_alone  boolean     not null default false,  -- a lease ran out over it: it may be what fells workers
  lease        uuid,                  -- the last one; who holds it may still say what became of the event while nobody else has it
  state        text        not null default 'waiting',
  keys         text[]      not null,  -- incidents that it bears on; its stream where there are none: in their order it is delivered
  error        text,
  constraint subscription_events_position primary key (subscription, position),
  constraint subscription_events_subscription foreign key (subscription) references subscriptions on delete cascade,
  constraint subscription_events_state check (state in ('waiting', 'leased', 'parked', 'held')),
  constraint subscription_events_lease check (state <> 'leased' or (lease is not null and leased_until is not null))
) with (fillfactor = 70);
create index subscription_events_open on subscription_events (subscription, position) where state in ('waiting', 'leased');
create index subscription_events_parked on subscription_events (subscription, position) where state = 'parked';

-- Keys of what is parked or held: what comes later and shares one waits with it.
create table subscription_holds (
  subscription bigint not null,
  position     bigint not null,  -- the first that is parked or held by it
  key          text   not null,
  constraint subscription_holds_key primary key (subscription, key),
  constraint subscription_holds_subscription foreign key (subscription) references subscriptions on delete cascade
);

-- What was told to whom, a row an attempt, for as long as the subscription says.
create table deliveries (
  delivery     bigint      not null generated always as identity,
  subscription bigint      not null,
  position     bigint      not null,
  delivered_at timestamptz not null default clock_timestamp(),
  outcome_at   timestamptz,
  attempt      int         not null,  -- 0: it was skipped and not delivered
  lease        uuid,
  outcome      text,                  -- null while nobody has said
  worker       text,
  error        text,
  constraint deliveries_delivery primary key (delivery),
  constraint deliveries_subscription foreign key (subscription) references subscriptions on delete cascade,
  constraint deliveries_outcome check (outcome in ('done', 'failed', 'parked', 'returned', 'expired', 'skipped', 'reset')),
  constraint deliveries_outcome_at check ((outcome is null) = (outcome_at is null))
);
create index deliveries_told on deliveries (subscription, delivered_at);
create index deliveries_in_order on deliveries (subscription, delivery);
create index deliveries_lease on deliveries (lease);

grant select, insert, update, delete on subscriptions to timeline_service;
grant select, insert, update, delete on subscription_events to timeline_service;
grant select, insert, update, delete on subscription_holds to timeline_service;
grant select, insert, update, delete on deliveries to timeline_service;
