"""The peer's tasks: the same statements for the same records as the product's jobs, each task in one transaction."""

import os

import psycopg2
from celery import Celery
from psycopg2.extras import execute_values

app = Celery("tasks", broker=os.environ["BENCH_BROKER"], backend=os.environ["BENCH_RESULTS"])
app.conf.update(
    task_serializer="json",
    result_serializer="json",
    accept_content=["json"],
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    broker_transport_options={"confirm_publish": True},
)

UPSERT = os.environ["BENCH_UPSERT"]
UPSERT_VALUES = os.environ["BENCH_UPSERT_VALUES"]
# Statements of a few hundred rows cost the least.
PAGE = 1000

_connection = None


def connection():
    """One for each process of the pool, opened after the fork; where it leads stands in the environment (PGHOST and so on)."""
    global _connection
    if _connection is None or _connection.closed:
        _connection = psycopg2.connect("")
    return _connection


@app.task
def register(record):
    with connection() as transaction, transaction.cursor() as cursor:
        cursor.execute(UPSERT, record)
    return 1


@app.task
def register_rows(records):
    with connection() as transaction, transaction.cursor() as cursor:
        for record in records:
            cursor.execute(UPSERT, record)
    return len(records)


@app.task
def register_set(records):
    with connection() as transaction, transaction.cursor() as cursor:
        execute_values(cursor, UPSERT_VALUES, records, page_size=PAGE)
    return len(records)


@app.task
def total(results):
    return sum(results)
