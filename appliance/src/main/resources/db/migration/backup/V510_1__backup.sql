-- What this installation knows of its backups: one value under each name.
create table backup_setting (
  name varchar(64) primary key,
  content text not null
);

create table backup_run (
  id varchar(40) primary key,
  -- backup or drill
  kind varchar(16) not null,
  backup_id varchar(40),
  node varchar(64) not null,
  started_by varchar(200) not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  -- running, done or failed
  outcome varchar(16) not null,
  -- One sentence; for a drill the report, as JSON.
  detail text not null,
  bytes bigint not null,
  added_bytes bigint not null
);
create index backup_run_time on backup_run (started_at);

-- A restore that the next start is to tell of.
create table backup_restore (
  id varchar(40) primary key,
  backup_id varchar(40) not null,
  -- Null for everything.
  scope varchar(64),
  taken_at timestamp with time zone not null,
  restored_at timestamp with time zone not null,
  announced_at timestamp with time zone
);
