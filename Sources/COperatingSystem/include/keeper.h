// The keeper: a process that outlives the supervisor by a moment and ends what the sweep left.
// C only: it is forked before all else, never execs, and must work when nothing else does.
#ifndef OS_KEEPER_H
#define OS_KEEPER_H

#include <stdint.h>
#include <sys/types.h>

#define OS_KEEPER_SESSIONS 64

// Memory that supervisor and keeper share: the sessions of the run children that are alive, 0 where
// a place is free. The supervisor alone writes; telling a session thus wakes nobody.
struct os_keeper_board {
  int32_t sessions[OS_KEEPER_SESSIONS];
};

struct os_keeper {
  pid_t pid;
  int32_t pipe;  // closing it without a message lets the keeper kill
  struct os_keeper_board *_Nullable board;
};

// Starts the keeper. `mark` is the NAME=value that marks the sweep's programs, `name` the name of its
// children without exec, at most 15 bytes; `cgroup` an open
// descriptor of the sweep's cgroup folder or -1, `cgroup_parent` that of the folder above it and
// `cgroup_name` its name in there, to remove it. Returns 0, or -1 with errno set.
int32_t os_keeper_start(
  const char *_Nonnull mark, const char *_Nonnull name, int32_t cgroup, int32_t cgroup_parent,
  const char *_Nullable cgroup_name, struct os_keeper *_Nonnull keeper);

// Tells the keeper that all is well, waits for its end and releases what it held.
int32_t os_keeper_finish(struct os_keeper *_Nonnull keeper);

#endif
