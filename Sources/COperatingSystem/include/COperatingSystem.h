// What must be C: code between fork and exec, the keeper, and system interfaces whose macros and
// variadic functions Swift does not import.
#ifndef C_OPERATING_SYSTEM_H
#define C_OPERATING_SYSTEM_H

#include "cgroups.h"
#include "child.h"
#include "keeper.h"
#include "leftovers.h"
#include "signals.h"
#include "system.h"
#include "thread_count.h"

#include "atomics.h"
#include "counters.h"
#include "fork_lock.h"
#include "fork_server.h"
#include "futex.h"
#include "global_page.h"
#include "local_socket.h"
#include "locks.h"
#include "shared_memory.h"
#include "steps.h"
#include "threads.h"
#include "workers.h"
#endif
