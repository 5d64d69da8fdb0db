-- Who this installation is: one row. Its key is sealed by a data key that the KMS wrapped.
create table installation (
  id integer primary key,
  installation varchar(40) not null,
  created_at timestamp with time zone not null,
  wrapped text not null,
  sealed_key text not null,
  public_key text not null,
  asked bigint default 0 not null,
  nonce varchar(64),
  answered bigint default 0 not null,
  reported bigint default 0 not null
);

-- When a machine last fitted the binding of a licence, and since when none has.
create table licence_fit (
  licence_id varchar(40) primary key,
  fitted_at timestamp with time zone,
  misfit_since timestamp with time zone
);

-- What was used, row by row, each with the hash of all before it. Rows are only ever added.
create table licence_usage (
  number bigint primary key,
  usage_day date not null,
  kind varchar(10) not null,
  name varchar(64) not null,
  amount bigint not null,
  written_at timestamp with time zone not null,
  note varchar(200) not null,
  hash varchar(96) not null
);
create index licence_usage_day on licence_usage (usage_day, name);
