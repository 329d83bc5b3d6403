// The processes of the machine at about one moment, from /proc.
#ifndef OS_PROCESS_TABLE_H
#define OS_PROCESS_TABLE_H

#include <stddef.h>
#include <sys/types.h>

struct process {
  pid_t pid, parent, session;
  unsigned long long start;  // clock ticks after boot: tells a reused pid from the old one
  int threads;  // with a first thread that has ended
  char state;
  char name[16];  // what it was named, by exec or by itself; a fork inherits it
  char meant;   // for the user of the table, as is the next
  char judged;
};

// Ascending by pid, but for entries that were appended since the last sort.
struct table {
  struct process *entries;
  size_t count, capacity;
};

// Adds an entry. Returns 0, or -1 where memory is short.
int os_table_append(struct table *table, struct process process);

// The entry of a pid, or NULL.
struct process *os_table_entry(const struct table *table, pid_t pid);

// Reads one process. Returns 0, or -1 where it is gone.
int os_table_read_process(pid_t pid, struct process *process);

// Adds the processes that the table does not know yet. Returns how many, or -1 with errno set.
int os_table_scan(struct table *table);

#endif
