#define _GNU_SOURCE
#include "keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroups.h"
#include "leftovers.h"

#define KILL_TIME 5000000000LL    // ns for ending what the sweep left
#define REMOVE_TIME 2000000000LL  // ns for removing its cgroup

// What the keeper knows.
struct task {
  int message;
  const char *mark, *name;
  int cgroup, cgroup_parent;
  const char *cgroup_name;
  struct os_keeper_board *board;
};

static void end_all(const struct task *task) {
  if (task->cgroup >= 0) os_cgroup_kill(task->cgroup);
  int32_t sessions[OS_KEEPER_SESSIONS];
  size_t count = 0;
  for (size_t i = 0; i < OS_KEEPER_SESSIONS; i++) {
    int32_t session = task->board->sessions[i];
    if (session > 1) sessions[count++] = session;
  }
  struct os_leftovers meant;
  memset(&meant, 0, sizeof meant);
  meant.mark = task->mark;
  meant.name = task->name;
  meant.sessions = sessions;
  meant.session_count = count;
  int32_t killed;
  os_leftovers_kill(&meant, KILL_TIME, &killed, NULL, 0);
  if (task->cgroup >= 0) os_cgroup_remove(task->cgroup_parent, task->cgroup_name, REMOVE_TIME);
}

// Leaves no descriptor open but the three given ones, of which some are -1.
static void close_all_but(int first, int second, int third) {
  int kept[3] = {first, second, third};
  unsigned next = 0;
  for (int round = 0; round < 3; round++) {
    int lowest = -1;
    for (int i = 0; i < 3; i++) {
      if (kept[i] >= (int)next && (lowest < 0 || kept[i] < lowest)) lowest = kept[i];
    }
    if (lowest < 0) break;
    if ((unsigned)lowest > next) syscall(SYS_close_range, next, (unsigned)lowest - 1, 0);
    next = (unsigned)lowest + 1;
  }
  syscall(SYS_close_range, next, ~0U, 0);
}

// A signal meant for the supervisor's group, or sent to all of the user's processes, must not end
// the one that cleans up. Stops cannot harm it for long: they can be continued.
static void ignore_signals(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_IGN;
  for (int signal = 1; signal <= 64; signal++) {
    if (signal != SIGKILL && signal != SIGSTOP && signal != SIGCHLD) sigaction(signal, &action, NULL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void keep(const struct task *task) {
  setsid();
  ignore_signals();
  prctl(PR_SET_NAME, "swrun-keeper");
  if (chdir("/") != 0) _exit(1);
  close_all_but(task->message, task->cgroup, task->cgroup_parent);
  // Free numbers 0-2 must not be given to files that it opens.
  for (int i = 0; i < 3; i++) {
    if (open("/dev/null", O_RDWR) < 0) _exit(1);
  }
  char byte;
  ssize_t count;
  do {
    count = read(task->message, &byte, 1);
  } while (count < 0 && errno == EINTR);
  if (count == 0) end_all(task);
  _exit(0);
}

int32_t os_keeper_start(
  const char *mark, const char *name, int32_t cgroup, int32_t cgroup_parent, const char *cgroup_name,
  struct os_keeper *keeper) {
  void *board =
    mmap(NULL, sizeof(struct os_keeper_board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (board == MAP_FAILED) return -1;
  int message[2];
  if (pipe2(message, O_CLOEXEC) != 0) {
    munmap(board, sizeof(struct os_keeper_board));
    return -1;
  }
  struct task task = {message[0], mark, name, cgroup, cgroup_parent, cgroup_name, board};
  // Without SIGCHLD at its end: a plain wait then knows no other children than those of the sweep.
  // The raw call leaves the C library's idea of the thread id behind, which nothing here asks for.
  pid_t pid = (pid_t)syscall(SYS_clone, 0, NULL, NULL, NULL, 0);
  if (pid == 0) keep(&task);
  int code = errno;
  close(message[0]);
  if (pid < 0) {
    close(message[1]);
    munmap(board, sizeof(struct os_keeper_board));
    errno = code;
    return -1;
  }
  *keeper = (struct os_keeper){.pid = pid, .pipe = message[1], .board = board};
  return 0;
}

int32_t os_keeper_finish(struct os_keeper *keeper) {
  ssize_t written;
  do {
    written = write(keeper->pipe, "q", 1);
  } while (written < 0 && errno == EINTR);
  int code = errno;
  close(keeper->pipe);
  munmap(keeper->board, sizeof(struct os_keeper_board));
  keeper->board = NULL;
  pid_t ended;
  do {
    ended = waitpid(keeper->pid, NULL, __WALL);
  } while (ended < 0 && errno == EINTR);
  errno = code;
  return written == 1 && ended == keeper->pid ? 0 : -1;
}
