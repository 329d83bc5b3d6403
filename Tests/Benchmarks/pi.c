// Monte Carlo pi with xoshiro256++ on one core: what C reaches, for `make bench` to compare the workload
// `pi` with. The same points as there: blocks of 65,536, the seed spread by SplitMix64, the stream moved
// on by 2^128 numbers a block.
//
//   cc -O3 -o pi pi.c && ./pi 100000000 1
//
// prints the estimate, the points inside and the points a second. Laying out the streams is not timed,
// as it is not there.
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BLOCK 65536

struct generator {
  uint64_t s[4];
};

static inline uint64_t rotate(uint64_t word, int bits) { return word << bits | word >> (64 - bits); }

static inline uint64_t next(struct generator *g) {
  uint64_t result = rotate(g->s[0] + g->s[3], 23) + g->s[0];
  uint64_t shifted = g->s[1] << 17;
  g->s[2] ^= g->s[0];
  g->s[3] ^= g->s[1];
  g->s[1] ^= g->s[2];
  g->s[0] ^= g->s[3];
  g->s[2] ^= shifted;
  g->s[3] = rotate(g->s[3], 45);
  return result;
}

static void jump(struct generator *g) {
  static const uint64_t polynomial[4] = {
    0x180ec6d33cfd0aba, 0xd5a61266f0c9392c, 0xa9582618e03fc9aa, 0x39abdc4529b1661c};
  struct generator sum = {{0, 0, 0, 0}};
  for (int i = 0; i < 256; i++) {
    uint64_t mask = 0 - (polynomial[i / 64] >> (i % 64) & 1);
    for (int word = 0; word < 4; word++) sum.s[word] ^= g->s[word] & mask;
    next(g);
  }
  *g = sum;
}

static struct generator seeded(uint64_t seed) {
  struct generator g;
  for (int i = 0; i < 4; i++) {
    uint64_t mixed = seed += 0x9e3779b97f4a7c15;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    g.s[i] = mixed ^ mixed >> 31;
  }
  return g;
}

static double coordinate(uint64_t random) { return (double)(int64_t)(random >> 11) * 0x1p-53; }

static uint64_t points_inside(struct generator g, int64_t count) {
  uint64_t inside = 0;
  for (int64_t i = 0; i < count; i++) {
    double x = coordinate(next(&g));
    double y = coordinate(next(&g));
    inside += x * x + y * y < 1;
  }
  return inside;
}

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

int main(int count, char **arguments) {
  int64_t points = count > 1 ? strtoll(arguments[1], NULL, 10) : 100000000;
  uint64_t seed = count > 2 ? strtoull(arguments[2], NULL, 10) : 1;
  int64_t blocks = points > 0 ? (points - 1) / BLOCK + 1 : 0;
  struct generator *streams = malloc(sizeof *streams * (size_t)(blocks + 1));
  if (points < 1 || streams == NULL) {
    fprintf(stderr, "usage: pi POINTS [SEED]\n");
    return 64;
  }
  struct generator g = seeded(seed);
  for (int64_t block = 0; block < blocks; block++) {
    streams[block] = g;
    jump(&g);
  }
  double start = seconds();
  uint64_t inside = 0;
  for (int64_t block = 0; block < blocks; block++) {
    int64_t left = points - block * BLOCK;
    inside += points_inside(streams[block], left < BLOCK ? left : BLOCK);
  }
  double taken = seconds() - start;
  free(streams);
  printf("pi=%.15g inside=%" PRIu64 " points=%" PRId64 " points_per_s=%.6g\n",
         4.0 * (double)inside / (double)points, inside, points, (double)points / taken);
  return 0;
}
