// Memory that several threads or processes share, and the atomic access to it. C, because MAP_FAILED is
// a cast that Swift does not import, and because the words lie in raw memory that other processes map.
#ifndef OS_SHARED_MEMORY_H
#define OS_SHARED_MEMORY_H

#include <stddef.h>
#include <stdint.h>

// Zeroed memory, shared with processes that are forked later if `shared`. NULL with errno set on error.
void *_Nullable os_memory_map(size_t size, int32_t shared);

// Gives it back. Returns 0, or -1 with errno set.
int32_t os_memory_unmap(void *_Nonnull address, size_t size);

// Loads acquire, stores release, additions do both and return the value before; relaxed ones order nothing.
uint32_t os_atomic32_load(const uint32_t *_Nonnull word);
void os_atomic32_store(uint32_t *_Nonnull word, uint32_t value);
uint32_t os_atomic32_add(uint32_t *_Nonnull word, uint32_t amount);
uint64_t os_atomic64_load(const uint64_t *_Nonnull word);
void os_atomic64_store(uint64_t *_Nonnull word, uint64_t value);
uint64_t os_atomic64_load_relaxed(const uint64_t *_Nonnull word);
uint64_t os_atomic64_add_relaxed(uint64_t *_Nonnull word, uint64_t amount);

#endif
