-- The app's login, the role that owns everything, and the database. Run by an administrator of the server in database postgres, with psql
-- variables database (its name, and that of the role), app (the identity's name) and app_object_id; it can be run again.
\set ON_ERROR_STOP on

-- No administrator: the app owns its own tables and nothing else.
select pgaadauth_create_principal_with_oid(:'app', :'app_object_id', 'service', false, false)
where not exists (select from pg_roles where rolname = :'app');

-- Releases migrate as this role, and the app inherits from it: so both own what either makes.
select format('create role %I nologin', :'database') where not exists (select from pg_roles where rolname = :'database') \gexec
grant :"database" to :"app";
grant :"database" to current_user;

select format('create database %I owner %I', :'database', :'database') where not exists (select from pg_database where datname = :'database') \gexec
revoke all on database :"database" from public;
