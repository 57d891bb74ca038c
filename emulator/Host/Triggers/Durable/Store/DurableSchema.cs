namespace Pipeline.Emulator.Triggers.Durable.Store;

/// <summary>The engine's own tables. Everything of an execution goes with its instance.</summary>
internal static class DurableSchema
{
    public const string Create = """
        -- Of processes that start at once, one creates and the others find it done.
        select pg_advisory_xact_lock(hashtext('emulator_durable'));
        create schema if not exists emulator_durable;
        create table if not exists emulator_durable.hub (
            name text primary key,
            token bigint not null default 0,
            expires_at timestamptz not null default '-infinity');
        create table if not exists emulator_durable.instance (
            execution_id uuid primary key,
            hub text not null,
            id text not null,
            name text not null,
            status smallint not null,
            input text,
            output text,
            custom_status text,
            failure text,
            created_at timestamptz not null default clock_timestamp(),
            updated_at timestamptz not null default clock_timestamp(),
            unique (hub, id));
        create table if not exists emulator_durable.history (
            execution_id uuid not null references emulator_durable.instance on delete cascade,
            sequence int not null,
            event text not null,
            primary key (execution_id, sequence));
        create table if not exists emulator_durable.message (
            id bigint generated always as identity primary key,
            execution_id uuid not null references emulator_durable.instance on delete cascade,
            event text not null);
        create index if not exists message_execution on emulator_durable.message (execution_id, id);
        create table if not exists emulator_durable.activity (
            execution_id uuid not null references emulator_durable.instance on delete cascade,
            task_id int not null,
            event text not null,
            primary key (execution_id, task_id));
        create table if not exists emulator_durable.timer (
            execution_id uuid not null references emulator_durable.instance on delete cascade,
            task_id int not null,
            event text not null,
            primary key (execution_id, task_id));
        """;
}
