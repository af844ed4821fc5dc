#ifndef FUZZER_H
#define FUZZER_H

#include <stddef.h>
#include <stdint.h>

/// libFuzzer's main loop, for programs with their own `main`.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*body)(const uint8_t *start, size_t count));

#endif
