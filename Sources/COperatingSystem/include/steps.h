// Loops of steps whose length is measured, one step after the other. C and assembly, because nothing may
// be optimised away or done in another order, in any kind of build.
#ifndef OS_STEPS_H
#define OS_STEPS_H

#include <stddef.h>
#include <stdint.h>

// How many additions or loads os_step_additions and os_step_loads do between two looks at the count.
#define OS_STEP_BLOCK 64

// Additions, each of which needs the result of the one before; `count` is a multiple of the block.
uint64_t os_step_additions(uint64_t count);

// Loads, each of which needs the address that the one before has loaded; `count` is a multiple of the block.
void *_Nonnull os_step_loads(void *_Nonnull start, uint64_t count);

// A branch for each byte, taken where it is not 0.
uint64_t os_step_branches(const uint8_t *_Nonnull bytes, uint64_t count);

// Locks and unlocks a mutex made of a futex's word, which nobody else uses.
void os_step_locks(uint32_t *_Nonnull word, uint64_t count);

// System calls that do hardly anything.
void os_step_system_calls(uint64_t count);

// The sum of words.
uint64_t os_step_words(const uint64_t *_Nonnull words, uint64_t count);

// Threads, each started and waited for. Returns 0 or an error number (errno is not set).
int32_t os_step_threads(uint64_t count);

// Forks of the calling process, each of which ends at once and is waited for. Returns 0, or -1 with
// errno set.
int32_t os_step_forks(uint64_t count);

// Starts of a program without arguments and environment (vfork and exec), each waited for. Returns 0, or
// -1 with errno set: ENOEXEC where it could not be run or ended with another code than 0.
int32_t os_step_programs(const char *_Nonnull path, uint64_t count);

// Sends so many bytes and waits until as many have come back. Returns 0, or -1 with errno set: EPIPE
// where the other end is gone.
int32_t os_step_exchanges(
  int32_t reading, int32_t writing, uint8_t *_Nonnull buffer, size_t size, uint64_t count);

// The other end of os_step_exchanges: returns when nothing comes any more.
void os_step_echo(int32_t reading, int32_t writing, uint8_t *_Nonnull buffer, size_t size);

// Two ends of a TCP connection over the loopback address, without delays, closed at exec. Returns 0, or
// -1 with errno set.
int32_t os_loopback_pair(int32_t *_Nonnull ends);

// Memory for measuring, at a multiple of 2 MiB, for which large pages are asked; NULL with errno set. A
// fork does not have it. It is given back by munmap of *mapped and *mapped_size.
void *_Nullable os_large_memory_map(
  size_t size, void *_Nullable *_Nonnull mapped, size_t *_Nonnull mapped_size);

// Opens a new file in a folder for reads and writes that pass by the page cache, without a name and closed
// at exec. Returns the descriptor, or -1 with errno set: EINVAL where the file system does not offer that.
int32_t os_direct_file(const char *_Nonnull folder);

// The number of the file system of a folder's path, as statfs tells; -1 with errno set.
int64_t os_file_system(const char *_Nonnull path);

#endif
