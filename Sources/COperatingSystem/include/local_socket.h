// Stream sockets between processes of one machine and one user, under names that the kernel chooses and that
// go with their process. C, because the address is a structure with a path of odd length and the options are
// macros.
#ifndef OS_LOCAL_SOCKET_H
#define OS_LOCAL_SOCKET_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// The most bytes of a name, its zero included.
#define OS_LOCAL_NAME 32

// Listens under a new name, which is filled in. Closed at exec; does not block. Returns the descriptor, or -1
// with errno set.
int32_t os_local_listen(char *_Nonnull name);

// Takes a client of this user; one of another user is sent away. Closed at exec; does not block. Returns the
// descriptor; -1 with errno set, EAGAIN where none waits.
int32_t os_local_accept(int32_t listener);

// Connects to a server of this user. Closed at exec; blocks. Returns the descriptor; -1 with errno set, EPERM
// where the name belongs to another user.
int32_t os_local_connect(const char *_Nonnull name);

// Sends what fits, without a signal where nobody can receive it. Returns how many bytes; -1 with errno set.
ssize_t os_local_send(int32_t socket, const void *_Nonnull bytes, size_t count);

// Lets a blocking send fail with EAGAIN after so many milliseconds. Returns 0, or -1 with errno set.
int32_t os_local_limit_send(int32_t socket, int32_t milliseconds);

// Lets reads and sends wait. Returns 0, or -1 with errno set.
int32_t os_local_block(int32_t socket);

#endif
