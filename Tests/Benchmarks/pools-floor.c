// The floor that the machine allows for pools of processes: what they cannot avoid, in C.
//
//   pools-floor futex N same|apart  microseconds from a word of shared memory that another process waits for to its
//                                   answer in another word: the median of N; both sleep while they wait, on the
//                                   first of our CPUs or on the first and the second. Before each question nobody
//                                   does anything for 0.2 ms
//   pools-floor forks N             milliseconds for 2 forks, _exit and wait: the median of N
//   pools-floor execs N PROGRAM     milliseconds for 2 times vfork, exec and wait: the median of N
//   pools-floor pipe N              MB/s of N blocks of 64 KiB that WORKERS processes write into pipes
//   pools-floor memory N            MB/s of N such blocks through slots of shared memory, copied in and copied out
//   pools-floor clock N             nanoseconds for two readings of the clock
//   pools-floor nothing             ends at once: linked without shared libraries, it is the PROGRAM above
//
// WORKERS is the environment's; 2 without it. Build: cc -O2 -static -o pools-floor pools-floor.c
#define _GNU_SOURCE
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BLOCK 65536
#define SLOTS 16

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e6 + (double)time.tv_nsec * 1e-3;
}

static int by_size(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return left < right ? -1 : left > right;
}

static void *allocated(size_t bytes) {
  void *memory = malloc(bytes);
  if (memory == NULL) exit(1);
  return memory;
}

static void *shared(size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) exit(1);
  return memory;
}

static void wait_for(atomic_uint *word, unsigned before) {
  while (atomic_load(word) == before) syscall(SYS_futex, word, FUTEX_WAIT, before, NULL, NULL, 0);
}

static void tell(atomic_uint *word, unsigned value) {
  atomic_store(word, value);
  syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

// A process that runs the body and dies with us.
static pid_t forked(void (*body)(int), int number) {
  pid_t parent = getpid(), pid = fork();
  if (pid < 0) exit(1);
  if (pid > 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() == parent) body(number);
  _exit(0);
}

// The CPU of our list with this number, counted from 0; the last one if there are not so many.
static int listed(int number) {
  cpu_set_t ours;
  int last = 0;
  if (sched_getaffinity(0, sizeof ours, &ours) != 0) exit(1);
  for (int cpu = 0; cpu < CPU_SETSIZE && number >= 0; cpu++) {
    if (!CPU_ISSET(cpu, &ours)) continue;
    last = cpu;
    number--;
  }
  return last;
}

static void bind_to(int cpu) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  if (sched_setaffinity(0, sizeof one, &one) != 0) exit(1);
}

static int other_cpu;

static struct {
  atomic_uint question;
  char apart[124];
  atomic_uint answer;
} *talk;

static void answer_all(int rounds) {
  bind_to(other_cpu);
  for (unsigned round = 0; round < (unsigned)rounds; round++) {
    wait_for(&talk->question, round);
    tell(&talk->answer, round + 1);
  }
}

static void ask(int round) {
  tell(&talk->question, (unsigned)round + 1);
  wait_for(&talk->answer, (unsigned)round);
}

static void end_at_once(int number) { (void)number; }

static void two_forks(int round) {
  (void)round;
  pid_t pids[2] = {forked(end_at_once, 0), forked(end_at_once, 1)};
  for (int i = 0; i < 2; i++) waitpid(pids[i], NULL, 0);
}

static char *program;

static void two_execs(int round) {
  (void)round;
  char *arguments[] = {program, "nothing", NULL};
  pid_t pids[2];
  for (int i = 0; i < 2; i++) {
    pids[i] = vfork();
    if (pids[i] == 0) {
      execve(program, arguments, environ);
      _exit(127);
    }
  }
  for (int i = 0; i < 2; i++) {
    int status = 0;
    waitpid(pids[i], &status, 0);
    if (status != 0) exit(1);
  }
}

static void clock_twice(int round) {
  (void)round;
  struct timespec time;
  for (int i = 0; i < 2000; i++) clock_gettime(CLOCK_MONOTONIC, &time);
}

static double median_time(int rounds, void (*body)(int), useconds_t pause) {
  double *times = allocated((size_t)rounds * sizeof *times);
  for (int round = 0; round < rounds; round++) {
    if (pause > 0) usleep(pause);
    double start = now();
    body(round);
    times[round] = now() - start;
  }
  qsort(times, (size_t)rounds, sizeof *times, by_size);
  return times[rounds / 2];
}

static int workers, blocks_each;

// A new block, as every task makes one.
static char *made(void) { return memset(allocated(BLOCK), 7, BLOCK); }

static int (*pipes)[2];

static void write_blocks(int number) {
  for (int i = 0; i < blocks_each; i++) {
    char *block = made();
    for (ssize_t done = 0; done < BLOCK;) {
      ssize_t written = write(pipes[number][1], block + done, (size_t)(BLOCK - done));
      if (written <= 0) _exit(1);
      done += written;
    }
    free(block);
  }
}

static void through_pipes(void) {
  pipes = allocated((size_t)workers * sizeof *pipes);
  struct pollfd *ends = allocated((size_t)workers * sizeof *ends);
  for (int i = 0; i < workers; i++) {
    if (pipe(pipes[i]) != 0) exit(1);
    forked(write_blocks, i);
    close(pipes[i][1]);
    ends[i] = (struct pollfd){pipes[i][0], POLLIN, 0};
  }
  for (int left = workers * blocks_each; left > 0;) {
    if (poll(ends, (nfds_t)workers, -1) < 0) exit(1);
    for (int i = 0; i < workers; i++) {
      if (!(ends[i].revents & POLLIN)) continue;
      char *block = allocated(BLOCK);
      for (ssize_t done = 0; done < BLOCK;) {
        ssize_t got = read(ends[i].fd, block + done, (size_t)(BLOCK - done));
        if (got <= 0) exit(1);
        done += got;
      }
      free(block);
      left--;
    }
  }
}

// One ring of slots for each worker, and one bell for whoever takes the blocks out.
static struct ring {
  atomic_uint filled;
  char apart[60];
  atomic_uint emptied;
  char apart_too[60];
  char slots[SLOTS][BLOCK];
} *rings;
static atomic_uint *bell;

static void fill_slots(int number) {
  struct ring *ring = &rings[number];
  for (unsigned i = 0; i < (unsigned)blocks_each; i++) {
    unsigned emptied;
    while (i - (emptied = atomic_load(&ring->emptied)) == SLOTS) wait_for(&ring->emptied, emptied);
    char *block = made();
    memcpy(ring->slots[i % SLOTS], block, BLOCK);
    free(block);
    atomic_store(&ring->filled, i + 1);
    atomic_fetch_add(bell, 1);
    syscall(SYS_futex, bell, FUTEX_WAKE, 1, NULL, NULL, 0);
  }
}

static void through_memory(void) {
  rings = shared((size_t)workers * sizeof *rings);
  bell = shared(sizeof *bell);
  for (int i = 0; i < workers; i++) forked(fill_slots, i);
  for (int left = workers * blocks_each; left > 0;) {
    unsigned rung = atomic_load(bell);
    int taken = 0;
    for (int i = 0; i < workers; i++) {
      unsigned emptied = atomic_load(&rings[i].emptied);
      for (; emptied != atomic_load(&rings[i].filled); taken++) {
        char *block = allocated(BLOCK);
        memcpy(block, rings[i].slots[emptied % SLOTS], BLOCK);
        // Else the compiler leaves the copy out, as nobody looks at it.
        __asm__ volatile("" : : "r"(block) : "memory");
        free(block);
        tell(&rings[i].emptied, ++emptied);
      }
    }
    left -= taken;
    if (taken == 0) wait_for(bell, rung);
  }
}

static double rate(void (*move)(void)) {
  double start = now();
  move();
  double rate = (double)workers * blocks_each * BLOCK / (now() - start);
  while (wait(NULL) > 0) {}
  return rate;
}

int main(int count, char **arguments) {
  const char *row = count > 1 ? arguments[1] : "", *number = getenv("WORKERS");
  if (strcmp(row, "nothing") == 0) return 0;
  int rounds = count > 2 ? atoi(arguments[2]) : 0;
  workers = number == NULL ? 2 : atoi(number);
  if (rounds < 1 || workers < 1) {
    fprintf(stderr, "usage: pools-floor forks|pipe|memory|clock N | futex N same|apart | execs N PROGRAM | nothing\n");
    return 64;
  }
  blocks_each = (rounds - 1) / workers + 1;
  program = count > 3 ? arguments[3] : arguments[0];
  double result = 0;
  if (strcmp(row, "futex") == 0) {
    int ours = listed(0);
    other_cpu = listed(count > 3 && strcmp(arguments[3], "apart") == 0);
    talk = shared(sizeof *talk);
    bind_to(ours);
    forked(answer_all, rounds);
    result = median_time(rounds, ask, 200);
  }
  if (strcmp(row, "forks") == 0) result = median_time(rounds, two_forks, 0) * 1e-3;
  if (strcmp(row, "execs") == 0) result = median_time(rounds, two_execs, 0) * 1e-3;
  if (strcmp(row, "clock") == 0) result = median_time(rounds, clock_twice, 0);
  if (strcmp(row, "pipe") == 0) result = rate(through_pipes);
  if (strcmp(row, "memory") == 0) result = rate(through_memory);
  printf("%.5g\n", result);
  return result > 0 ? 0 : 1;
}
