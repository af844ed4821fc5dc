// The table of innermost loops, one instance per instruction set.
#ifndef TG_KERNELS_H
#define TG_KERNELS_H
#include <stdint.h>
#endif
