#define _GNU_SOURCE
#include "process_table.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int os_table_append(struct table *table, struct process process) {
  if (table->count == table->capacity) {
    size_t capacity = table->capacity == 0 ? 256 : table->capacity * 2;
    struct process *grown = realloc(table->entries, capacity * sizeof *grown);
    if (grown == NULL) return -1;
    table->entries = grown;
    table->capacity = capacity;
  }
  table->entries[table->count++] = process;
  return 0;
}

int os_table_read_process(pid_t pid, struct process *process) {
  char path[32], text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return -1;
  ssize_t length = read(descriptor, text, sizeof text - 1);
  close(descriptor);
  if (length <= 0) return -1;
  text[length] = 0;
  // The second field is the program's name in parentheses and may hold anything, also ")".
  char *rest = strrchr(text, ')');
  if (rest == NULL) return -1;
  char *name = strchr(text, '(');
  if (name == NULL || name > rest) return -1;
  size_t name_length = (size_t)(rest - name - 1);
  if (name_length >= sizeof process->name) name_length = sizeof process->name - 1;
  memcpy(process->name, name + 1, name_length);
  process->name[name_length] = 0;
  int parent, session;
  unsigned long long start;
  if (sscanf(
        rest + 1,
        " %c %d %*d %d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %d %*d %llu",
        &process->state, &parent, &session, &process->threads, &start)
      != 5)
    return -1;
  process->pid = pid;
  process->parent = parent;
  process->session = session;
  process->start = start;
  process->meant = process->judged = 0;
  return 0;
}

static int compare_pids(const void *left, const void *right) {
  pid_t a = ((const struct process *)left)->pid, b = ((const struct process *)right)->pid;
  return a < b ? -1 : a > b;
}

struct process *os_table_entry(const struct table *table, pid_t pid) {
  struct process key = {.pid = pid};
  if (table->count == 0) return NULL;
  return bsearch(&key, table->entries, table->count, sizeof *table->entries, compare_pids);
}

int os_table_scan(struct table *table) {
  DIR *directory = opendir("/proc");
  if (directory == NULL) return -1;
  struct table found = {NULL, 0, 0};
  int result = 0;
  struct dirent *entry;
  while (result >= 0 && (entry = readdir(directory)) != NULL) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    pid_t pid = atoi(entry->d_name);
    struct process process;
    if (os_table_entry(table, pid) != NULL || os_table_read_process(pid, &process) != 0) continue;
    result = os_table_append(&found, process) == 0 ? result + 1 : -1;
  }
  closedir(directory);
  for (size_t i = 0; i < found.count && result >= 0; i++) {
    if (os_table_append(table, found.entries[i]) != 0) result = -1;
  }
  free(found.entries);
  if (table->count > 0) qsort(table->entries, table->count, sizeof *table->entries, compare_pids);
  return result;
}
