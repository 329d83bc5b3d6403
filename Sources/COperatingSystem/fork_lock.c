#define _GNU_SOURCE
#include "fork_lock.h"

#include <unistd.h>

#include "futex.h"
#include "locks.h"
#include "workers.h"

static void tell(uint32_t *progress, uint32_t value) {
  __atomic_store_n(progress, value, __ATOMIC_RELEASE);
  os_futex_wake(progress, 1, 1);
}

pid_t os_lock_fork(uint32_t *lock, uint32_t *progress, int32_t *pidfd) {
  pid_t pid = os_worker_fork(pidfd);
  if (pid != 0) return pid;
  tell(progress, 1);
  os_mutex_lock(lock, 0);
  tell(progress, 2);
  _exit(0);
}
