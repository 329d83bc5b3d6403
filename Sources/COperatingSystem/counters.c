#define _GNU_SOURCE
#include "counters.h"

#include "lock_steps.h"

void os_count_unguarded(uint64_t *counter, uint64_t times) {
  for (uint64_t i = 0; i < times; i++) {
    uint64_t value = __atomic_load_n(counter, __ATOMIC_RELAXED);
    __atomic_store_n(counter, value + 1, __ATOMIC_RELAXED);
  }
}

// Under a lock; atomic nevertheless, because the value is also read without it.
static void add_one(uint64_t *counter) {
  __atomic_store_n(counter, __atomic_load_n(counter, __ATOMIC_RELAXED) + 1, __ATOMIC_RELAXED);
}

void os_count_access(uint64_t *counter, uint32_t *mutex, uint64_t times, int32_t shared) {
  for (uint64_t i = 0; i < times; i++) {
    mutex_lock(mutex, shared);
    uint64_t value = __atomic_load_n(counter, __ATOMIC_RELAXED);
    mutex_unlock(mutex, shared);
    mutex_lock(mutex, shared);
    __atomic_store_n(counter, value + 1, __ATOMIC_RELAXED);
    mutex_unlock(mutex, shared);
  }
}

void os_count_mutex(uint64_t *counter, uint32_t *mutex, uint64_t times, int32_t shared) {
  for (uint64_t i = 0; i < times; i++) {
    mutex_lock(mutex, shared);
    add_one(counter);
    mutex_unlock(mutex, shared);
  }
}

void os_count_spin(uint64_t *counter, uint32_t *lock, uint64_t times) {
  for (uint64_t i = 0; i < times; i++) {
    spin_lock(lock);
    add_one(counter);
    spin_unlock(lock);
  }
}

void os_count_atomic(uint64_t *counter, uint64_t times) {
  for (uint64_t i = 0; i < times; i++) __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
}
