#define _GNU_SOURCE
#include "default_signals.h"
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LAST_SIGNAL 64

// Ignored signals survive exec, so every disposition is reset, not only handlers. Signals are
// blocked until here: no handler of the parent ever runs in a child.
int32_t os_signals_reset(void) {
  // The kernel's own structure, all zero: SIG_DFL, no flags, no restorer, an empty mask. The library's
  // sigaction refuses the two signals that it uses itself, which whoever started us may have ignored.
  unsigned long action[8] = {0};
  for (int signal = 1; signal <= LAST_SIGNAL; signal++) {
    if (signal == SIGKILL || signal == SIGSTOP) continue;
    if (syscall(SYS_rt_sigaction, signal, action, NULL, LAST_SIGNAL / 8) != 0) return -1;
  }
  sigset_t none;
  sigemptyset(&none);
  return sigprocmask(SIG_SETMASK, &none, NULL);
}

int32_t os_signal_ignore(int32_t signal) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_IGN;
  return sigaction(signal, &action, NULL);
}

int32_t os_signal_default(int32_t signal) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  return sigaction(signal, &action, NULL);
}

int32_t os_signal_is_ignored(int32_t signal) {
  struct sigaction action;
  if (sigaction(signal, NULL, &action) != 0) return 0;
  return action.sa_handler == SIG_IGN;
}

int32_t os_signal_descriptor(const int32_t *signals, int32_t count) {
  sigset_t set;
  sigemptyset(&set);
  for (int32_t i = 0; i < count; i++) {
    if (sigaddset(&set, signals[i]) != 0) return -1;
  }
  if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) return -1;
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int32_t os_signal_read(int32_t descriptor) {
  struct signalfd_siginfo information;
  for (;;) {
    ssize_t count = read(descriptor, &information, sizeof information);
    if (count == (ssize_t)sizeof information) return (int32_t)information.ssi_signo;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return 0;
    return -1;
  }
}

void os_signal_die(int32_t signal) {
  struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);  // a nightly job that is told to stop leaves no core file
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  sigaction(signal, &action, NULL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  raise(signal);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
  _exit(128 + signal);  // only where the signal does not end a process
}
