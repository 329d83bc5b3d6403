// Loops that add 1 to a counter in shared memory, guarded in different ways. C, because a call between two
// additions would be most of what is measured.
#ifndef OS_COUNTERS_H
#define OS_COUNTERS_H

#include <stdint.h>

// Relaxed load, addition, relaxed store: additions of others in between are lost. No data race, as each access
// is atomic.
void os_count_unguarded(uint64_t *_Nonnull counter, uint64_t times);

// The same with the load and the store each under the lock, which saves nothing.
void os_count_access(
  uint64_t *_Nonnull counter, uint32_t *_Nonnull mutex, uint64_t times, int32_t shared);

// Load, addition and store together under a mutex or a spin lock.
void os_count_mutex(
  uint64_t *_Nonnull counter, uint32_t *_Nonnull mutex, uint64_t times, int32_t shared);
void os_count_spin(uint64_t *_Nonnull counter, uint32_t *_Nonnull lock, uint64_t times);

// Atomic additions.
void os_count_atomic(uint64_t *_Nonnull counter, uint64_t times);

#endif
