#define _GNU_SOURCE
#include "futex.h"

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

void os_futex_wait(uint32_t *word, uint32_t value, int32_t shared, int64_t nanoseconds) {
  struct timespec time = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  // EAGAIN (the value has changed), EINTR and ETIMEDOUT are reasons to look again, as a wake-up is.
  (void)syscall(
    SYS_futex, word, shared ? FUTEX_WAIT : FUTEX_WAIT_PRIVATE, value, nanoseconds < 0 ? NULL : &time, NULL, 0);
}

int32_t os_futex_wake(uint32_t *word, int32_t count, int32_t shared) {
  // It fails for a place that is no memory only.
  long woken = syscall(SYS_futex, word, shared ? FUTEX_WAKE : FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
  return woken < 0 ? 0 : (int32_t)woken;
}
