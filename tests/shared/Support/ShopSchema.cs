using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pipeline.Tests;

[DbContext(typeof(ShopDb))]
[Migration("20260101000000_Shop")]
internal sealed class ShopSchema : Migration
{
    // A row of late that is there twice is refused at the commit, where no savepoint helps.
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create table effect (
            id integer generated always as identity primary key, job_id uuid not null, text text not null, constraint effect_text check (text <> ''));
        create table stock (name text primary key, count integer not null);
        create table late (n integer, constraint late_n unique (n) deferrable initially deferred);
        """);
}
