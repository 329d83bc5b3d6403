// Signal handling for which Swift lacks the macros (SIG_DFL, SIG_IGN are casts).
#ifndef OS_SIGNALS_H
#define OS_SIGNALS_H

#include <stdint.h>

// Ignores a signal. Returns 0, or -1 with errno set.
int32_t os_signal_ignore(int32_t signal);

// Gives a signal its default effect. Returns 0, or -1 with errno set.
int32_t os_signal_default(int32_t signal);

// 1 if the signal is ignored, else 0.
int32_t os_signal_is_ignored(int32_t signal);

// Blocks the signals and returns a close-on-exec, non-blocking signalfd that reads them, or -1.
int32_t os_signal_descriptor(const int32_t *_Nonnull signals, int32_t count);

// The next signal that waits on a signalfd; 0 if there is none, -1 with errno set on an error.
int32_t os_signal_read(int32_t descriptor);

// Ends the calling process by the signal: default disposition, unblocked, raised. Without a core.
_Noreturn void os_signal_die(int32_t signal);

#endif
