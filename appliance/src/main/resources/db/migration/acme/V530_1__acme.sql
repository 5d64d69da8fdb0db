-- Which of the nodes orders a certificate now: one at a time.
create table acme_turn (
  name varchar(32) primary key,
  node varchar(64) not null,
  until_at timestamp with time zone not null
);

-- What every node answers to an ACME server that looks at one of the orders' names.
create table acme_challenge (
  token varchar(256) primary key,
  answer varchar(512) not null,
  node varchar(64) not null,
  until_at timestamp with time zone not null
);
