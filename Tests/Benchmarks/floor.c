// The floor that the machine allows for one run: C programs that do what a runner cannot avoid.
//
//   floor fork N            fork, _exit, wait: nothing else
//   floor run N FILE        a run without exec, with the same system calls as swrun's run of `noop`
//   floor true N            vfork, exec of /bin/true, wait
//   floor start N PROGRAM…  the same of any program, which prints to nowhere and may end with any code
//
// Each prints the microseconds of one run: the median of N; `start` milliseconds. Build: cc -O2 -o floor floor.c
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e6 + time.tv_nsec * 1e-3;
}

static int by_size(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return left < right ? -1 : left > right;
}

static void bare_fork(void) {
  pid_t pid = fork();
  if (pid == 0) _exit(0);
  waitpid(pid, NULL, 0);
}

static char *nothing_to_do[] = {"/bin/true", NULL}, **program = nothing_to_do;

static void run_program(void) {
  int status = 0;
  pid_t pid = vfork();
  if (pid == 0) {
    execve(program[0], program, environ);
    _exit(127);
  }
  waitpid(pid, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) == 127) exit(1);
}

// Nothing of what the program prints is kept; what we print ourselves goes out by another descriptor.
static FILE *discard_output(void) {
  int nothing = open("/dev/null", O_RDWR | O_CLOEXEC), kept = fcntl(1, F_DUPFD_CLOEXEC, 3);
  if (nothing < 0 || kept < 0 || dup2(nothing, 1) < 0 || dup2(nothing, 2) < 0) exit(1);
  return fdopen(kept, "w");
}

// The sweep's own descriptors, open all the time.
static int cgroup_procs = -1, cgroup_events = -1, statistics, throttle, threads, rows, workers, folder;
static const char *file_name;

static void child(int report, int output, int errors, int nothing, int ready, pid_t parent) {
  struct rlimit limit = {0, 0};
  struct sigaction action;
  memset(&action, 0, sizeof action);
  prctl(PR_SET_NAME, "floor");
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  setsid();
  if (cgroup_procs >= 0 && write(cgroup_procs, "0", 1) != 1) _exit(1);
  if (chdir(".") != 0) _exit(1);
  dup2(nothing, 0);
  dup2(output, 1);
  dup2(errors, 2);
  fcntl(report, F_SETFD, 0);
  syscall(SYS_close_range, 3, report - 1, 0);
  syscall(SYS_close_range, report + 1, ready - 1, 0);
  syscall(SYS_close_range, ready + 1, ~0U, 0);
  setrlimit(RLIMIT_CORE, &limit);
  getrlimit(RLIMIT_CORE, &limit);
  for (int signal = 1; signal <= 64; signal++) {
    if (signal != SIGKILL && signal != SIGSTOP && signal != 32 && signal != 33) sigaction(signal, &action, NULL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  close(ready);
  prctl(PR_SET_TIMERSLACK, 1);
  char text[256];
  for (int i = 0; i < 2; i++) {
    int delay = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    if (delay >= 0) {
      if (read(delay, text, sizeof text) < 0) _exit(1);
      close(delay);
    }
  }
  memset(text, 'x', 207);
  if (write(report, text, 207) != 207) _exit(1);
  _exit(0);
}

static void full_run(void) {
  char text[65536];
  int output[2], errors[2], report[2], ready[2];
  struct stat status;
  if (pread(statistics, text, 512, 0) < 0) exit(1);
  if (throttle >= 0 && pread(throttle, text, 512, 0) < 0) exit(1);
  if (pipe2(output, O_CLOEXEC) || pipe2(errors, O_CLOEXEC) || pipe2(report, O_CLOEXEC)) exit(1);
  int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  fstat(threads, &status);
  if (pipe2(ready, O_CLOEXEC)) exit(1);
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  pid_t parent = getpid(), pid = fork();
  if (pid == 0) child(report[1], output[1], errors[1], nothing, ready[1], parent);
  sigprocmask(SIG_SETMASK, &before, NULL);
  close(ready[1]);
  if (read(ready[0], text, 12) < 0) exit(1);
  close(ready[0]);
  int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
  close(nothing);
  int ends[3] = {output[0], errors[0], report[0]};
  struct pollfd events[3] = {{pidfd, POLLIN, 0}, {output[0], POLLIN, 0}, {errors[0], POLLIN, 0}};
  for (int i = 0; i < 3; i++) fcntl(ends[i], F_SETFL, fcntl(ends[i], F_GETFL) | O_NONBLOCK);
  while (!(events[0].revents & POLLIN)) {
    if (poll(events, 3, 3600000) < 0 && errno != EINTR) exit(1);
  }
  close(output[1]);
  close(errors[1]);
  close(report[1]);
  cpu_set_t cpus;
  struct rusage usage;
  sched_getaffinity(pid, sizeof cpus, &cpus);
  wait4(pid, NULL, 0, &usage);
  siginfo_t left;
  if (cgroup_events >= 0 && pread(cgroup_events, text, 255, 0) < 0) exit(1);
  waitid(P_ALL, 0, &left, WEXITED | WNOHANG);
  for (int i = 0; i < 3; i++) {
    while (read(ends[i], text, sizeof text) > 0) {}
    close(ends[i]);
  }
  close(pidfd);
  if (pread(statistics, text, 512, 0) < 0) exit(1);
  if (throttle >= 0 && pread(throttle, text, 512, 0) < 0) exit(1);
  getrusage(RUSAGE_SELF, &usage);
  fstatat(folder, file_name, &status, AT_SYMLINK_NOFOLLOW);
  memset(text, 'r', 263);
  if (write(rows, text, 218) != 218 || write(workers, text, 45) != 45) exit(1);
}

static void open_all(const char *path) {
  const char *group = getenv("FLOOR_CGROUP");
  char name[512];
  if (group) {
    snprintf(name, sizeof name, "%s/cgroup.procs", group);
    cgroup_procs = open(name, O_WRONLY | O_CLOEXEC);
    snprintf(name, sizeof name, "%s/cgroup.events", group);
    cgroup_events = open(name, O_RDONLY | O_CLOEXEC);
    if (cgroup_procs < 0 || cgroup_events < 0) {
      perror(name);
      exit(1);
    }
  }
  statistics = open("/proc/stat", O_RDONLY | O_CLOEXEC);
  throttle = open("/sys/fs/cgroup/cpu/cpu.stat", O_RDONLY | O_CLOEXEC);
  threads = open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  folder = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  rows = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
  workers = open("/dev/null", O_WRONLY | O_CLOEXEC);
  file_name = path;
  if (rows < 0) {
    perror(path);
    exit(1);
  }
}

int main(int count, char **arguments) {
  if (count < 3) {
    fprintf(stderr, "usage: floor fork N | floor run N FILE | floor true N | floor start N PROGRAM…\n");
    return 64;
  }
  void (*body)(void) = bare_fork;
  FILE *output = stdout;
  double unit = 1;
  if (strcmp(arguments[1], "true") == 0) body = run_program;
  if (strcmp(arguments[1], "start") == 0 && count > 3) {
    body = run_program;
    program = arguments + 3;
    output = discard_output();
    unit = 1e-3;
  }
  if (strcmp(arguments[1], "run") == 0 && count > 3) {
    open_all(arguments[3]);
    body = full_run;
  }
  int runs = atoi(arguments[2]);
  double *times = calloc((size_t)runs, sizeof *times);
  if (times == NULL) return 1;
  for (int i = 0; i < runs; i++) {
    double start = now();
    body();
    times[i] = now() - start;
  }
  qsort(times, (size_t)runs, sizeof *times, by_size);
  fprintf(output, "%.5g\n", times[runs / 2] * unit);
  free(times);
  return 0;
}
