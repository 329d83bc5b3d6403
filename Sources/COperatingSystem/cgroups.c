#define _GNU_SOURCE
#include "cgroups.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "monotonic_clock.h"

#define DEEPEST 32  // levels of groups that a run made below ours
#define SHORTEST_WAIT 1000000LL  // ns between two looks at a group that is to become empty
#define LONGEST_WAIT 10000000LL

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

// What is done to the members of a group and of those below.
struct visit {
  int32_t signal;  // 0: none is sent
  const int32_t *except;
  size_t except_count;
  int32_t *found;  // where the pids of those that are counted go, as far as there is room
  size_t capacity;
  size_t count;
};

static void visit_process(struct visit *visit, int32_t pid) {
  if (visit->signal != 0) {
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd >= 0) {
      syscall(SYS_pidfd_send_signal, pidfd, visit->signal, NULL, 0);
      close(pidfd);
    }
  }
  for (size_t i = 0; i < visit->except_count; i++) {
    if (visit->except[i] == pid) return;
  }
  if (visit->count < visit->capacity) visit->found[visit->count] = pid;
  visit->count++;
}

static int visit_members(int32_t folder, struct visit *visit) {
  int descriptor = openat(folder, "cgroup.procs", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return -1;
  FILE *file = fdopen(descriptor, "r");
  if (file == NULL) {
    close(descriptor);
    return -1;
  }
  int pid;
  while (fscanf(file, "%d", &pid) == 1) visit_process(visit, pid);
  fclose(file);
  return 0;
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

static int visit_tree(int32_t parent, const char *name, struct visit *visit, int depth) {
  DIR *folder = open_folder(parent, name);
  if (folder == NULL) return errno == ENOENT ? 0 : -1;
  int result = visit_members(dirfd(folder), visit);
  struct dirent *entry;
  while (result == 0 && depth < DEEPEST && (entry = readdir(folder)) != NULL) {
    // A group below may be removed while it is looked at.
    if (is_group(entry)) (void)visit_tree(dirfd(folder), entry->d_name, visit, depth + 1);
  }
  closedir(folder);
  return result;
}

int32_t os_cgroup_signal(int32_t folder, int32_t signal) {
  struct visit visit = {.signal = signal};
  return visit_tree(folder, ".", &visit, 0) == 0 ? (int32_t)visit.count : -1;
}

int32_t os_cgroup_members(
  int32_t folder, const int32_t *except, size_t except_count, int32_t *found, size_t capacity) {
  struct visit visit = {
    .except = except, .except_count = except_count, .found = found, .capacity = capacity};
  return visit_tree(folder, ".", &visit, 0) == 0 ? (int32_t)visit.count : -1;
}

// The members of the group itself, for a look that costs little. Returns how many, or -1.
static int32_t list_members(int32_t folder, struct visit *visit) {
  char text[4096];
  int descriptor = openat(folder, "cgroup.procs", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return -1;
  ssize_t length;
  int32_t pid = 0;
  // A number may go on in the next piece; a line feed ends it.
  while ((length = read(descriptor, text, sizeof text)) > 0) {
    for (ssize_t i = 0; i < length; i++) {
      if (text[i] >= '0' && text[i] <= '9') {
        pid = pid * 10 + (text[i] - '0');
      } else {
        if (pid > 0) visit_process(visit, pid);
        pid = 0;
      }
    }
  }
  close(descriptor);
  return length < 0 ? -1 : (int32_t)visit->count;
}

int32_t os_cgroup_list(
  int32_t folder, const int32_t *except, size_t except_count, int32_t *found, size_t capacity) {
  struct visit visit = {
    .except = except, .except_count = except_count, .found = found, .capacity = capacity};
  struct stat status;
  // A folder has a link for itself, one from above, and one for each folder in it.
  if (fstat(folder, &status) == 0 && status.st_nlink == 2) return list_members(folder, &visit);
  return visit_tree(folder, ".", &visit, 0) == 0 ? (int32_t)visit.count : -1;
}

int32_t os_cgroup_wait_empty(
  int32_t folder, int32_t events, const int32_t *except, size_t except_count, int64_t nanoseconds) {
  int64_t deadline = os_monotonic_now() + nanoseconds, longest = SHORTEST_WAIT;
  for (;;) {
    int32_t populated = os_cgroup_populated(events);
    if (populated <= 0) return populated;
    // With the excepted ones in the group no event tells that all others are gone.
    if (except_count > 0) {
      int32_t others = os_cgroup_members(folder, except, except_count, NULL, 0);
      if (others <= 0) return others;
    }
    int64_t left = deadline - os_monotonic_now();
    if (left <= 0) return 1;
    // Each wait is short: a change between the read and the poll is then missed for a moment only.
    struct pollfd entry = {.fd = events, .events = POLLPRI, .revents = 0};
    struct timespec pause = {0, left < longest ? left : longest};
    if (ppoll(&entry, 1, &pause, NULL) < 0 && errno != EINTR) return -1;
    longest = longest * 2 < LONGEST_WAIT ? longest * 2 : LONGEST_WAIT;
  }
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
  int64_t deadline = os_monotonic_now() + nanoseconds;
  for (;;) {
    if (remove_tree(parent, name, 0) == 0 || errno == ENOENT) return 0;
    if ((errno != EBUSY && errno != EINTR) || os_monotonic_now() > deadline) return -1;
    os_pause(5000000);
  }
}
