// Sleeping on a word of memory. C, because the C library has no function for the system call.
#ifndef OS_FUTEX_H
#define OS_FUTEX_H

#include <stdint.h>

// Sleeps while the word has this value, at most `nanoseconds` (negative: for ever); returns at a wake-up,
// and sometimes without one: the caller looks at the word and its clock again. `shared`: the word lies in
// memory that processes share.
void os_futex_wait(uint32_t *_Nonnull word, uint32_t value, int32_t shared, int64_t nanoseconds);

// Wakes at most `count` that sleep on the word. Returns how many it woke.
int32_t os_futex_wake(uint32_t *_Nonnull word, int32_t count, int32_t shared);

#endif
