// What OpenMP's threads reach where a pool's threads do the same: the peer of the pool rows of `make bench`.
//
//   openmp map TASKS        a loop under schedule(dynamic,1): each iteration stores its result
//   openmp submit TASKS     tasks made one by one by one thread, each storing its result, and waited for. GNU's OpenMP
//                           lets the thread run a task itself, at once, when 64 a thread are waiting: most of these
//   openmp deferred TASKS   the same, waited for after every 64, so that each is queued as that of a future is
//
// prints thousands of tasks a second: the median of several rounds after one that warms up. The number of threads is
// that of OMP_NUM_THREADS. Build: cc -O2 -fopenmp -o openmp openmp.c
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 5

struct result {
  uint64_t count, word;
};

// Known at run time only, as the task of a pool is.
static struct result (*volatile task_body)(long);

static struct result nothing(long task) {
  struct result result = {(uint64_t)task, 0};
  return result;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int by_size(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return left < right ? -1 : left > right;
}

static void map(struct result *results, long tasks) {
#pragma omp parallel for schedule(dynamic, 1)
  for (long task = 0; task < tasks; task++) results[task] = task_body(task);
}

static void submit(struct result *results, long tasks, long most) {
#pragma omp parallel
#pragma omp single
  {
    for (long task = 0; task < tasks; task++) {
#pragma omp task firstprivate(task)
      results[task] = task_body(task);
      if (task % most == most - 1) {
#pragma omp taskwait
      }
    }
#pragma omp taskwait
  }
}

int main(int count, char **arguments) {
  long tasks = count == 3 ? atol(arguments[2]) : 0;
  struct result *results = calloc((size_t)(tasks > 0 ? tasks : 1), sizeof *results);
  if (tasks < 1 || results == NULL) {
    fprintf(stderr, "usage: openmp map|submit|deferred TASKS\n");
    return 64;
  }
  task_body = nothing;
  double rates[ROUNDS];
  for (int round = -1; round < ROUNDS; round++) {
    double start = now();
    if (strcmp(arguments[1], "map") == 0) {
      map(results, tasks);
    } else {
      submit(results, tasks, strcmp(arguments[1], "deferred") == 0 ? 64 : tasks);
    }
    if (round >= 0) rates[round] = (double)tasks / (now() - start) * 1e-3;
    if (results[tasks - 1].count != (uint64_t)tasks - 1) return 1;
  }
  qsort(rates, ROUNDS, sizeof *rates, by_size);
  printf("%.4g\n", rates[ROUNDS / 2]);
  free(results);
  return 0;
}
