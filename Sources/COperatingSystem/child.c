#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "default_signals.h"

#define LARGEST_MASK 1024  // bytes: 8192 CPUs, the kernel's own bound

int32_t os_thread_count(void) {
  // The link count of /proc/self/task is 2 + the number of threads. The descriptor is kept, and
  // belongs to the process that opened it: a forked child opens its own.
  static int directory = -1;
  static pid_t owner = 0;
  pid_t self = getpid();
  if (owner != self) {
    directory = open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return -1;
    owner = self;
  }
  struct stat status;
  if (fstat(directory, &status) != 0) return -1;
  return (int32_t)status.st_nlink - 2;
}

static int fail(struct os_failure *failure, int stage, int code) {
  failure->stage = stage;
  failure->code = code;
  return -1;
}

// Makes the given descriptors 0, 1 and 2. A source among 0-2 is moved out of the way first, so that
// no assignment overwrites a source that is still needed.
static int place_streams(const struct os_child *child) {
  int sources[3];
  for (int i = 0; i < 3; i++) {
    sources[i] = child->streams[i];
    if (sources[i] < 3 && sources[i] != i) {
      sources[i] = fcntl(sources[i], F_DUPFD_CLOEXEC, 3);
      if (sources[i] < 0) return -1;
    }
  }
  for (int i = 0; i < 3; i++) {
    if (sources[i] == i) {
      if (fcntl(i, F_SETFD, 0) != 0) return -1;
    } else if (dup2(sources[i], i) < 0) {
      return -1;
    }
  }
  return 0;
}

static int close_between(unsigned first, unsigned last) {
  if (first > last) return 0;
  return (int)syscall(SYS_close_range, first, last, 0);
}

// Closes all descriptors from 3 on but the kept ones and `report`.
static int close_others(const struct os_child *child, int report) {
  unsigned next = 3;
  size_t i = 0;
  while (i < child->kept_count || report >= 0) {
    int keep;
    if (report >= 0 && (i >= child->kept_count || report < child->kept[i])) {
      keep = report;
      report = -1;
    } else {
      keep = child->kept[i++];
      if (fcntl(keep, F_SETFD, 0) != 0) return -1;
    }
    if ((unsigned)keep < next) continue;
    if (close_between(next, (unsigned)keep - 1) != 0) return -1;
    next = (unsigned)keep + 1;
  }
  return close_between(next, ~0U);
}

// The kernel silently drops CPUs that are absent or forbidden, so the mask is read back and compared.
static int bind_to_cpus(const struct os_child *child, struct os_failure *failure) {
  if (child->cpus == NULL) return 0;
  if (sched_setaffinity(0, child->cpu_bytes, (const cpu_set_t *)(const void *)child->cpus) != 0)
    return fail(failure, OS_STAGE_AFFINITY, errno);
  _Alignas(unsigned long) uint8_t mask[LARGEST_MASK];
  long length = syscall(SYS_sched_getaffinity, 0, sizeof mask, mask);
  if (length < 0) return fail(failure, OS_STAGE_AFFINITY, errno);
  size_t longest = child->cpu_bytes > (size_t)length ? child->cpu_bytes : (size_t)length;
  for (size_t i = 0; i < longest; i++) {
    uint8_t asked = i < child->cpu_bytes ? child->cpus[i] : 0;
    uint8_t got = i < (size_t)length ? mask[i] : 0;
    if (asked != got) return fail(failure, OS_STAGE_AFFINITY, 0);
  }
  return 0;
}

static int set_limits(const struct os_child *child, struct os_failure *failure) {
  for (size_t i = 0; i < child->limit_count; i++) {
    const struct os_limit *limit = &child->limits[i];
    struct rlimit asked = {.rlim_cur = limit->soft, .rlim_max = limit->hard}, got;
    failure->detail = limit->resource;
    if (setrlimit((__rlimit_resource_t)limit->resource, &asked) != 0)
      return fail(failure, OS_STAGE_LIMITS, errno);
    if (getrlimit((__rlimit_resource_t)limit->resource, &got) != 0)
      return fail(failure, OS_STAGE_LIMITS, errno);
    if (got.rlim_cur != asked.rlim_cur || got.rlim_max != asked.rlim_max)
      return fail(failure, OS_STAGE_LIMITS, 0);
  }
  failure->detail = 0;
  return 0;
}

// All that a child does before its program or function begins.
static int set_up(const struct os_child *child, pid_t parent, int report, struct os_failure *failure) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return fail(failure, OS_STAGE_PARENT, errno);
  // A parent that died before the prctl sends no signal any more.
  if (getppid() != parent) _exit(127);
  if (child->new_session && setsid() < 0) return fail(failure, OS_STAGE_SESSION, errno);
  // Kept at exec, and not inherited by the child's own children.
  if (child->adopts_orphans && prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
    return fail(failure, OS_STAGE_CONTAINMENT, errno);
  if (child->cgroup_procs >= 0 && write(child->cgroup_procs, "0", 1) != 1)
    return fail(failure, OS_STAGE_CONTAINMENT, errno);
  if (child->directory != NULL && chdir(child->directory) != 0)
    return fail(failure, OS_STAGE_DIRECTORY, errno);
  if (place_streams(child) != 0) return fail(failure, OS_STAGE_STREAMS, errno);
  if (close_others(child, report) != 0) return fail(failure, OS_STAGE_DESCRIPTORS, errno);
  if (bind_to_cpus(child, failure) != 0) return -1;
  if (set_limits(child, failure) != 0) return -1;
  return os_signals_reset() == 0 ? 0 : fail(failure, OS_STAGE_SIGNALS, errno);
}

static int refuse_threads(const struct os_child *child, struct os_failure *failure) {
  if (child->several_threads_allowed) return 0;
  int32_t count = os_thread_count();
  if (count == 1) return 0;
  return fail(failure, OS_STAGE_THREADS, count < 0 ? errno : 0);
}

struct launch {
  const struct os_child *child;
  struct os_failure *failure;
  pid_t parent;
};

static int run_program(void *argument) {
  struct launch *launch = argument;
  const struct os_child *child = launch->child;
  if (set_up(child, launch->parent, -1, launch->failure) == 0) {
    execve(child->path, child->arguments, child->environment);
    fail(launch->failure, OS_STAGE_EXEC, errno);
  }
  _exit(127);
}

static void reap(pid_t pid) {
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
  }
}

pid_t os_spawn(const struct os_child *child, int32_t *pidfd, struct os_failure *failure) {
  // The child's stack. One is enough: the caller is suspended until exec and has one thread.
  static _Alignas(16) char stack[65536];
  memset(failure, 0, sizeof *failure);
  if (refuse_threads(child, failure) != 0) return -1;
  struct launch launch = {child, failure, getpid()};
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  int descriptor = -1;
  pid_t pid = clone(
    run_program, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &launch, &descriptor);
  int code = errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  if (pid < 0) return fail(failure, OS_STAGE_FORK, code);
  if (failure->stage != OS_STAGE_NONE) {
    reap(pid);
    close(descriptor);
    return -1;
  }
  *pidfd = descriptor;
  return pid;
}

// The failure that a forked child reports; an end without a word is success.
static void read_report(int descriptor, struct os_failure *failure) {
  struct os_failure report;
  ssize_t count;
  do {
    count = read(descriptor, &report, sizeof report);
  } while (count < 0 && errno == EINTR);
  if (count == (ssize_t)sizeof report) *failure = report;
}

static void become_child(const struct os_child *child, pid_t parent, int report) {
  struct os_failure failure = {0, 0, 0};
  if (child->name != NULL) prctl(PR_SET_NAME, child->name);
  if (set_up(child, parent, report, &failure) == 0) {
    close(report);
    return;
  }
  ssize_t written = write(report, &failure, sizeof failure);
  _exit(written == (ssize_t)sizeof failure ? 127 : 126);
}

pid_t os_fork(const struct os_child *child, int32_t *pidfd, struct os_failure *failure) {
  memset(failure, 0, sizeof *failure);
  if (refuse_threads(child, failure) != 0) return -1;
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return fail(failure, OS_STAGE_PIPE, errno);
  fflush(NULL);  // else the child would print the caller's unfinished lines a second time
  pid_t parent = getpid();
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  pid_t pid = fork();
  if (pid == 0) {
    become_child(child, parent, report[1]);
    return 0;
  }
  int code = errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  close(report[1]);
  if (pid < 0) {
    close(report[0]);
    return fail(failure, OS_STAGE_FORK, code);
  }
  read_report(report[0], failure);
  close(report[0]);
  int descriptor = failure->stage == OS_STAGE_NONE ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;
  if (failure->stage == OS_STAGE_NONE && descriptor < 0) {
    fail(failure, OS_STAGE_FORK, errno);
    kill(pid, SIGKILL);
  }
  if (failure->stage != OS_STAGE_NONE) {
    reap(pid);
    return -1;
  }
  *pidfd = descriptor;
  return pid;
}

void os_leave_child(int32_t code) {
  fflush(NULL);
  _exit(code);
}
