#define _GNU_SOURCE
#include "fork_server.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "default_signals.h"

// What goes ahead of each message, so that an empty one is not taken for the end of the stream.
struct header {
  uint32_t descriptor_count;
};

int32_t os_packet_pair(int32_t *ends) {
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return -1;
  // A packet must fit into the sender's buffer, whatever the system's default is. Where that cannot be
  // made larger, a large packet is refused by EMSGSIZE.
  int room = 4 * OS_PACKET_BYTES;
  for (int i = 0; i < 2; i++) (void)setsockopt(ends[i], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  return 0;
}

union control {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int32_t) * OS_PACKET_DESCRIPTORS)];
};

int32_t os_packet_send(
  int32_t socket, const uint8_t *message, size_t bytes, const int32_t *descriptors,
  size_t descriptor_count) {
  if (bytes > OS_PACKET_BYTES || descriptor_count > OS_PACKET_DESCRIPTORS) {
    errno = EMSGSIZE;
    return -1;
  }
  struct header header = {.descriptor_count = (uint32_t)descriptor_count};
  struct iovec parts[2] = {
    {.iov_base = &header, .iov_len = sizeof header},
    {.iov_base = (void *)(uintptr_t)message, .iov_len = bytes},
  };
  struct msghdr packet = {.msg_iov = parts, .msg_iovlen = bytes > 0 ? 2 : 1};
  union control control;
  if (descriptor_count > 0) {
    memset(&control, 0, sizeof control);
    packet.msg_control = control.bytes;
    packet.msg_controllen = CMSG_SPACE(sizeof(int32_t) * descriptor_count);
    struct cmsghdr *entry = CMSG_FIRSTHDR(&packet);
    entry->cmsg_level = SOL_SOCKET;
    entry->cmsg_type = SCM_RIGHTS;
    entry->cmsg_len = CMSG_LEN(sizeof(int32_t) * descriptor_count);
    memcpy(CMSG_DATA(entry), descriptors, sizeof(int32_t) * descriptor_count);
  }
  ssize_t sent;
  do {
    sent = sendmsg(socket, &packet, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? -1 : 0;
}

static void take_descriptors(struct msghdr *message, struct os_packet *packet) {
  for (struct cmsghdr *entry = CMSG_FIRSTHDR(message); entry != NULL; entry = CMSG_NXTHDR(message, entry)) {
    if (entry->cmsg_level != SOL_SOCKET || entry->cmsg_type != SCM_RIGHTS) continue;
    size_t count = (entry->cmsg_len - CMSG_LEN(0)) / sizeof(int32_t);
    // One entry a packet, which the kernel limits to the room that we gave.
    memcpy(packet->descriptors, CMSG_DATA(entry), count * sizeof(int32_t));
    packet->descriptor_count = (int32_t)count;
  }
}

int32_t os_packet_receive(int32_t socket, uint8_t *message, size_t capacity, struct os_packet *packet) {
  memset(packet, 0, sizeof *packet);
  struct header header = {0};
  struct iovec parts[2] = {
    {.iov_base = &header, .iov_len = sizeof header},
    {.iov_base = message, .iov_len = capacity},
  };
  union control control;
  struct msghdr received = {
    .msg_iov = parts, .msg_iovlen = 2, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  ssize_t count;
  do {
    count = recvmsg(socket, &received, MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return -1;
  take_descriptors(&received, packet);
  packet->bytes = count == 0 ? -1 : 0;
  if (count >= (ssize_t)sizeof header) packet->bytes = count - (ssize_t)sizeof header;
  packet->cut = (received.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 ||
                header.descriptor_count != (uint32_t)packet->descriptor_count;
  return 0;
}

int32_t os_fork_reply_receive(int32_t socket, struct os_fork_reply *reply) {
  ssize_t count;
  do {
    count = recv(socket, reply, sizeof *reply, MSG_TRUNC);
    // ECONNRESET tells once of a request that nobody read. It stands before the end of the stream.
  } while (count < 0 && (errno == EINTR || errno == ECONNRESET));
  if (count < 0 || count == 0) return (int32_t)count;
  if (count == (ssize_t)sizeof *reply) return 1;
  errno = EPROTO;
  return -1;
}

static int32_t send_reply(int32_t socket, int32_t code, pid_t pid) {
  struct os_fork_reply reply = {.code = code, .pid = pid};
  ssize_t sent;
  do {
    sent = send(socket, &reply, sizeof reply, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? -1 : 0;
}

int32_t os_fork_reply_refuse(int32_t socket, int32_t code) { return send_reply(socket, code, 0); }

void os_packet_end(int32_t socket) { (void)shutdown(socket, SHUT_RDWR); }

// The signals by which a terminal, or whoever stops a job, asks all its processes to end. The server leaves
// that to its owner, whose end or whose closed socket ends it in any case. They are blocked, not ignored: a
// worker, which blocks nothing, must not inherit deafness.
static const int endings[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

static int mask_endings(int how) {
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) sigaddset(&set, endings[i]);
  return sigprocmask(how, &set, NULL);
}

int32_t os_fork_server_begin(void) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return -1;
  return mask_endings(SIG_BLOCK);
}

void os_fork_server_end(void) { (void)mask_endings(SIG_UNBLOCK); }

// The link count is 2 + the number of threads. Nothing is kept open: a worker would inherit it.
static int has_one_thread(void) {
  struct stat status;
  return stat("/proc/self/task", &status) == 0 && status.st_nlink == 3;
}

// Where the C library has put the thread's number, which its own fork would renew in the child; NULL where
// the kernel does not tell. The library gives this place to the kernel at the start of a thread.
static int32_t *cached_thread_number(void) {
  int32_t *place = NULL;
  if (prctl(PR_GET_TID_ADDRESS, &place) != 0 || place == NULL) return NULL;
  return *place == (int32_t)syscall(SYS_gettid) ? place : NULL;
}

// What the library's fork does in the child. Where the place is not known, the child goes on with the number
// of the server's thread, which harms nobody here: it serves to know the owner of a lock, the same number at
// locking and unlocking, while raise, abort and gettid ask the kernel. Only calls that set or ask a pthread's
// CPUs, priority or clock would go astray; this package uses those for processes.
static void renew_thread_number(int32_t *place) {
  if (place != NULL) *place = (int32_t)syscall(SYS_set_tid_address, place);
}

// The child itself replies, and only once it is set up: so a reply is never without a worker, and a worker
// whose server dies right after the fork is known to its owner all the same.
static void become_worker(int32_t socket, pid_t owner) {
  int failed = prctl(PR_SET_PDEATHSIG, SIGKILL) != 0;
  // An owner that died before the prctl sends no signal any more.
  if (getppid() != owner) _exit(127);
  failed = failed || os_signals_reset() != 0;
  if (send_reply(socket, failed ? errno : 0, getpid()) != 0 || failed) _exit(127);
  close(socket);
}

pid_t os_fork_server_fork(int32_t socket, pid_t owner) {
  if (!has_one_thread()) {
    errno = EDEADLK;  // locks of the others would stay locked for ever
    return -1;
  }
  fflush(NULL);  // else the child would print unfinished lines a second time
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  // The library's fork cannot ask for CLONE_PARENT, so the bare call stands in for it. What it would do
  // besides is not needed in a process with one thread: no lock of the allocator or of a stream is held, no
  // stack of another thread is to be given back, and nobody registers fork handlers. What is left is the
  // number of the thread, which the library caches: see renew_thread_number.
  int32_t *number = cached_thread_number();
  pid_t pid = (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0UL, 0UL, 0UL, 0UL);
  if (pid == 0) {
    renew_thread_number(number);
    become_worker(socket, owner);
    return 0;
  }
  int code = errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  errno = code;
  return pid;
}
