// What a child does with the signals that it inherits.
#ifndef OS_DEFAULT_SIGNALS_H
#define OS_DEFAULT_SIGNALS_H

#include <stdint.h>

// Gives every signal its default disposition, and blocks none. Returns 0, or -1 with errno set.
// Async-signal-safe.
int32_t os_signals_reset(void);

#endif
