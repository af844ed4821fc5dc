#!/usr/bin/env python3
"""Prints the table of Sources/CTruthKernels/gelu_table.h: the normal distribution function in 32 cubic pieces over 0 to 5.6.

Needs numpy. Chebyshev interpolation of degree 3 in each piece; the largest error is printed with it.
"""

import math

import numpy
from numpy.polynomial import chebyshev, polynomial

PIECES, END = 32, 5.6
distribution = numpy.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2)))


def piece(index):
    """Coefficients in the place inside the piece, 0 to 1."""
    nodes = numpy.cos((2 * numpy.arange(8) + 1) / 16 * numpy.pi)
    values = distribution((index + (nodes + 1) / 2) * END / PIECES)
    centred = chebyshev.cheb2poly(chebyshev.chebfit(nodes, values, 3))
    result = numpy.zeros(1)
    for coefficient in centred[::-1]:
        result = polynomial.polyadd(polynomial.polymul(result, [-1, 2]), [coefficient])
    return result[:4].astype(numpy.float32)


pieces = [piece(index) for index in range(PIECES)]
places = numpy.linspace(0, 1, 200)
worst = max(
    numpy.abs(polynomial.polyval(places, p.astype(float)) - distribution((i + places) * END / PIECES)).max() for i, p in enumerate(pieces))
print(f"""// The normal distribution function in {PIECES} cubic pieces over 0 to {END}, absolute error below {worst:.1e}.
// Made by scripts/goldens/gelu_table.py.
#ifndef TG_GELU_TABLE_H
#define TG_GELU_TABLE_H

#define TG_GELU_END {END}f
""")
print("/// Coefficient [power][piece]; the variable runs from 0 to 1 in each piece.")
print(f"static const float tg_gelu_table[4][{PIECES}] = {{")
for power in range(4):
    print("    {")
    for first in range(0, PIECES, 8):
        print("        " + ", ".join(f"{p[power]:.9e}f" for p in pieces[first:first + 8]) + ",")
    print("    },")
print("};\n\n#endif")
