// Ending and removing a cgroup (version 2) with all that is in it. C, because the keeper does it
// after the supervisor's death.
#ifndef OS_CGROUPS_H
#define OS_CGROUPS_H

#include <stddef.h>
#include <stdint.h>

// Writes "1" to cgroup.kill of the open folder. Returns 0, or -1 with errno set.
int32_t os_cgroup_kill(int32_t folder);

// Whether living processes are in the group or below, by its open cgroup.events: 1, 0, or -1.
int32_t os_cgroup_populated(int32_t events);

// Sends a signal to each process in the group and below. Returns how many there were, or -1.
int32_t os_cgroup_signal(int32_t folder, int32_t signal);

// Returns how many processes are in the group and below besides the `except`ed ones, or -1; their pids
// are put into `found`, as many as it has room for.
int32_t os_cgroup_members(
  int32_t folder, const int32_t *_Nullable except, size_t except_count, int32_t *_Nullable found,
  size_t capacity);

// The same, at less cost where there are no groups below.
int32_t os_cgroup_list(
  int32_t folder, const int32_t *_Nullable except, size_t except_count, int32_t *_Nullable found,
  size_t capacity);

// Waits until no living process is in the group or below besides the `except`ed ones. Returns 1 if some
// are left after the time, 0 if none, -1 with errno set.
int32_t os_cgroup_wait_empty(
  int32_t folder, int32_t events, const int32_t *_Nullable except, size_t except_count,
  int64_t nanoseconds);

// Removes the group and those below; as long as it is busy, tries again until the time is over.
int32_t os_cgroup_remove(int32_t parent, const char *_Nonnull name, int64_t nanoseconds);

#endif
