-- The app's login, the role that owns everything, and the database. Run by an administrator of the server in database postgres, with psql
-- variables database
-- (its name, and that of the role), app (the identity's name), app_object_id and administrators (the role of all administrators). It can be
-- run again, by
-- another administrator as well.
\set ON_ERROR_STOP on

-- Not an administrator: the app owns its own tables and nothing else.
select pgaadauth_create_principal_with_oid(:'app', :'app_object_id', 'service', false, false)
where not exists (select from pg_roles where rolname = :'app');

-- Releases migrate as this role, and the app inherits from it, so both own what either creates. Since PostgreSQL 16 only the creator of a
-- role may grant it:
-- all administrators get that right, because a person may deploy first and a workflow later.
select format('create role %I nologin', :'database') where not exists (select from pg_roles where rolname = :'database') \gexec
select format('grant %I to %I with admin option', :'database', :'administrators')
where not exists (
    select from pg_auth_members
    where roleid = (quote_ident(:'database'))::regrole and member = (quote_ident(:'administrators'))::regrole and admin_option
) \gexec
grant :"database" to :"app";
grant :"database" to current_user;

select format('create database %I owner %I', :'database', :'database')
where not exists (select from pg_database where datname = :'database') \gexec
revoke all on database :"database" from public;
