// Threads and where they run. C, because the affinity and CPU macros are not imported into Swift and a
// thread's entry must not unwind.
#ifndef OS_THREADS_H
#define OS_THREADS_H

#include <pthread.h>
#include <stdint.h>

// Starts a thread. Returns 0 or an error number (errno is not set).
int32_t os_thread_start(
  pthread_t *_Nonnull thread, void *_Nullable (*_Nonnull entry)(void *_Nullable), void *_Nonnull argument);

// Waits for a thread's end. Returns 0 or an error number.
int32_t os_thread_join(pthread_t thread);

// The CPU and NUMA node on which the calling thread runs now. Returns 0, or -1 with errno set.
int32_t os_current_cpu(uint32_t *_Nonnull cpu, uint32_t *_Nonnull node);

// Sleeps of the calling thread, and of threads and processes that it starts later, end this many
// nanoseconds after their deadline at the latest; the kernel's default is 50,000. Returns 0 or -1.
int32_t os_timer_slack(uint64_t nanoseconds);

// For how many nanoseconds the calling thread was ready to run and had no CPU; -1 where unknown.
int64_t os_run_delay(void);

#endif
