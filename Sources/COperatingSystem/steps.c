#define _GNU_SOURCE
#include "steps.h"

#include <errno.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "futex.h"

#define TEXT(x) #x
#define VALUE(x) TEXT(x)
#define REPEATED(instruction) ".rept " VALUE(OS_STEP_BLOCK) "\n\t" instruction "\n\t.endr"

uint64_t os_step_additions(uint64_t count) {
  uint64_t sum = 0;
  uint64_t one = 1;
  for (uint64_t done = 0; done < count; done += OS_STEP_BLOCK) {
    // A register is added, because some processors do the addition of a constant in no time.
#if defined(__x86_64__)
    __asm__ volatile(REPEATED("addq %1, %0") : "+r"(sum) : "r"(one) : "cc");
#elif defined(__aarch64__)
    __asm__ volatile(REPEATED("add %0, %0, %1") : "+r"(sum) : "r"(one));
#else
    for (int i = 0; i < OS_STEP_BLOCK; i++) {
      sum += one;
      __asm__ volatile("" : "+r"(sum));
    }
#endif
  }
  return sum;
}

void *os_step_loads(void *start, uint64_t count) {
  void *place = start;
  for (uint64_t done = 0; done < count; done += OS_STEP_BLOCK) {
#if defined(__x86_64__)
    __asm__ volatile(REPEATED("movq (%0), %0") : "+r"(place) : : "memory");
#elif defined(__aarch64__)
    __asm__ volatile(REPEATED("ldr %0, [%0]") : "+r"(place) : : "memory");
#else
    for (int i = 0; i < OS_STEP_BLOCK; i++) {
      place = *(void **)place;
      __asm__ volatile("" : "+r"(place));
    }
#endif
  }
  return place;
}

uint64_t os_step_branches(const uint8_t *bytes, uint64_t count) {
  uint64_t taken = 0;
  for (uint64_t i = 0; i < count; i++) {
    // The assembly, of no instruction, keeps the compiler from doing without a branch.
    if (bytes[i] != 0) {
      taken += 1;
      __asm__ volatile("" : "+r"(taken));
    }
  }
  return taken;
}

void os_step_locks(uint32_t *word, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    uint32_t state = 0;
    // 0: free, 1: locked, 2: locked and waited for.
    if (!__atomic_compare_exchange_n(word, &state, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
      while (__atomic_exchange_n(word, 2, __ATOMIC_ACQUIRE) != 0) os_futex_wait(word, 2, 0, -1);
    }
    if (__atomic_exchange_n(word, 0, __ATOMIC_RELEASE) == 2) os_futex_wake(word, 1, 0);
  }
}

void os_step_system_calls(uint64_t count) {
  for (uint64_t i = 0; i < count; i++) syscall(SYS_getppid);
}

uint64_t os_step_words(const uint64_t *words, uint64_t count) {
  uint64_t sum = 0;
  for (uint64_t i = 0; i < count; i++) sum += words[i];
  return sum;
}

static void *nothing(void *argument) { return argument; }

int32_t os_step_threads(uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    pthread_t thread;
    int code = pthread_create(&thread, NULL, nothing, NULL);
    if (code == 0) code = pthread_join(thread, NULL);
    if (code != 0) return code;
  }
  return 0;
}

// Waits for a child that is expected to end with the code 0.
static int32_t wait_for(pid_t pid) {
  int status = 0;
  pid_t ended;
  do {
    ended = waitpid(pid, &status, 0);
  } while (ended < 0 && errno == EINTR);
  if (ended < 0) return -1;
  if (status == 0) return 0;
  errno = ENOEXEC;
  return -1;
}

int32_t os_step_forks(uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    pid_t pid = fork();
    if (pid == 0) _exit(0);
    if (pid < 0 || wait_for(pid) != 0) return -1;
  }
  return 0;
}

int32_t os_step_programs(const char *path, uint64_t count) {
  char *const arguments[] = {(char *)path, NULL};
  char *const environment[] = {NULL};
  for (uint64_t i = 0; i < count; i++) {
    pid_t pid = vfork();
    if (pid == 0) {
      execve(path, arguments, environment);
      _exit(127);
    }
    if (pid < 0 || wait_for(pid) != 0) return -1;
  }
  return 0;
}

// All bytes; false at the end of the stream and on an error.
static int receive(int32_t descriptor, uint8_t *buffer, size_t size) {
  size_t done = 0;
  while (done < size) {
    ssize_t count = read(descriptor, buffer + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = EPIPE;
    if (count <= 0) return 0;
    done += (size_t)count;
  }
  return 1;
}

static int send_all(int32_t descriptor, const uint8_t *buffer, size_t size) {
  size_t done = 0;
  while (done < size) {
    ssize_t count = write(descriptor, buffer + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return 0;
    done += (size_t)count;
  }
  return 1;
}

int32_t os_step_exchanges(
  int32_t reading, int32_t writing, uint8_t *buffer, size_t size, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    if (!send_all(writing, buffer, size) || !receive(reading, buffer, size)) return -1;
  }
  return 0;
}

void os_step_echo(int32_t reading, int32_t writing, uint8_t *buffer, size_t size) {
  while (receive(reading, buffer, size) && send_all(writing, buffer, size)) {
  }
}
