// Finding and ending processes without a cgroup, from /proc. C, because the keeper, which has no
// Swift, does it after the supervisor's death, and both should do the same.
#ifndef OS_LEFTOVERS_H
#define OS_LEFTOVERS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// A process for as long as it lives: its pid may be given to another one later.
struct os_process {
  int32_t pid;
  uint64_t start;  // clock ticks after boot
};

// Which processes are meant. The calling process is never among them.
struct os_leftovers {
  pid_t root;                        // descendants of this process; 0: of none
  const int32_t *_Nullable spared;   // children of root that are left alone, with their descendants
  size_t spared_count;
  const int32_t *_Nullable unreaped; // children of root that someone else reaps
  size_t unreaped_count;
  const int32_t *_Nullable sessions; // members of these sessions, and their descendants
  size_t session_count;
  const char *_Nullable mark;  // those with this NAME=value in their environment, and their descendants
  const char *_Nullable name;  // those of this name, and their descendants: a fork without exec shows no mark
  const struct os_process *_Nullable survivors;  // did not die when they were killed: not killed again,
  size_t survivor_count;                         // neither counted nor waited for
};

// Sends one signal to each living process that is meant. Returns how many, or -1 with errno set if
// /proc cannot be read.
int32_t os_leftovers_signal(const struct os_leftovers *_Nonnull meant, int32_t signal);

// Stops, then kills all that is meant, again and again until none is left or the time is over.
// Children of root that are not in `unreaped` are reaped. *killed counts processes. Returns how
// many are left, or -1; those are put into `remaining`, as many as it has room for.
int32_t os_leftovers_kill(
  const struct os_leftovers *_Nonnull meant, int64_t nanoseconds, int32_t *_Nonnull killed,
  struct os_process *_Nullable remaining, size_t capacity);

// Finds out when a process began. Returns 0, or -1 where it does not live: a zombie does not.
int32_t os_process_start(int32_t pid, uint64_t *_Nonnull start);

#endif
