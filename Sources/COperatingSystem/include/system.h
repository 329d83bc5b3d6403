// System interfaces that Swift does not import: wait macros, variadic calls, system calls without a
// wrapper in the C library, and the global `environ`. All return -1 with errno set on an error.
#ifndef OS_SYSTEM_H
#define OS_SYSTEM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// How a child ended and what it used.
struct os_termination {
  int32_t exited;      // 1: by exit, 0: by a signal
  int32_t code;        // exit code or signal number
  int32_t core;        // 1: a core was dumped
  int64_t user_us;     // CPU time, microseconds
  int64_t system_us;
  int64_t max_rss_bytes;
  int64_t minor_faults;
  int64_t major_faults;
  int64_t voluntary_switches;
  int64_t involuntary_switches;
};

// Reaps a child. Returns its pid, 0 if it still runs and `block` is 0, or -1.
pid_t os_wait(pid_t pid, int32_t block, struct os_termination *_Nonnull termination);

// Sends a signal to the process of a pidfd.
int32_t os_pidfd_signal(int32_t pidfd, int32_t signal);

// Affinity masks as bytes, lowest CPU first. The getter returns the number of bytes filled in.
int32_t os_affinity_get(pid_t pid, uint8_t *_Nonnull mask, size_t size);
int32_t os_affinity_set(pid_t pid, const uint8_t *_Nonnull mask, size_t size);

// Limits of the calling process.
int32_t os_limit_get(int32_t resource, uint64_t *_Nonnull soft, uint64_t *_Nonnull hard);
int32_t os_limit_set(int32_t resource, uint64_t soft, uint64_t hard);

// Makes a pipe, closed at exec: its reading end, then its writing end.
int32_t os_pipe(int32_t *_Nonnull ends);

// Orphaned descendants become children of the calling process.
int32_t os_become_subreaper(void);

// Wait for events on descriptors, at most `nanoseconds` (negative: for ever). As ppoll.
int32_t os_poll(
  int32_t *_Nonnull descriptors, int16_t *_Nonnull wanted, int16_t *_Nonnull happened, int32_t count,
  int64_t nanoseconds);

// The columns of the terminal on a descriptor; 0 if it is none or does not tell.
int32_t os_terminal_columns(int32_t descriptor);

// The environment that the process has now.
char *_Nullable *_Nullable os_environment(void);

#endif
