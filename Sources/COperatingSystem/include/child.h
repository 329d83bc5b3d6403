// Starting a child: everything is prepared before, and between fork and exec (or the return into
// the child's own function) only async-signal-safe calls run. C, because nothing of the Swift
// runtime may run there.
#ifndef OS_CHILD_H
#define OS_CHILD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// The step of starting a child that failed; Swift's SpawnStage has the same numbers.
enum os_stage {
  OS_STAGE_NONE = 0,
  OS_STAGE_THREADS = 1,      // the caller has more than one thread, or they cannot be counted
  OS_STAGE_PIPE = 2,         // no pipe for the report
  OS_STAGE_FORK = 3,         // no process
  OS_STAGE_PARENT = 4,       // the signal at the parent's death could not be asked for
  OS_STAGE_SESSION = 5,
  OS_STAGE_CONTAINMENT = 6,  // not let into the cgroup
  OS_STAGE_DIRECTORY = 7,
  OS_STAGE_STREAMS = 8,
  OS_STAGE_DESCRIPTORS = 9,
  OS_STAGE_AFFINITY = 10,    // refused, or silently changed (code 0)
  OS_STAGE_LIMITS = 11,      // refused, or silently changed (code 0)
  OS_STAGE_SIGNALS = 12,
  OS_STAGE_EXEC = 13,
};

struct os_failure {
  int32_t stage;
  int32_t code;    // errno; 0 where a value read back differs from the one asked for
  int32_t detail;  // the resource, at OS_STAGE_LIMITS
};

struct os_limit {
  int32_t resource;
  uint64_t soft;
  uint64_t hard;
};

// What a child shall be. All pointers stay the caller's.
struct os_child {
  const char *_Nullable path;  // the program; NULL for a function
  char *_Nullable const *_Nullable arguments;
  char *_Nullable const *_Nullable environment;
  const char *_Nullable directory;
  const char *_Nullable name;  // of a function's process, at most 15 bytes; NULL keeps the caller's
  int32_t streams[3];  // what becomes descriptors 0, 1 and 2
  const struct os_limit *_Nullable limits;
  size_t limit_count;
  const uint8_t *_Nullable cpus;  // affinity mask; NULL leaves it alone
  size_t cpu_bytes;
  int32_t cgroup_procs;  // open cgroup.procs to join; -1 for none
  int32_t new_session;
  int32_t adopts_orphans;  // 1: its orphaned descendants become its children, not ours
  int32_t several_threads_allowed;
  const int32_t *_Nullable kept;  // further descriptors that the child keeps, ascending, all > 2
  size_t kept_count;
};

// Starts a program. The child borrows the caller's memory until exec (CLONE_VM | CLONE_VFORK), which
// spares copying page tables and lets it report a failure by writing to *failure.
// Returns the pid and sets *pidfd, or returns -1 and sets *failure; then no child is left.
pid_t os_spawn(
  const struct os_child *_Nonnull child, int32_t *_Nonnull pidfd, struct os_failure *_Nonnull failure);

// Forks the calling process. Returns 0 in the child, which must end by os_leave_child, and in the
// parent as os_spawn does, once the child has set itself up.
pid_t os_fork(
  const struct os_child *_Nonnull child, int32_t *_Nonnull pidfd, struct os_failure *_Nonnull failure);

// Flushes the standard streams and ends the calling child without running exit handlers, which
// belong to its parent.
_Noreturn void os_leave_child(int32_t code);

// The number of threads of the calling process, or -1 with errno set. Cheap: one fstat.
int32_t os_thread_count(void);

#endif
