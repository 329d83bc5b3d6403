"""What Python's multiprocessing reaches where workloads of swrun share data: peers of the shared rows of `make bench`.

  shared.py counter N      million additions a second to a Value with its lock, by two processes that make N each
  shared.py manager N      microseconds to get an element of a Manager's dict: the mean of N
  shared.py array BYTES    milliseconds until a worker has an array of so many bytes that was pickled through a pipe

Prints one number.
"""

import multiprocessing
import sys
import time
from array import array


def add(value, ready, count):
    ready.wait()
    for _ in range(count):
        with value.get_lock():
            value.value += 1


def counter(count):
    value = multiprocessing.Value("q", 0)
    ready = multiprocessing.Barrier(3)
    workers = [multiprocessing.Process(target=add, args=(value, ready, count)) for _ in range(2)]
    for worker in workers:
        worker.start()
    ready.wait()
    start = time.perf_counter()
    for worker in workers:
        worker.join()
    taken = time.perf_counter() - start
    assert value.value == 2 * count
    return 2 * count / taken / 1e6


def manager(count):
    with multiprocessing.Manager() as process:
        shared = process.dict({1: 7})
        start = time.perf_counter()
        for _ in range(count):
            shared[1]
        return (time.perf_counter() - start) / count * 1e6


def receive(pipe):
    data = pipe.recv()
    pipe.send((time.perf_counter(), len(data)))


def transfer(size):
    data = array("d", bytes(size))
    here, there = multiprocessing.Pipe()
    worker = multiprocessing.Process(target=receive, args=(there,))
    worker.start()
    start = time.perf_counter()
    here.send(data)
    end, count = here.recv()
    worker.join()
    assert count == size // 8
    return (end - start) * 1e3


if __name__ == "__main__":
    print({"counter": counter, "manager": manager, "array": transfer}[sys.argv[1]](int(sys.argv[2])))
