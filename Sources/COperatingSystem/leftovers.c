#define _GNU_SOURCE
#include "leftovers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "monotonic_clock.h"
#include "process_table.h"

#define ENVIRONMENT_CHUNK 65536
#define STOPPING_ROUNDS 50   // of stopping before killing starts though many new processes appear
#define FEW 16               // new processes of a round that do not delay killing
#define RESCANS 20           // for processes that are born while others are stopped
#define CHASING_ROUNDS 1000  // of looking at children alone
#define IDLE_ROUNDS 100      // of those that find nothing new: who is killed may take its time, or not die
#define SHORTEST_PAUSE 500000LL   // ns between two scans
#define LONGEST_PAUSE 50000000LL  // where nothing changes from scan to scan

static int contains(const int32_t *numbers, size_t count, int32_t number) {
  for (size_t i = 0; i < count; i++) {
    if (numbers[i] == number) return 1;
  }
  return 0;
}

// Whether the environment that the process began with holds the mark as a whole entry.
static int is_marked(pid_t pid, const char *mark) {
  char path[32];
  snprintf(path, sizeof path, "/proc/%d/environ", (int)pid);
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return 0;
  static char text[ENVIRONMENT_CHUNK];
  size_t length = strlen(mark) + 1, matched = 0;  // with the zero that ends an entry
  int begins = 1, found = 0;
  ssize_t count;
  while (!found && (count = read(descriptor, text, sizeof text)) > 0) {
    for (ssize_t i = 0; i < count && !found; i++) {
      if (begins) matched = 0;
      if (matched != SIZE_MAX) matched = text[i] == mark[matched] ? matched + 1 : SIZE_MAX;
      begins = text[i] == 0;
      found = matched == length;
    }
  }
  close(descriptor);
  return found;
}

static int is_alive(const struct process *process) { return process->state != 'Z' && process->state != 'X'; }

static int is_survivor(const struct process *process, const struct os_leftovers *meant) {
  for (size_t i = 0; i < meant->survivor_count; i++) {
    if (meant->survivors[i].pid == process->pid && meant->survivors[i].start == process->start) return 1;
  }
  return 0;
}

// Whether it is to be ended: it is meant and lives, and was not already found to survive that.
static int is_due(const struct process *process, const struct os_leftovers *meant) {
  return process->meant && is_alive(process) && !is_survivor(process, meant);
}

static int is_meant_itself(const struct process *process, const struct os_leftovers *meant) {
  if (meant->root > 0 && process->parent == meant->root
      && !contains(meant->spared, meant->spared_count, process->pid))
    return 1;
  if (process->session > 0 && contains(meant->sessions, meant->session_count, process->session)) return 1;
  if (meant->name != NULL && strcmp(process->name, meant->name) == 0) return 1;
  return meant->mark != NULL && is_alive(process) && is_marked(process->pid, meant->mark);
}

// Adds to the table what it does not know yet, and marks who is meant. Returns how many were added.
static int find(struct table *table, const struct os_leftovers *meant) {
  int added = os_table_scan(table);
  if (added <= 0) return added;
  pid_t self = getpid();
  for (size_t i = 0; i < table->count; i++) {
    struct process *process = &table->entries[i];
    if (process->judged || process->pid == self || process->pid == 1) continue;
    process->judged = 1;
    process->meant = (char)is_meant_itself(process, meant);
  }
  int changed = 1;
  while (changed) {
    changed = 0;
    for (size_t i = 0; i < table->count; i++) {
      struct process *process = &table->entries[i];
      if (process->meant || process->pid == self || process->parent <= 1) continue;
      const struct process *parent = os_table_entry(table, process->parent);
      if (parent != NULL && parent->meant) process->meant = 1, changed = 1;
    }
  }
  return added;
}

// Signals exactly this process: a pidfd pins it, and the start time shows that the pid was not
// given to another one since the scan.
static int send(const struct process *process, int signal) {
  int pidfd = (int)syscall(SYS_pidfd_open, process->pid, 0);
  if (pidfd < 0) return -1;
  struct process now;
  int result = -1;
  if (os_table_read_process(process->pid, &now) == 0 && now.start == process->start)
    result = (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
  close(pidfd);
  return result;
}

// Reaps ended children of the calling process that nobody else reaps. Returns how many.
static int reap_ended(const struct table *table, const struct os_leftovers *meant) {
  int count = 0;
  if (meant->root != getpid()) return 0;
  for (size_t i = 0; i < table->count; i++) {
    const struct process *process = &table->entries[i];
    if (!process->meant || process->parent != meant->root || process->state != 'Z') continue;
    if (contains(meant->unreaped, meant->unreaped_count, process->pid)) continue;
    if (waitpid(process->pid, NULL, WNOHANG) == process->pid) count++;
  }
  return count;
}

int32_t os_leftovers_signal(const struct os_leftovers *meant, int32_t signal) {
  struct table table = {NULL, 0, 0};
  int32_t count = 0;
  if (find(&table, meant) < 0) count = -1;
  for (size_t i = 0; count >= 0 && i < table.count; i++) {
    const struct process *process = &table.entries[i];
    if (process->meant && is_alive(process) && send(process, signal) == 0) count++;
  }
  free(table.entries);
  return count;
}

// Lists children of the calling process, as many as fit: one pread. Returns how many, or -1 where
// the kernel does not tell, or they do not concern what is meant.
static int list_children(const struct os_leftovers *meant, int32_t *children, int capacity) {
  static int descriptor = -1;
  static pid_t owner = 0;
  pid_t self = getpid();
  if (meant->root != self) return -1;
  if (owner != self) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)self);
    descriptor = open(path, O_RDONLY | O_CLOEXEC);
    owner = self;
  }
  char text[4096];
  ssize_t length = descriptor < 0 ? -1 : pread(descriptor, text, sizeof text - 1, 0);
  if (length < 0) return -1;
  // A number that is cut off at the end of the buffer is left out.
  while (length == (ssize_t)sizeof text - 1 && text[length - 1] != ' ') length--;
  text[length] = 0;
  char *rest = text, *end;
  int count = 0;
  while (count < capacity) {
    long pid = strtol(rest, &end, 10);
    if (end == rest) break;
    children[count++] = (int32_t)pid;
    rest = end;
  }
  return count;
}

// Reaps all ended children of the calling process. Returns whether no other child is left: one or
// two system calls, whatever runs on the machine. The keeper does not count, since it sends no
// SIGCHLD at its end and so is no child that a plain wait knows; all orphans that come to us are.
static int reap_until_childless(void) {
  siginfo_t ended;
  do {
    ended.si_pid = 0;
    if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG) != 0) return errno == ECHILD;
  } while (ended.si_pid != 0);
  return 0;
}

static int is_living_survivor(pid_t pid, const struct os_leftovers *meant) {
  struct process process;
  if (meant->survivor_count == 0 || os_table_read_process(pid, &process) != 0) return 0;
  return is_alive(&process) && is_survivor(&process, meant);
}

// Whether there is nobody to end, as the calling process has no child besides the spared ones and
// survivors, which start no others. 0 also where that cannot be told so cheaply.
static int has_only_spared_children(const struct os_leftovers *meant) {
  int32_t children[64];
  if (meant->session_count > 0 || meant->mark != NULL || meant->name != NULL) return 0;
  if (meant->root == getpid() && meant->unreaped_count == 0 && reap_until_childless()) return 1;
  int count = list_children(meant, children, 64);
  if (count < 0 || count == 64) return 0;
  for (int i = 0; i < count; i++) {
    if (contains(meant->spared, meant->spared_count, children[i])) continue;
    if (!is_living_survivor(children[i], meant)) return 0;
  }
  return 1;
}

// Counts those that are to be ended, and puts them into `remaining` as far as there is room.
static int32_t count_due(
  const struct table *table, const struct os_leftovers *meant, struct os_process *remaining,
  size_t capacity) {
  size_t count = 0;
  for (size_t i = 0; i < table->count; i++) {
    const struct process *process = &table->entries[i];
    if (!is_due(process, meant)) continue;
    if (remaining != NULL && count < capacity)
      remaining[count] = (struct os_process){.pid = process->pid, .start = process->start};
    count++;
  }
  return (int32_t)count;
}

int32_t os_process_start(int32_t pid, uint64_t *start) {
  struct process process;
  if (os_table_read_process(pid, &process) != 0 || !is_alive(&process)) return -1;
  *start = process.start;
  return 0;
}

// Notes a process that is to be ended. Returns 1 if it was not noted before.
static int note(
  struct table *seen, const struct process *process, const struct os_leftovers *meant, int32_t *killed) {
  for (size_t i = 0; i < seen->count; i++) {
    if (seen->entries[i].pid == process->pid && seen->entries[i].start == process->start) return 0;
  }
  if (os_table_append(seen, *process) != 0) return 0;
  if (!contains(meant->unreaped, meant->unreaped_count, process->pid)) (*killed)++;
  return 1;
}

// Stops what lives: what is stopped cannot fork. Returns how many were not known before.
static int stop(
  const struct table *table, struct table *seen, const struct os_leftovers *meant, int32_t *killed) {
  int fresh = 0;
  for (size_t i = 0; i < table->count; i++) {
    const struct process *process = &table->entries[i];
    if (!is_due(process, meant) || !note(seen, process, meant, killed)) continue;
    send(process, SIGSTOP);
    fresh++;
  }
  return fresh;
}

// Kills and reaps children of the calling process, and what becomes its child by that, as fast as it
// can: a process that forks a successor and exits, again and again, escapes a slow scan.
static void chase_children(struct table *seen, const struct os_leftovers *meant, int32_t *killed) {
  int32_t children[512];
  int idle = 0;
  for (int round = 0; round < CHASING_ROUNDS && idle < IDLE_ROUNDS; round++) {
    int count = list_children(meant, children, 512), left = 0;
    idle++;
    for (int i = 0; i < count; i++) {
      pid_t pid = children[i];
      if (contains(meant->spared, meant->spared_count, pid)) continue;
      int unreaped = contains(meant->unreaped, meant->unreaped_count, pid);
      if (!unreaped && waitpid(pid, NULL, WNOHANG) == pid) {
        left++;  // it may have left a child, which is on the next list
        idle = 0;
        continue;
      }
      struct process process;
      int is_known = os_table_read_process(pid, &process) == 0;
      if (is_known && is_survivor(&process, meant)) continue;
      // A child that is not reaped keeps its pid: no other process can be hit.
      kill(pid, SIGKILL);
      if (is_known && note(seen, &process, meant, killed)) idle = 0;
      if (!unreaped) left++;
    }
    if (left == 0) return;
  }
}

// Kills those of the table that are to be ended, and what appears by that.
static void kill_all(
  const struct table *table, struct table *seen, const struct os_leftovers *meant, int32_t *killed) {
  for (size_t i = 0; i < table->count; i++) {
    if (is_due(&table->entries[i], meant)) send(&table->entries[i], SIGKILL);
  }
  chase_children(seen, meant, killed);
}

int32_t os_leftovers_kill(
  const struct os_leftovers *meant, int64_t nanoseconds, int32_t *killed, struct os_process *remaining,
  size_t capacity) {
  *killed = 0;
  if (has_only_spared_children(meant)) return 0;
  struct table table = {NULL, 0, 0}, seen = {NULL, 0, 0};
  int64_t deadline = os_monotonic_now() + nanoseconds, pause = SHORTEST_PAUSE;
  int32_t left = -1;
  int empty_scans = 0;
  for (int round = 0;; round++) {
    table.count = 0;
    if (find(&table, meant) < 0) {
      left = -1;
      break;
    }
    left = count_due(&table, meant, remaining, capacity);
    // A scan is not one moment: what was born behind it is found by the next.
    empty_scans = left == 0 && !reap_ended(&table, meant) ? empty_scans + 1 : 0;
    int64_t rest = deadline - os_monotonic_now();
    if (empty_scans == 2 || (empty_scans > 0 && seen.count == 0) || rest <= 0) break;
    // First all are stopped, also those that appear meanwhile; then all can be killed at leisure.
    int fresh = stop(&table, &seen, meant, killed);
    for (int again = 0; again < RESCANS && find(&table, meant) > 0; again++) {
      fresh += stop(&table, &seen, meant, killed);
    }
    if (fresh > FEW && round < STOPPING_ROUNDS) continue;
    kill_all(&table, &seen, meant, killed);
    if (left == 0) continue;
    pause = fresh > 0 ? SHORTEST_PAUSE : pause * 2 < LONGEST_PAUSE ? pause * 2 : LONGEST_PAUSE;
    os_pause(pause < rest ? pause : rest);
  }
  free(table.entries);
  free(seen.entries);
  return left;
}
