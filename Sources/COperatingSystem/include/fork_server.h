// A process that forks others for its owner, and the packets between the two. C, because descriptors in a
// packet need the CMSG macros, and because the fork is a bare system call.
#ifndef OS_FORK_SERVER_H
#define OS_FORK_SERVER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define OS_PACKET_DESCRIPTORS 32
#define OS_PACKET_BYTES 65536

// What comes back for a request.
struct os_fork_reply {
  int32_t code;  // 0: the worker is set up; else errno of what failed
  int32_t pid;   // of the child, also where it failed on its way and ends; 0 where there is none
};

// What a received packet brought.
struct os_packet {
  int64_t bytes;      // of the message; -1 at the end of the stream
  int32_t descriptors[OS_PACKET_DESCRIPTORS];  // closed at exec; the receiver's
  int32_t descriptor_count;
  int32_t cut;        // 1: not all of it could be taken, for want of room or of free descriptors
};

// Makes two connected sockets that keep packets apart, closed at exec. Returns 0, or -1 with errno set.
int32_t os_packet_pair(int32_t *_Nonnull ends);

// Sends a message with copies of descriptors, without a signal where nobody can receive it, and without
// waiting for room. Returns 0, or -1 with errno set.
int32_t os_packet_send(
  int32_t socket, const uint8_t *_Nullable message, size_t bytes, const int32_t *_Nullable descriptors,
  size_t descriptor_count);

// Waits for a packet. Returns 0, or -1 with errno set.
int32_t os_packet_receive(
  int32_t socket, uint8_t *_Nonnull message, size_t capacity, struct os_packet *_Nonnull packet);

// Waits for a reply. Returns 1; 0 at the end of the stream; -1 with errno set, EPROTO if it is none.
int32_t os_fork_reply_receive(int32_t socket, struct os_fork_reply *_Nonnull reply);

// Sends the reply that no child was made. Returns 0, or -1 with errno set.
int32_t os_fork_reply_refuse(int32_t socket, int32_t code);

// Closes both directions for all who hold this end.
void os_packet_end(int32_t socket);

// Makes the calling process a server: it dies with its parent, and signals that would end it wait.
// Returns 0, or -1 with errno set.
int32_t os_fork_server_begin(void);

// Lets signals that would end the process come through again.
void os_fork_server_end(void);

// Forks a child of `owner`, which is the parent of the calling process. In the child, it returns 0 once it
// is set up as a worker, has sent its reply and has closed the socket; it must end by os_leave_child. In the
// server, it returns the pid, or -1 with errno set and no child left.
pid_t os_fork_server_fork(int32_t socket, pid_t owner);

#endif
