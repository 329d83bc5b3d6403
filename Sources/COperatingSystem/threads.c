#define _GNU_SOURCE
#include "threads.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int32_t os_thread_start(pthread_t *thread, void *(*entry)(void *), void *argument) {
  return pthread_create(thread, NULL, entry, argument);
}

int32_t os_thread_join(pthread_t thread) { return pthread_join(thread, NULL); }

int32_t os_current_cpu(uint32_t *cpu, uint32_t *node) { return getcpu(cpu, node); }

int32_t os_timer_slack(uint64_t nanoseconds) {
  return prctl(PR_SET_TIMERSLACK, (unsigned long)nanoseconds, 0, 0, 0);
}

int64_t os_run_delay(void) {
  int descriptor = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return -1;
  char text[96];
  ssize_t length;
  do {
    length = read(descriptor, text, sizeof text - 1);
  } while (length < 0 && errno == EINTR);
  close(descriptor);
  if (length <= 0) return -1;
  text[length] = 0;
  // Time on a CPU, time waiting for one, number of slices.
  char *rest, *end;
  (void)strtoll(text, &rest, 10);
  long long delay = strtoll(rest, &end, 10);
  return end == rest ? -1 : delay;
}
