"""Writes Tests/TruthTensorsTests/QuantizationGolden.swift: numbers quantised and widened by PyPI's gguf (0.17 or later).

usage: python quantization.py > ../../../Tests/TruthTensorsTests/QuantizationGolden.swift
"""

import numpy
from gguf import GGMLQuantizationType
from gguf.quants import dequantize, quantize

generator = numpy.random.default_rng(7)
values = generator.standard_normal((8, 64)).astype(numpy.float32)
values[1] *= 1000
values[2] *= 1e-4
values[3, :32] = 0
values[3, 32:] = 2.5
values[4] = numpy.abs(values[4])
values[5] = -numpy.abs(values[5])
values[6, 0] = 60000
values[7] *= 1e-7


def literal(name, comment, array):
    digits = numpy.ascontiguousarray(array).tobytes().hex()
    lines = [digits[i : i + 112] for i in range(0, len(digits), 112)]
    print(f"    /// {comment}")
    print(f'    static let {name} = """')
    print("\n".join("        " + line + "\\" for line in lines[:-1]))
    print("        " + lines[-1])
    print('        """')


print("// Made by scripts/goldens/tensors/quantization.py from PyPI's gguf; hexadecimal, little-endian.")
print("enum QuantizationGolden {")
literal("values", "[8, 64] 32-bit floats.", values)
for kind in ["F16", "BF16", "Q4_0", "Q4_1", "Q8_0"]:
    quantized = quantize(values, GGMLQuantizationType[kind])
    literal(kind.lower(), f"The same as {kind}.", quantized)
    literal(kind.lower() + "Widened", f"{kind} widened to 32-bit floats.", dequantize(quantized, GGMLQuantizationType[kind]))
print("}")
