"""Submits the records of a file in one of the patterns and says how long it took, for each line of JSON on standard input."""

import json
import sys
import time

from celery import chord, group

from tasks import register, register_rows, register_set, total

CHUNK = 100
# Seconds between two looks where a result is not told anyway.
INTERVAL = 0.002


def chunks(records):
    return [records[i : i + CHUNK] for i in range(0, len(records), CHUNK)]


def all_in_one(records):
    return register_rows.delay(records).get(interval=INTERVAL)


def one_set(records):
    return register_set.delay(records).get(interval=INTERVAL)


def starmap(records):
    return sum(register.starmap([(record,) for record in records]).delay().get(interval=INTERVAL))


def group_of_chunks(records):
    return sum(group(register_rows.s(some) for some in chunks(records)).apply_async().get(interval=INTERVAL))


def chord_of_chunks(records):
    return chord(register_rows.s(some) for some in chunks(records))(total.s()).get(interval=INTERVAL)


def chord_of_sets(records):
    return chord(register_set.s(some) for some in chunks(records))(total.s()).get(interval=INTERVAL)


def chord_of_records(records):
    return chord(register.s(record) for record in records)(total.s()).get(interval=INTERVAL)


PATTERNS = {
    "all-in-one": all_in_one,
    "one-set": one_set,
    "starmap": starmap,
    "group": group_of_chunks,
    "chord": chord_of_chunks,
    "chord-sets": chord_of_sets,
    "fine": chord_of_records,
}


def load(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main():
    path, records = None, []
    for line in sys.stdin:
        command = json.loads(line)
        if command["file"] != path:
            path, records = command["file"], load(command["file"])
        started = time.perf_counter()
        done = PATTERNS[command["pattern"]](records)
        elapsed = time.perf_counter() - started
        print(json.dumps({"seconds": elapsed, "done": done}), flush=True)


if __name__ == "__main__":
    main()
