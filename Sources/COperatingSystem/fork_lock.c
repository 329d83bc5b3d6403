#define _GNU_SOURCE
#include "fork_lock.h"

#include <unistd.h>

#include "futex.h"
#include "workers.h"

// Free, held, and held with somebody who waits: the second mutex of Drepper's "Futexes Are Tricky" (2011).
enum { FREE = 0, HELD = 1, CONTENDED = 2 };

void os_lock_take(uint32_t *lock) {
  uint32_t seen = FREE;
  if (__atomic_compare_exchange_n(lock, &seen, HELD, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
  while (__atomic_exchange_n(lock, CONTENDED, __ATOMIC_ACQUIRE) != FREE) os_futex_wait(lock, CONTENDED, 0, -1);
}

void os_lock_release(uint32_t *lock) {
  if (__atomic_exchange_n(lock, FREE, __ATOMIC_RELEASE) == CONTENDED) os_futex_wake(lock, 1, 0);
}

static void tell(uint32_t *progress, uint32_t value) {
  __atomic_store_n(progress, value, __ATOMIC_RELEASE);
  os_futex_wake(progress, 1, 1);
}

pid_t os_lock_fork(uint32_t *lock, uint32_t *progress, int32_t *pidfd) {
  pid_t pid = os_worker_fork(pidfd);
  if (pid != 0) return pid;
  tell(progress, 1);
  os_lock_take(lock);
  tell(progress, 2);
  _exit(0);
}
