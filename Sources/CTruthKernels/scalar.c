#include "tg_kernels.h"
