#define _GNU_SOURCE
#include "locks.h"

#include "lock_steps.h"

void os_mutex_lock(uint32_t *word, int32_t shared) { mutex_lock(word, shared); }

void os_mutex_unlock(uint32_t *word, int32_t shared) { mutex_unlock(word, shared); }
