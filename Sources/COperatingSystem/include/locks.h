// A lock that lies in memory which several threads or processes share. C, as its few instructions are also part
// of loops that are measured.
#ifndef OS_LOCKS_H
#define OS_LOCKS_H

#include <stdint.h>

// A lock whose waiters sleep. The word is 0 where it is free. `shared`: the word lies in memory that
// processes share. Nobody takes it from a holder that has died. Both are async-signal-safe.
void os_mutex_lock(uint32_t *_Nonnull word, int32_t shared);
void os_mutex_unlock(uint32_t *_Nonnull word, int32_t shared);

#endif
