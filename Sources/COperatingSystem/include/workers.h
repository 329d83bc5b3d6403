// Worker processes, and waiting for them. C, because nothing of the Swift runtime may run between
// the fork and the moment when the child is set up.
#ifndef OS_WORKERS_H
#define OS_WORKERS_H

#include <stdint.h>
#include <sys/types.h>

// Forks a worker: in the child it returns 0, with all signals at their defaults and none blocked, and the
// child dies with its parent; it must end by os_leave_child. In the parent it returns the pid and sets
// *pidfd; or -1 with errno set, and then no child is left.
pid_t os_worker_fork(int32_t *_Nonnull pidfd);

// Makes a pidfd of a child that another process made for the caller. Returns 0, or -1 with errno set, and
// then no child is left; ECHILD where the caller had no such child, or has reaped it.
int32_t os_worker_adopt(pid_t pid, int32_t *_Nonnull pidfd);

// A descriptor that one process rings and another waits on, closed at exec; -1 with errno set.
int32_t os_bell_create(void);

// Rings: the next os_workers_wait that has the bell returns. Async-signal-safe.
void os_bell_ring(int32_t bell);

// Waits until the bell rings or one of the workers ends. `pidfds` may hold -1, which is passed over. Sets
// ended[i] to 1 for every worker that has ended, and silences the bell. `milliseconds` < 0: for ever.
// Returns 1 if the bell rang, 0 if not, -1 with errno set.
int32_t os_workers_wait(
  int32_t bell, const int32_t *_Nonnull pidfds, uint8_t *_Nonnull ended, int32_t count, int32_t milliseconds);

#endif
