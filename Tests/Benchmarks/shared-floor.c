// The floor that the machine allows for what processes share, in C.
//
//   shared-floor socket N     microseconds for 24 bytes to another process and back over a Unix stream socket that both
//                             read and write by one call each: the mean of N
//   shared-floor mutex N      million additions a second, each under a mutex of the C library in shared memory, by two
//                             processes that make N each
//   shared-floor memcpy BYTES milliseconds to copy so many bytes once into memory that was never touched
//
// Build: cc -O2 -pthread -o shared-floor shared-floor.c
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MESSAGE 24

struct counter {
  pthread_mutex_t mutex;
  char apart[128];
  volatile uint64_t value;
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e6 + (double)time.tv_nsec * 1e-3;
}

static void *mapped(size_t bytes, int kind) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) exit(1);
  return memory;
}

static double round_trip(long count) {
  int ends[2];
  char message[MESSAGE] = {0};
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) exit(1);
  pid_t pid = fork();
  if (pid < 0) exit(1);
  if (pid == 0) {
    close(ends[0]);
    while (read(ends[1], message, MESSAGE) == MESSAGE) {
      if (write(ends[1], message, MESSAGE) != MESSAGE) _exit(1);
    }
    _exit(0);
  }
  close(ends[1]);
  double start = now();
  for (long i = 0; i < count; i++) {
    if (write(ends[0], message, MESSAGE) != MESSAGE || read(ends[0], message, MESSAGE) != MESSAGE) exit(1);
  }
  double mean = (now() - start) / (double)count;
  close(ends[0]);
  waitpid(pid, NULL, 0);
  return mean;
}

static void add(struct counter *counter, long count) {
  for (long i = 0; i < count; i++) {
    pthread_mutex_lock(&counter->mutex);
    counter->value++;
    pthread_mutex_unlock(&counter->mutex);
  }
}

static double locked_additions(long count) {
  struct counter *counter = mapped(sizeof *counter, MAP_SHARED);
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(&counter->mutex, &attributes);
  double start = now();
  pid_t pid = fork();
  if (pid < 0) exit(1);
  add(counter, count);
  if (pid == 0) _exit(0);
  waitpid(pid, NULL, 0);
  double rate = 2 * (double)count / (now() - start);
  if (counter->value != 2 * (uint64_t)count) exit(1);
  return rate;
}

static double copy(size_t bytes) {
  char *from = mapped(bytes, MAP_PRIVATE), *to = mapped(bytes, MAP_PRIVATE);
  memset(from, 1, bytes);
  double start = now();
  memcpy(to, from, bytes);
  double time = (now() - start) * 1e-3;
  return to[bytes - 1] == 1 ? time : -1;
}

int main(int count, char **arguments) {
  if (count != 3) return 64;
  long number = atol(arguments[2]);
  if (strcmp(arguments[1], "socket") == 0) printf("%g\n", round_trip(number));
  else if (strcmp(arguments[1], "mutex") == 0) printf("%g\n", locked_additions(number));
  else if (strcmp(arguments[1], "memcpy") == 0) printf("%g\n", copy((size_t)number));
  else return 64;
}
