// A fork that copies a lock of one process's threads. C, because the child of a process with several
// threads may call nothing but what is async-signal-safe: nothing of the Swift runtime, no allocation.
#ifndef OS_FORK_LOCK_H
#define OS_FORK_LOCK_H

#include <stdint.h>
#include <sys/types.h>

// Forks a child that takes the lock, a mutex of locks.h in memory that is not shared, in its copy of the caller's memory and then exits with 0. `progress` lies in
// memory that both share: 1 before the child tries, 2 once it has the lock. The child dies with its parent. Returns
// its pid and sets *pidfd; or -1 with errno set, and then no child is left.
pid_t os_lock_fork(uint32_t *_Nonnull lock, uint32_t *_Nonnull progress, int32_t *_Nonnull pidfd);

#endif
