#define _GNU_SOURCE
#include "thread_count.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "process_table.h"

#define CHUNK 4096
#define MOST_PROCESSES 4096

int32_t os_group_threads(int32_t threads) {
  char text[CHUNK];
  int32_t count = 0;
  off_t offset = 0;
  for (;;) {
    ssize_t length = pread(threads, text, sizeof text, offset);
    if (length < 0) return -1;
    if (length == 0) return count;
    for (ssize_t i = 0; i < length; i++) count += text[i] == '\n';
    offset += length;
  }
}

// The processes that were found; each is looked at in its turn.
struct found {
  int32_t pids[MOST_PROCESSES];
  size_t count;
  const int32_t *spared;
  size_t spared_count;
};

static void add(struct found *found, int32_t pid) {
  for (size_t i = 0; i < found->spared_count; i++) {
    if (found->spared[i] == pid) return;
  }
  // A process whose parent ends meanwhile is on a second list.
  for (size_t i = 0; i < found->count; i++) {
    if (found->pids[i] == pid) return;
  }
  if (found->count < MOST_PROCESSES) found->pids[found->count++] = pid;
}

// Adds the processes that one thread has started. Returns -1 where that is not told.
static int add_children(struct found *found, pid_t pid, pid_t thread) {
  char path[64], text[CHUNK];
  snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)thread);
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return -1;
  int32_t number = 0;
  ssize_t length;
  // A number may go on in the next piece; a space ends it.
  while ((length = read(descriptor, text, sizeof text)) > 0) {
    for (ssize_t i = 0; i < length; i++) {
      if (isdigit((unsigned char)text[i])) {
        number = number * 10 + (text[i] - '0');
      } else {
        if (number > 0) add(found, number);
        number = 0;
      }
    }
  }
  close(descriptor);
  return 0;
}

// Adds the processes that any thread of a process has started.
static void add_children_of_all(struct found *found, pid_t pid) {
  char path[32];
  _Alignas(struct dirent64) char entries[CHUNK];
  snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
  int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  ssize_t length;
  while ((length = getdents64(folder, entries, sizeof entries)) > 0) {
    for (ssize_t at = 0; at < length;) {
      const struct dirent64 *entry = (const struct dirent64 *)(entries + at);
      if (isdigit((unsigned char)entry->d_name[0])) (void)add_children(found, pid, atoi(entry->d_name));
      at += entry->d_reclen;
    }
  }
  close(folder);
}

// Finds the descendants of a process and, where `threads` is given, counts their living threads. Returns -1 where
// children are not listed.
static int find_descendants(struct found *found, pid_t root, int32_t *threads) {
  found->count = 0;
  if (add_children(found, root, root) != 0) return -1;
  for (size_t i = 0; i < found->count; i++) {
    struct process process;
    if (os_table_read_process(found->pids[i], &process) != 0) continue;
    // A process whose first thread has ended, but not all, is a zombie with living threads.
    int living = process.state == 'Z' || process.state == 'X' ? process.threads - 1 : process.threads;
    if (living <= 0) continue;
    if (threads != NULL) *threads += living;
    if (process.threads == 1) {
      (void)add_children(found, process.pid, process.pid);
    } else {
      add_children_of_all(found, process.pid);
    }
  }
  return 0;
}

int32_t os_descendant_threads(pid_t root, const int32_t *spared, size_t spared_count) {
  static struct found found;
  found.spared = spared;
  found.spared_count = spared_count;
  int32_t threads = 0;
  return find_descendants(&found, root, &threads) == 0 ? threads : -1;
}

int32_t os_descendants(
  pid_t root, const int32_t *spared, size_t spared_count, int32_t *pids, size_t capacity) {
  static struct found found;
  found.spared = spared;
  found.spared_count = spared_count;
  if (find_descendants(&found, root, NULL) != 0) return -1;
  for (size_t i = 0; i < found.count && i < capacity; i++) pids[i] = found.pids[i];
  return (int32_t)found.count;
}
