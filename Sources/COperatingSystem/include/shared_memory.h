// Memory that several threads or processes share. C, because MAP_FAILED is a cast and mremap a variadic
// function, neither of which Swift imports.
#ifndef OS_SHARED_MEMORY_H
#define OS_SHARED_MEMORY_H

#include <stddef.h>
#include <stdint.h>

// Zeroed memory, shared with processes that are forked later if `shared`. NULL with errno set on error.
void *_Nullable os_memory_map(size_t size, int32_t shared);

// Gives it back. Returns 0, or -1 with errno set.
int32_t os_memory_unmap(void *_Nonnull address, size_t size);

// Makes a file of zeros that is in memory only, closed at exec, that can grow but never shrink: no mapping
// of it ever reaches beyond its end. The name is for people. Returns its descriptor, or -1 with errno set.
int32_t os_memory_file(const char *_Nonnull name, size_t size);

// Its size in bytes, or -1 with errno set.
int64_t os_memory_file_size(int32_t descriptor);

// Makes it larger. A size above the limit of files' sizes is EFBIG, without the signal that goes with it.
int32_t os_memory_file_grow(int32_t descriptor, size_t size);

// Maps all of it. NULL with errno set on error.
void *_Nullable os_memory_file_map(int32_t descriptor, size_t size);

// Maps all of a file to be read. NULL with errno set on error.
void *_Nullable os_memory_file_view(int32_t descriptor, size_t size);

// Gives a mapping another size; it may move. NULL with errno set on error, and then nothing has changed.
void *_Nullable os_memory_remap(void *_Nonnull address, size_t size, size_t new_size);

// Fills with zeros, and gives the whole pages within back to the system. `shared`: as it was mapped.
void os_memory_discard(void *_Nonnull address, size_t size, int32_t shared);

// Closes the descriptor at exec. Returns 0, or -1 with errno set.
int32_t os_close_at_exec(int32_t descriptor);

#endif
