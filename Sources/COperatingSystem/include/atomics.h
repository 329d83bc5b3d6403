// Atomic access to words that lie in raw memory, which other threads and processes map. C, because the
// atomics of Swift own the memory of their values.
#ifndef OS_ATOMICS_H
#define OS_ATOMICS_H

#include <stdint.h>

// Loads acquire, stores release, additions do both and return the value before; relaxed ones order
// nothing; those called sequential have one order that all see.
uint32_t os_atomic32_load(const uint32_t *_Nonnull word);
void os_atomic32_store(uint32_t *_Nonnull word, uint32_t value);
uint32_t os_atomic32_add(uint32_t *_Nonnull word, uint32_t amount);
uint32_t os_atomic32_load_sequential(const uint32_t *_Nonnull word);
void os_atomic32_store_sequential(uint32_t *_Nonnull word, uint32_t value);
uint32_t os_atomic32_add_sequential(uint32_t *_Nonnull word, uint32_t amount);
uint64_t os_atomic64_load(const uint64_t *_Nonnull word);
void os_atomic64_store(uint64_t *_Nonnull word, uint64_t value);
uint64_t os_atomic64_add(uint64_t *_Nonnull word, uint64_t amount);
uint64_t os_atomic64_load_relaxed(const uint64_t *_Nonnull word);
void os_atomic64_store_relaxed(uint64_t *_Nonnull word, uint64_t value);
uint64_t os_atomic64_add_relaxed(uint64_t *_Nonnull word, uint64_t amount);

// Replaces the value and returns the one before; sequential.
uint32_t os_atomic32_exchange(uint32_t *_Nonnull word, uint32_t value);

// Replaces the value if it is the expected one; sequential. Returns 1 if it did, else 0.
int32_t os_atomic32_compare_exchange(uint32_t *_Nonnull word, uint32_t expected, uint32_t desired);
int32_t os_atomic64_compare_exchange(uint64_t *_Nonnull word, uint64_t expected, uint64_t desired);

// Orders all accesses before it and all after it, for all who use one.
void os_fence_sequential(void);

// Tells the processor so many times that the caller only waits for a word in memory to change.
void os_relax(int32_t times);

#endif
