-- Every rung that was stepped on and every licence that came or went, once for all nodes.
create table licence_step (
  ordinal bigint primary key,
  at timestamp with time zone not null,
  licence_id varchar(40) not null,
  stage varchar(20) not null,
  what varchar(200) not null,
  sentence varchar(500) not null
);

-- The nodes that have a place. Times are the database's, so that no node's clock matters. A place
-- is the node's name, or the name and the run where two processes of one name are alive.
create table licence_node (
  place varchar(140) primary key,
  node varchar(64) not null,
  run varchar(64) not null,
  boot varchar(64) not null,
  started_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  beats bigint not null
);

-- One row, locked by whoever takes a place.
create table licence_place (
  id integer primary key
);
insert into licence_place (id) values (1);
