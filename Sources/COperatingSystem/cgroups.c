#define _GNU_SOURCE
#include "cgroups.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define DEEPEST 32  // levels of groups that a run made below ours

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int32_t os_cgroup_kill(int32_t folder) {
  int descriptor = openat(folder, "cgroup.kill", O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return -1;
  ssize_t written = write(descriptor, "1", 1);
  int code = errno;
  close(descriptor);
  errno = code;
  return written == 1 ? 0 : -1;
}

int32_t os_cgroup_populated(int32_t events) {
  char text[256];
  ssize_t length = pread(events, text, sizeof text - 1, 0);
  if (length < 0) return errno == ENODEV ? 0 : -1;  // ENODEV: the group is removed
  text[length] = 0;
  return strstr(text, "populated 1") != NULL;
}

int32_t os_cgroup_wait_empty(int32_t events, int64_t nanoseconds) {
  int64_t deadline = now() + nanoseconds;
  for (;;) {
    int32_t populated = os_cgroup_populated(events);
    if (populated <= 0) return populated;
    int64_t left = deadline - now();
    if (left <= 0) return 1;
    // Each wait is short: a change between the read and the poll is then missed for a moment only.
    struct pollfd entry = {.fd = events, .events = POLLPRI, .revents = 0};
    struct timespec pause = {0, left < 10000000 ? left : 10000000};
    if (ppoll(&entry, 1, &pause, NULL) < 0 && errno != EINTR) return -1;
  }
}

static int32_t signal_members(int32_t folder, int32_t signal, const int32_t *except, size_t except_count) {
  int descriptor = openat(folder, "cgroup.procs", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return -1;
  FILE *file = fdopen(descriptor, "r");
  if (file == NULL) {
    close(descriptor);
    return -1;
  }
  int32_t count = 0;
  int pid;
  while (fscanf(file, "%d", &pid) == 1) {
    int skip = 0;
    for (size_t i = 0; i < except_count; i++) skip |= except[i] == pid;
    if (signal != 0) {
      int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
      if (pidfd >= 0) {
        syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
        close(pidfd);
      }
    }
    if (!skip) count++;
  }
  fclose(file);
  return count;
}

static DIR *open_folder(int32_t parent, const char *name) {
  int descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0) return NULL;
  DIR *folder = fdopendir(descriptor);
  if (folder == NULL) close(descriptor);
  return folder;
}

static int is_group(const struct dirent *entry) {
  return entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int32_t signal_tree(
  int32_t parent, const char *name, int32_t signal, const int32_t *except, size_t except_count, int depth) {
  DIR *folder = open_folder(parent, name);
  if (folder == NULL) return errno == ENOENT ? 0 : -1;
  int32_t total = signal_members(dirfd(folder), signal, except, except_count);
  struct dirent *entry;
  while (total >= 0 && depth < DEEPEST && (entry = readdir(folder)) != NULL) {
    if (!is_group(entry)) continue;
    int32_t below = signal_tree(dirfd(folder), entry->d_name, signal, except, except_count, depth + 1);
    if (below > 0) total += below;
  }
  closedir(folder);
  return total;
}

int32_t os_cgroup_signal(int32_t folder, int32_t signal, const int32_t *except, size_t except_count) {
  return signal_tree(folder, ".", signal, except, except_count, 0);
}

static int remove_tree(int32_t parent, const char *name, int depth) {
  DIR *folder = open_folder(parent, name);
  if (folder == NULL) return errno == ENOENT ? 0 : -1;
  struct dirent *entry;
  while (depth < DEEPEST && (entry = readdir(folder)) != NULL) {
    if (is_group(entry)) remove_tree(dirfd(folder), entry->d_name, depth + 1);
  }
  closedir(folder);
  return unlinkat(parent, name, AT_REMOVEDIR);
}

int32_t os_cgroup_remove(int32_t parent, const char *name, int64_t nanoseconds) {
  int64_t deadline = now() + nanoseconds;
  for (;;) {
    if (remove_tree(parent, name, 0) == 0 || errno == ENOENT) return 0;
    if ((errno != EBUSY && errno != EINTR) || now() > deadline) return -1;
    struct timespec pause = {0, 5000000};
    nanosleep(&pause, NULL);
  }
}
