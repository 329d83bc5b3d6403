#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "steps.h"

static void close_keeping_errno(int descriptor) {
  int code = errno;
  close(descriptor);
  errno = code;
}

// A socket that listens on a free port of the loopback address.
static int listen_on_loopback(struct sockaddr_in *address) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) return -1;
  memset(address, 0, sizeof *address);
  address->sin_family = AF_INET;
  address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof *address;
  if (bind(listener, (struct sockaddr *)address, sizeof *address) == 0 && listen(listener, 1) == 0 &&
      getsockname(listener, (struct sockaddr *)address, &length) == 0)
    return listener;
  close_keeping_errno(listener);
  return -1;
}

static int without_delay(int descriptor) {
  int on = 1;
  return setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

int32_t os_loopback_pair(int32_t *ends) {
  struct sockaddr_in address;
  int listener = listen_on_loopback(&address);
  if (listener < 0) return -1;
  int near = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int far = -1;
  if (near >= 0 && connect(near, (struct sockaddr *)&address, sizeof address) == 0)
    far = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  close_keeping_errno(listener);
  if (far >= 0 && without_delay(near) == 0 && without_delay(far) == 0) {
    ends[0] = near;
    ends[1] = far;
    return 0;
  }
  if (near >= 0) close_keeping_errno(near);
  if (far >= 0) close_keeping_errno(far);
  return -1;
}

void *os_large_memory_map(size_t size, void **mapped, size_t *mapped_size) {
  const size_t page = (size_t)2 << 20;
  size_t whole = (size + page - 1) / page * page + page;
  const int kind = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void *address = mmap(NULL, whole, PROT_READ | PROT_WRITE, kind, -1, 0);
  if (address == MAP_FAILED) return NULL;
  *mapped = address;
  *mapped_size = whole;
  void *aligned = (void *)(((uintptr_t)address + page - 1) / page * page);
  // Where there are no large pages it stays memory in small ones.
  (void)madvise(aligned, whole - page, MADV_HUGEPAGE);
  (void)madvise(address, whole, MADV_DONTFORK);
  return aligned;
}

// A file whose name is gone again.
static int32_t open_and_unlink(const char *folder) {
  char *path = NULL;
  if (asprintf(&path, "%s/.latency-XXXXXX", folder) < 0) {
    errno = ENOMEM;
    return -1;
  }
  // Asked for later: where it is refused, the file would be made all the same.
  int descriptor = mkostemp(path, O_CLOEXEC);
  if (descriptor >= 0) unlink(path);
  int code = errno;
  free(path);
  errno = code;
  if (descriptor < 0 || fcntl(descriptor, F_SETFL, O_DIRECT) == 0) return descriptor;
  close_keeping_errno(descriptor);
  return -1;
}

int32_t os_direct_file(const char *folder) {
  int descriptor = open(folder, O_TMPFILE | O_RDWR | O_DIRECT | O_CLOEXEC, 0600);
  if (descriptor >= 0) return descriptor;
  // Not every file system makes files without a name.
  if (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL) return -1;
  return open_and_unlink(folder);
}

int64_t os_file_system(const char *path) {
  struct statfs status;
  return statfs(path, &status) != 0 ? -1 : (int64_t)status.f_type;
}
