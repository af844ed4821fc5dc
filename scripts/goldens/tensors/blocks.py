"""Writes blocks of GGML's quantised types and what PyPI's gguf makes of them.

    pip install gguf numpy
    python scripts/goldens/tensors/blocks.py

A file per type: COUNT groups of bytes, then their numbers as 32-bit floats. Half of the groups are random bytes; of the others
every two bytes of scale are zero, denormal, tiny, huge, negative or infinite, and codes are all ones, all zeros or random.
"""

import pathlib

import gguf
import numpy

COUNT = 16
# Where the 16-bit scales of a group lie.
SCALES = {
    "Q4_0": [0], "Q4_1": [0, 2], "Q8_0": [0], "Q5_0": [0], "Q5_1": [0, 2], "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2],
    "Q5_K": [0, 2], "Q6_K": [208], "IQ4_NL": [0], "IQ4_XS": [0], "MXFP4": [],
}
EXTREMES = [0x0000, 0x8000, 0x0001, 0x83FF, 0x7BFF, 0xFBFF, 0x7C00, 0x3C00]


def blocks(type, size, places, random):
    data = random.integers(0, 256, (COUNT, size), dtype=numpy.uint8)
    data[8:12] = 255
    data[12] = 0
    for row in range(COUNT):
        for place in places:
            # Random scales stay finite: the sign, any mantissa, and all but the largest exponent.
            bits = int(random.integers(0, 0x7C00)) | int(random.integers(0, 2)) << 15 if row < 8 else EXTREMES[(row + place) % 8]
            data[row, place : place + 2] = [bits & 255, bits >> 8]
    if type == "MXFP4":
        data[8:, 0] = [0, 1, 2, 254, 255, 127, 128, 3]
    return data


def main():
    folder = pathlib.Path(__file__).parents[3] / "Tests/TruthTensorsTests/Goldens"
    folder.mkdir(exist_ok=True)
    random = numpy.random.default_rng(7)
    for name, places in SCALES.items():
        type = gguf.GGMLQuantizationType[name]
        data = blocks(name, gguf.GGML_QUANT_SIZES[type][1], places, random)
        with numpy.errstate(all="ignore"):
            numbers = gguf.quants.dequantize(data, type).astype("<f4")
        (folder / f"{name.lower()}.blocks").write_bytes(data.tobytes() + numbers.tobytes())


main()
