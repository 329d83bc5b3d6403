#define _GNU_SOURCE
#include "shared_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

// Of linux/memfd.h since Linux 6.3; the C library may be older.
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

void *os_memory_map(size_t size, int32_t shared) {
  int kind = shared ? MAP_SHARED : MAP_PRIVATE;
  void *address = mmap(NULL, size, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0);
  return address == MAP_FAILED ? NULL : address;
}

int32_t os_memory_unmap(void *address, size_t size) { return munmap(address, size); }

int32_t os_memory_file(const char *name, size_t size) {
  unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  // Newer kernels want to be told that nothing in it is a program, and older ones do not know the flag.
  int descriptor = memfd_create(name, flags | MFD_NOEXEC_SEAL);
  if (descriptor < 0 && errno == EINVAL) descriptor = memfd_create(name, flags);
  if (descriptor < 0) return -1;
  if (os_memory_file_grow(descriptor, size) == 0 && fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK) == 0)
    return descriptor;
  int code = errno;
  close(descriptor);
  errno = code;
  return -1;
}

int64_t os_memory_file_size(int32_t descriptor) {
  struct stat status;
  return fstat(descriptor, &status) != 0 ? -1 : (int64_t)status.st_size;
}

int32_t os_memory_file_grow(int32_t descriptor, size_t size) {
  // The limit holds for files in memory, too, and who exceeds it is killed by SIGXFSZ.
  struct rlimit limit;
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0) return -1;
  if (limit.rlim_cur != RLIM_INFINITY && size > limit.rlim_cur) {
    errno = EFBIG;
    return -1;
  }
  int result;
  do {
    result = ftruncate(descriptor, (off_t)size);
  } while (result != 0 && errno == EINTR);
  return result;
}

void *os_memory_file_map(int32_t descriptor, size_t size) {
  void *address = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  return address == MAP_FAILED ? NULL : address;
}

void *os_memory_file_view(int32_t descriptor, size_t size) {
  void *address = mmap(NULL, size, PROT_READ, MAP_SHARED, descriptor, 0);
  return address == MAP_FAILED ? NULL : address;
}

void *os_memory_remap(void *address, size_t size, size_t new_size) {
  void *moved = mremap(address, size, new_size, MREMAP_MAYMOVE);
  return moved == MAP_FAILED ? NULL : moved;
}

void os_memory_discard(void *address, size_t size, int32_t shared) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  uintptr_t begin = (uintptr_t)address, end = begin + size;
  uintptr_t first = (begin + page - 1) / page * page, last = end / page * page;
  // Of memory that is shared, the pages are the file's: only removing them there gives them back.
  int advice = shared ? MADV_REMOVE : MADV_DONTNEED;
  if (first >= last || madvise((void *)first, last - first, advice) != 0) {
    memset(address, 0, size);
    return;
  }
  memset(address, 0, first - begin);
  memset((void *)last, 0, end - last);
}

int32_t os_close_at_exec(int32_t descriptor) { return fcntl(descriptor, F_SETFD, FD_CLOEXEC); }
