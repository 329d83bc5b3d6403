// The lock of locks.h and one that spins, to be part of the loops that use them. A word is 0 where it is free.
#ifndef OS_LOCK_STEPS_H
#define OS_LOCK_STEPS_H

#include <sched.h>
#include <stdint.h>

#include "atomics.h"
#include "futex.h"

// How often a waiter looks before it sleeps, some microseconds: what is locked for an addition is free again
// long before a sleep would have begun.
#define OS_MUTEX_LOOKS 100
// How often a spinning waiter looks before it lets others run: among more threads than CPUs the holder may be
// one that waits for a CPU.
#define OS_SPIN_LOOKS 100

// The word of a mutex is one of these: what nobody sleeps for is given back without a call of the kernel.
enum { OS_MUTEX_FREE, OS_MUTEX_HELD, OS_MUTEX_WANTED };

// As in U. Drepper, Futexes Are Tricky, 2011, the third mutex, with looks before each sleep. Who was woken does
// not know whether others still sleep, and therefore takes the lock as one that is wanted.
static inline void mutex_wait(uint32_t *word, int32_t shared) {
  uint32_t taken = OS_MUTEX_HELD;
  while (1) {
    for (int i = 0; i < OS_MUTEX_LOOKS; i++) {
      uint32_t free = OS_MUTEX_FREE;
      if (__atomic_load_n(word, __ATOMIC_RELAXED) == OS_MUTEX_FREE &&
          __atomic_compare_exchange_n(word, &free, taken, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        return;
      os_relax(1);
    }
    if (__atomic_exchange_n(word, OS_MUTEX_WANTED, __ATOMIC_ACQUIRE) == OS_MUTEX_FREE) return;
    os_futex_wait(word, OS_MUTEX_WANTED, shared, -1);
    taken = OS_MUTEX_WANTED;
  }
}

static inline void mutex_lock(uint32_t *word, int32_t shared) {
  uint32_t free = OS_MUTEX_FREE;
  if (__atomic_compare_exchange_n(word, &free, OS_MUTEX_HELD, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
  mutex_wait(word, shared);
}

static inline void mutex_unlock(uint32_t *word, int32_t shared) {
  if (__atomic_exchange_n(word, OS_MUTEX_FREE, __ATOMIC_RELEASE) == OS_MUTEX_WANTED)
    os_futex_wake(word, 1, shared);
}

// Waiters look again and again, and now and then let others run.
static inline void spin_lock(uint32_t *word) {
  while (__atomic_exchange_n(word, 1, __ATOMIC_ACQUIRE) != 0) {
    // Only reading leaves the cache line with those who have it.
    for (int looks = 1; __atomic_load_n(word, __ATOMIC_RELAXED) != 0; looks++) {
      os_relax(1);
      if (looks % OS_SPIN_LOOKS == 0) sched_yield();
    }
  }
}

static inline void spin_unlock(uint32_t *word) { __atomic_store_n(word, 0, __ATOMIC_RELEASE); }

#endif
