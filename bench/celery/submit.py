"""Submits the records of a file in one of the patterns and says how long it took, for each line of JSON on standard input."""

import json
import sys
import time

from celery import chord, group

from tasks import register, register_rows, register_set, total

CHUNK = 100
# Seconds between two looks at a result.
INTERVAL = 0.005


def chunks(records):
    return [records[i : i + CHUNK] for i in range(0, len(records), CHUNK)]


def finished(result):
    """Looks by itself: Celery's own wait, where it missed the message, looks again only after a second."""
    while not result.ready():
        time.sleep(INTERVAL)
    return result.get()


def all_in_one(records):
    return finished(register_rows.delay(records))


def one_set(records):
    return finished(register_set.delay(records))


def starmap(records):
    return sum(finished(register.starmap([(record,) for record in records]).delay()))


def group_of_chunks(records):
    return sum(finished(result) for result in group(register_rows.s(some) for some in chunks(records)).apply_async().results)


def chord_of_chunks(records):
    return finished(chord(register_rows.s(some) for some in chunks(records))(total.s()))


def chord_of_sets(records):
    return finished(chord(register_set.s(some) for some in chunks(records))(total.s()))


def chord_of_records(records):
    return finished(chord(register.s(record) for record in records)(total.s()))


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
