// The sum of 400 numbers to the power 9999 by GMP, on one core: what C reaches, for `make bench` to compare the
// workload `powern` with.
//
//   cc -O3 powern.c -o powern -l:libgmp.a && ./powern 10
//
// does it ten times and prints the seconds that one takes. The memory of the two numbers is used again, as it is there.
#include <gmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int count, char **arguments) {
  int times = count > 1 ? atoi(arguments[1]) : 1;
  unsigned long residue = 0;
  double start = now();
  for (int i = 0; i < times; i++) {
    mpz_t sum, power;
    mpz_init(sum);
    mpz_init(power);
    for (unsigned long number = 0; number < 400; number++) {
      mpz_ui_pow_ui(power, 564982 + 100 * number, 9999);
      mpz_add(sum, sum, power);
    }
    residue = mpz_fdiv_ui(sum, (1UL << 61) - 1);
    mpz_clear(sum);
    mpz_clear(power);
  }
  printf("residue %lu seconds %.6f\n", residue, (now() - start) / times);
  return 0;
}
