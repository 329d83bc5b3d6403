"""What Python's pools reach where a pool of swrun does the same: peers of the pool rows of `make bench`.

  pools.py PEER ROW WORKERS

PEER: thread (ThreadPoolExecutor), process (ProcessPoolExecutor), loky, and multiprocessing.Pool by its start method:
fork, forkserver, spawn.
ROW: map, submit (thousands of tasks/s), latency (microseconds from submit to result, the median of many), start
(milliseconds for a pool of 2: start, 2 tasks, stop), throughput (MB/s of 64 KiB results), here (nothing; exits 0 if
the peer is there).

Prints one number. There are fewer tasks than swrun gets, so that a row takes about a second.
"""

import multiprocessing
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

TASKS = {"thread": 20_000, "process": 3_000, "loky": 1_500, "fork": 20_000, "forkserver": 20_000, "spawn": 20_000}
RESULT_BYTES = 65_536


def nothing(task):
    return task


def block(task):
    return bytes(RESULT_BYTES)


class Executor:
    """A pool of concurrent.futures, or one like it."""

    def __init__(self, make, workers):
        self.pool = make(workers)

    def map(self, body, tasks):
        return sum(1 for _ in self.pool.map(body, range(tasks)))

    def submit(self, tasks):
        futures = [self.pool.submit(nothing, task) for task in range(tasks)]
        return sum(1 for future in futures if future.result() >= 0)

    def one(self, task):
        return self.pool.submit(nothing, task).result()

    def stop(self):
        self.pool.shutdown()


class Pool:
    """A pool of multiprocessing."""

    def __init__(self, method, workers):
        self.pool = multiprocessing.get_context(method).Pool(workers)

    def map(self, body, tasks):
        return len(self.pool.map(body, range(tasks), chunksize=1))

    def submit(self, tasks):
        futures = [self.pool.apply_async(nothing, (task,)) for task in range(tasks)]
        return sum(1 for future in futures if future.get() >= 0)

    def one(self, task):
        return self.pool.apply_async(nothing, (task,)).get()

    def stop(self):
        self.pool.close()
        self.pool.join()


def started(peer, workers):
    if peer == "thread":
        return Executor(ThreadPoolExecutor, workers)
    if peer == "process":
        return Executor(ProcessPoolExecutor, workers)
    if peer == "loky":
        import loky

        return Executor(loky.ProcessPoolExecutor, workers)
    return Pool(peer, workers)


def seconds(body):
    start = time.perf_counter()
    body()
    return time.perf_counter() - start


def start_and_stop(peer):
    pool = started(peer, 2)
    pool.map(nothing, 2)
    pool.stop()


def measure(peer, row, workers):
    tasks = TASKS[peer]
    if row == "start":
        start_and_stop(peer)  # a fork server runs from the first pool on
        return statistics.median(seconds(lambda: start_and_stop(peer)) for _ in range(5)) * 1e3
    pool = started(peer, workers)
    pool.map(nothing, 2 * workers)
    if row == "map":
        result = tasks / seconds(lambda: pool.map(nothing, tasks)) * 1e-3
    elif row == "submit":
        result = tasks / seconds(lambda: pool.submit(tasks)) * 1e-3
    elif row == "latency":
        result = statistics.median(seconds(lambda: pool.one(1)) for _ in range(1000)) * 1e6
    else:
        result = 1000 * RESULT_BYTES * 1e-6 / seconds(lambda: pool.map(block, 1000))
    pool.stop()
    return result


def main():
    peer, row, workers = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if row == "here":
        if peer == "loky":
            import loky  # noqa: F401
        return
    print(f"{measure(peer, row, workers):.6g}")


if __name__ == "__main__":
    main()
