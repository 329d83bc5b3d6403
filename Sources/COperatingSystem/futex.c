#define _GNU_SOURCE
#include "futex.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

void os_futex_wait(uint32_t *word, uint32_t value, int32_t shared) {
  // EAGAIN (the value has changed) and EINTR are reasons to look again, as a wake-up is.
  (void)syscall(SYS_futex, word, shared ? FUTEX_WAIT : FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

void os_futex_wake(uint32_t *word, int32_t shared) {
  (void)syscall(SYS_futex, word, shared ? FUTEX_WAKE : FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}
