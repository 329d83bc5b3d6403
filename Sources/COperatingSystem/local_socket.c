#define _GNU_SOURCE
#include "local_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static int close_with(int descriptor, int code) {
  close(descriptor);
  errno = code;
  return -1;
}

// The name of an abstract address is everything behind a zero byte; it has no file and no rights, so that both
// sides look at whom they are connected with.
static int is_own(int socket) {
  struct ucred other;
  socklen_t size = sizeof other;
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &other, &size) == 0 && other.uid == geteuid();
}

int32_t os_local_listen(char *name) {
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -1;
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  // Without a name the kernel chooses one that is free.
  if (bind(descriptor, (struct sockaddr *)&address, sizeof(sa_family_t)) != 0 || listen(descriptor, 1024) != 0)
    return close_with(descriptor, errno);
  socklen_t size = sizeof address;
  if (getsockname(descriptor, (struct sockaddr *)&address, &size) != 0) return close_with(descriptor, errno);
  size_t length = size - offsetof(struct sockaddr_un, sun_path);
  if (length < 2 || length > OS_LOCAL_NAME) return close_with(descriptor, ENAMETOOLONG);
  memcpy(name, address.sun_path + 1, length - 1);
  name[length - 1] = 0;
  return descriptor;
}

int32_t os_local_accept(int32_t listener) {
  int descriptor;
  do {
    descriptor = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (descriptor >= 0 && is_own(descriptor)) return descriptor;
    if (descriptor >= 0) close(descriptor);
  } while (descriptor >= 0 || errno == EINTR || errno == ECONNABORTED);
  return -1;
}

int32_t os_local_connect(const char *name) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(name);
  if (length == 0 || length >= OS_LOCAL_NAME) {
    errno = EINVAL;
    return -1;
  }
  memcpy(address.sun_path + 1, name, length);
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length);
  int result;
  do {
    result = connect(descriptor, (struct sockaddr *)&address, size);
  } while (result != 0 && errno == EINTR);
  if (result != 0) return close_with(descriptor, errno);
  return is_own(descriptor) ? descriptor : close_with(descriptor, EPERM);
}

ssize_t os_local_send(int32_t socket, const void *bytes, size_t count) {
  return send(socket, bytes, count, MSG_NOSIGNAL);
}

int32_t os_local_limit_send(int32_t socket, int32_t milliseconds) {
  struct timeval time = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000};
  return setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

int32_t os_local_block(int32_t socket) {
  int flags = fcntl(socket, F_GETFL);
  return flags < 0 ? -1 : fcntl(socket, F_SETFL, flags & ~O_NONBLOCK);
}
