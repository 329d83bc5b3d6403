#define _GNU_SOURCE
#include "global_page.h"

#include <sys/mman.h>

// A multiple of every page size of Linux: nothing else may stand on a page that is exchanged.
#define BYTES 65536

static union {
  uint64_t value;
  uint8_t bytes[BYTES];
} global_page __attribute__((aligned(BYTES)));

uint64_t *os_global(void) { return &global_page.value; }

size_t os_global_bytes(void) { return BYTES; }

int32_t os_global_share(int32_t descriptor) {
  void *place =
    mmap(&global_page, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, descriptor, 0);
  return place == MAP_FAILED ? -1 : 0;
}
