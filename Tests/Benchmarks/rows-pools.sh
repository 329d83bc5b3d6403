# shellcheck shell=bash disable=SC2154
# Pools of threads and of processes: maps, futures, results, traces. Sourced by bench.sh. `pool` is our side.
pool() { timeout 60 "${swrun%/*}/pool-fixture" bench "$@"; }
there_openmp() { built openmp cc -O2 -fopenmp "$here/openmp.c"; }
openmp() { there_openmp && OMP_NUM_THREADS=$workers timeout 60 ./openmp "$@"; }
there_peers() { built peers swiftc -O -parse-as-library "$here/peers.swift"; }
peers() { there_peers && timeout 60 ./peers "$@"; }
there_python() { python3 "$here/pools.py" "$1" here "$workers"; }
python() { timeout 60 python3 "$here/pools.py" "$1" "$2" "$workers"; }
pools_floor() {
  built pools-floor cc -O2 -static "$here/pools-floor.c" && WORKERS=$workers timeout 60 ./pools-floor "$@"
}

# Every task gives back its number, here and there. Python gets fewer tasks, as it would take minutes.
k="k tasks/s"
threads="pool map threads 1 $workers"
fork="pool map fork 1 $workers"
row "map, threads, chunk 1" "$k" "OpenMP dynamic,1" ">= 0.8" "$threads" "openmp map 1000000"
row "map, threads, chunk 1" "$k" "Dispatch concurrentPerform" "-" "$threads" "peers perform 1000000"
row "map, threads, chunk 1" "$k" "Python ThreadPoolExecutor" "-" "$threads" "python thread map"
row "map, fork, chunk 1" "$k" "OpenMP dynamic,1, threads" ">= 0.5" "$fork" "openmp map 1000000"
row "map, fork, chunk 1" "$k" "Python multiprocessing.Pool" ">= 200" "$fork" "python fork map"
row "map, fork, chunk 1" "$k" "Python ProcessPoolExecutor" "-" "$fork" "python process map"
row "map, fork, chunk 1" "$k" "Python loky" "-" "$fork" "python loky map"

threads="pool submit threads $workers"
fork="pool submit fork $workers"
# OpenMP has its thread run most tasks itself, at once; only where each is queued, as a future is, can they be compared.
row "submit, threads" "$k" "OpenMP tasks" "-" "$threads" "openmp submit 1000000"
row "submit, threads" "$k" "OpenMP tasks, all queued" ">= 1" "$threads" "openmp deferred 1000000"
row "submit, threads" "$k" "Dispatch async, group" ">= 1" "$threads" "peers async 1000000"
row "submit, threads" "$k" "Swift task group" ">= 1" "$threads" "peers group 200000"
row "submit, fork" "$k" "Python ProcessPoolExecutor" ">= 500 k/s" "$fork" "python process submit"
row "submit, fork" "$k" "Python loky" "-" "$fork" "python loky submit"

# From submit to result with a pool that has slept: the caller and one worker on the same CPU, and each on its own.
# Python's are not given time to fall asleep, nor is the pool that stands beside them.
for kind in threads fork spawn forkserver; do
  ours="pool latency $kind"
  row "one task, $kind, one CPU" us "C, futex, 2 processes" "<= 2" "$ours same" "pools_floor futex 2000 same"
  row "one task, $kind, 2 CPUs" us "C, futex, 2 processes" "<= 2" "$ours apart" "pools_floor futex 2000 apart"
done
row "one task, fork, not bound" us "Python ProcessPoolExecutor" "-" "pool latency fork free" "python process latency"
row "one task, fork, not bound" us "Python loky" "-" "pool latency fork free" "python loky latency"

# A pool of 2, from nothing to nothing, with 2 tasks; the fork server is there already.
row "pool of 2, fork" ms "C, 2 forks" "<= 2 ms" "pool start fork" "pools_floor forks 200"
row "pool of 2, fork" ms "Python multiprocessing" "-" "pool start fork" "python fork start"
row "pool of 2, forkserver" ms "C, 2 forks" "<= 2 ms" "pool start forkserver" "pools_floor forks 200"
row "pool of 2, forkserver" ms "Python multiprocessing" "-" "pool start forkserver" "python forkserver start"
row "pool of 2, spawn" ms "C, 2 execs, static" "<= 12 ms" "pool start spawn" "pools_floor execs 200"
row "pool of 2, spawn" ms "Python multiprocessing" "-" "pool start spawn" "python spawn start"

for kind in fork spawn; do
  ours="pool results $kind $workers"
  row "64 KiB results, $kind" MB/s "Python multiprocessing.Pool" "-" "$ours" "python $kind throughput"
  row "64 KiB results, $kind" MB/s "C, pipes" "-" "$ours" "pools_floor pipe 8000"
  row "64 KiB results, $kind" MB/s "C, shared memory" "-" "$ours" "pools_floor memory 8000"
done

# What a trace adds to a task: time of a worker.
for kind in threads fork; do
  for chunk in auto 1; do
    row "trace, $kind, chunk $chunk" ns "C, two readings of the clock" "<= 100 ns" \
      "pool trace $kind $chunk $workers" "pools_floor clock 200"
  done
done
