// Which processes a run has, and how many threads. C, because the answer must cost next to nothing
// while the run is measured: no memory is taken, and only the run's own processes are looked at.
#ifndef OS_THREAD_COUNT_H
#define OS_THREAD_COUNT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// The living threads of a cgroup, by its open cgroup.threads: one line each. Those of groups below
// are not among them. Returns -1 with errno set.
int32_t os_group_threads(int32_t threads);

// The living threads of the descendants of `root`, without the `spared` children and theirs: from
// the lists of children in /proc. Where there are thousands of processes, those of the first ones.
// Returns -1 where the kernel does not list children.
int32_t os_descendant_threads(pid_t root, const int32_t *_Nullable spared, size_t spared_count);

// The descendants of `root`, likewise: their pids are put into `pids`, as many as it has room for, zombies
// among them. Returns how many there are, or -1 where the kernel does not list children.
int32_t os_descendants(
  pid_t root, const int32_t *_Nullable spared, size_t spared_count, int32_t *_Nonnull pids, size_t capacity);

#endif
