#define _GNU_SOURCE
#include "shared_memory.h"

#include <sys/mman.h>

void *os_memory_map(size_t size, int32_t shared) {
  int kind = shared ? MAP_SHARED : MAP_PRIVATE;
  void *address = mmap(NULL, size, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0);
  return address == MAP_FAILED ? NULL : address;
}

int32_t os_memory_unmap(void *address, size_t size) { return munmap(address, size); }

uint32_t os_atomic32_load(const uint32_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }

void os_atomic32_store(uint32_t *word, uint32_t value) { __atomic_store_n(word, value, __ATOMIC_RELEASE); }

uint32_t os_atomic32_add(uint32_t *word, uint32_t amount) {
  return __atomic_fetch_add(word, amount, __ATOMIC_ACQ_REL);
}

uint64_t os_atomic64_load(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }

void os_atomic64_store(uint64_t *word, uint64_t value) { __atomic_store_n(word, value, __ATOMIC_RELEASE); }

uint64_t os_atomic64_load_relaxed(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_RELAXED); }

uint64_t os_atomic64_add_relaxed(uint64_t *word, uint64_t amount) {
  return __atomic_fetch_add(word, amount, __ATOMIC_RELAXED);
}
