// A global variable that has its page of memory for itself, and what /proc tells of that page. C, because a
// global that C declares is one place in the program, without the initialiser and the checks of Swift's.
#ifndef OS_GLOBAL_PAGE_H
#define OS_GLOBAL_PAGE_H

#include <stddef.h>
#include <stdint.h>

// The global: a word at the start of memory that holds nothing else, of this many bytes.
uint64_t *_Nonnull os_global(void);
size_t os_global_bytes(void);

// Puts shared memory in the place of the global's page, at the same address, from then on and for good:
// `descriptor` is of at least os_global_bytes bytes. Returns 0, or -1 with errno set.
int32_t os_global_share(int32_t descriptor);

#endif
