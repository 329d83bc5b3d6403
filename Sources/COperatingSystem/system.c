#define _GNU_SOURCE
#include "system.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

pid_t os_wait(pid_t pid, int32_t block, struct os_termination *termination) {
  int status = 0;
  struct rusage usage;
  pid_t result;
  do {
    result = wait4(pid, &status, block ? 0 : WNOHANG, &usage);
  } while (result < 0 && errno == EINTR);
  if (result <= 0) return result;
  memset(termination, 0, sizeof *termination);
  termination->exited = WIFEXITED(status) ? 1 : 0;
  termination->code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
  termination->core = !WIFEXITED(status) && WCOREDUMP(status) ? 1 : 0;
  termination->user_us = usage.ru_utime.tv_sec * 1000000LL + usage.ru_utime.tv_usec;
  termination->system_us = usage.ru_stime.tv_sec * 1000000LL + usage.ru_stime.tv_usec;
  termination->max_rss_bytes = usage.ru_maxrss * 1024LL;
  termination->minor_faults = usage.ru_minflt;
  termination->major_faults = usage.ru_majflt;
  termination->voluntary_switches = usage.ru_nvcsw;
  termination->involuntary_switches = usage.ru_nivcsw;
  return result;
}

int32_t os_pidfd_signal(int32_t pidfd, int32_t signal) {
  return (int32_t)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

int32_t os_affinity_get(pid_t pid, uint8_t *mask, size_t size) {
  // The bare system call returns the length of the kernel's mask, which the library hides.
  return (int32_t)syscall(SYS_sched_getaffinity, pid, size, mask);
}

int32_t os_affinity_set(pid_t pid, const uint8_t *mask, size_t size) {
  return (int32_t)syscall(SYS_sched_setaffinity, pid, size, mask);
}

int32_t os_limit_get(int32_t resource, uint64_t *soft, uint64_t *hard) {
  struct rlimit limit;
  if (getrlimit((__rlimit_resource_t)resource, &limit) != 0) return -1;
  *soft = limit.rlim_cur;
  *hard = limit.rlim_max;
  return 0;
}

int32_t os_limit_set(int32_t resource, uint64_t soft, uint64_t hard) {
  struct rlimit limit = {.rlim_cur = soft, .rlim_max = hard};
  return setrlimit((__rlimit_resource_t)resource, &limit);
}

int32_t os_pipe(int32_t *ends) { return pipe2(ends, O_CLOEXEC); }

int32_t os_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

int32_t os_poll(
  int32_t *descriptors, int16_t *wanted, int16_t *happened, int32_t count, int64_t nanoseconds) {
  struct pollfd few[64];
  struct pollfd *entries = few;
  if (count > 64) {
    entries = malloc((size_t)count * sizeof *entries);
    if (entries == NULL) return -1;
  }
  for (int32_t i = 0; i < count; i++) {
    entries[i] = (struct pollfd){.fd = descriptors[i], .events = wanted[i], .revents = 0};
  }
  struct timespec timeout = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  int result = ppoll(entries, (nfds_t)count, nanoseconds < 0 ? NULL : &timeout, NULL);
  int code = errno;
  for (int32_t i = 0; i < count; i++) happened[i] = result < 0 ? 0 : entries[i].revents;
  if (entries != few) free(entries);
  errno = code;
  return result;
}

int32_t os_terminal_columns(int32_t descriptor) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

char **os_environment(void) { return environ; }
