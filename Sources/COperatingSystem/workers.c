#define _GNU_SOURCE
#include "workers.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "default_signals.h"

// Signals are blocked until here, so that no handler of the parent runs in a worker.
static void become_worker(pid_t parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) _exit(127);
  // A parent that died before the prctl sends no signal any more.
  if (getppid() != parent) _exit(127);
  if (os_signals_reset() != 0) _exit(127);
}

// Makes the pidfd of a child. Where that fails, no child is left: nobody could wait for it.
static int open_or_kill(pid_t pid, int32_t *pidfd) {
  int descriptor = (int)syscall(SYS_pidfd_open, pid, 0);
  if (descriptor >= 0) {
    *pidfd = descriptor;
    return 0;
  }
  int code = errno;
  kill(pid, SIGKILL);
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
  }
  errno = code;
  return -1;
}

pid_t os_worker_fork(int32_t *pidfd) {
  fflush(NULL);  // else the child would print the caller's unfinished lines a second time
  pid_t parent = getpid();
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  pid_t pid = fork();
  if (pid == 0) {
    become_worker(parent);
    return 0;
  }
  int code = errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  if (pid < 0) {
    errno = code;
    return -1;
  }
  return open_or_kill(pid, pidfd) == 0 ? pid : -1;
}

int32_t os_worker_adopt(pid_t pid, int32_t *pidfd) {
  siginfo_t information;
  // Asks whether it is ours and takes nothing away: only then its pid cannot be another process's by now.
  if (waitid(P_PID, (id_t)pid, &information, WEXITED | WNOHANG | WNOWAIT) != 0) return -1;
  return open_or_kill(pid, pidfd);
}

int32_t os_bell_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void os_bell_ring(int32_t bell) {
  uint64_t one = 1;
  // It fails only where the counter is full, and then the bell rings anyway.
  while (write(bell, &one, sizeof one) < 0 && errno == EINTR) {
  }
}

int32_t os_workers_wait(
  int32_t bell, const int32_t *pidfds, uint8_t *ended, int32_t count, int32_t milliseconds) {
  struct pollfd few[33];
  struct pollfd *entries = few;
  if (count > 32) {
    entries = malloc(sizeof *entries * ((size_t)count + 1));
    if (entries == NULL) return -1;
  }
  for (int32_t i = 0; i < count; i++) {
    entries[i] = (struct pollfd){.fd = pidfds[i], .events = POLLIN};
  }
  entries[count] = (struct pollfd){.fd = bell, .events = POLLIN};
  int result;
  do {
    result = poll(entries, (nfds_t)count + 1, milliseconds);
  } while (result < 0 && errno == EINTR && milliseconds < 0);
  int code = errno;
  // With a time limit, a signal ends the wait early and the caller looks at its clock.
  if (result < 0 && code == EINTR) result = 0;
  int32_t rang = 0;
  if (result >= 0) {
    for (int32_t i = 0; i < count; i++) ended[i] = result > 0 && entries[i].revents != 0;
    uint64_t rings;
    if (result > 0 && entries[count].revents != 0)
      rang = read(bell, &rings, sizeof rings) == (ssize_t)sizeof rings;
  }
  if (entries != few) free(entries);
  errno = code;
  return result < 0 ? -1 : rang;
}
