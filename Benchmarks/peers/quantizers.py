"""Compares the squared error of our quantiser with llama.cpp's (without importance matrix), type by type, on real weights.

    pip install numpy safetensors gguf llama-cpp-python     (the last brings libggml-base.so; or name one in GGML_LIBRARY)
    python Benchmarks/peers/quantizers.py MODEL.safetensors [MODEL.gguf …]

Matrices whose rows are no whole number of 256 columns are cut to it. Ours is compiled from Sources/CTruthKernels with clang.
"""

import ctypes
import glob
import os
import pathlib
import subprocess
import sys
import sysconfig
import tempfile
import time

import gguf
import numpy
from safetensors.numpy import load_file

# tg_type's order.
TYPES = ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q8_0", "Q5_0", "Q5_1", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "IQ4_XS", "MXFP4"]


def ours():
    kernels = pathlib.Path(__file__).parents[2] / "Sources/CTruthKernels"
    library = pathlib.Path(tempfile.mkdtemp()) / "quantizers.so"
    names = ["numbers.c", "quantizers.c", "quantizers_pack.c", "blocks.c"]
    subprocess.run(["clang", "-std=c17", "-O2", "-shared", "-fPIC", "-I", kernels / "include", *(kernels / n for n in names), "-lm", "-o", library], check=True)
    library = ctypes.CDLL(str(library))
    library.tg_convert.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_long, ctypes.c_void_p]
    return library


def theirs():
    path = os.environ.get("GGML_LIBRARY") or glob.glob(sysconfig.get_paths()["purelib"] + "/**/libggml-base.so*", recursive=True)[0]
    library = ctypes.CDLL(path)
    library.ggml_quantize_chunk.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p]
    library.ggml_quantize_chunk.restype = ctypes.c_size_t
    return library


def matrices(path):
    if path.endswith(".gguf"):
        found = [gguf.quants.dequantize(t.data, t.tensor_type) for t in gguf.GGUFReader(path).tensors if len(t.shape) == 2]
    else:
        found = [t.astype(numpy.float32) for t in load_file(path).values() if t.ndim == 2 and t.dtype.kind == "f"]
    found = [m[:, : m.shape[1] // 256 * 256] for m in found if m.shape[1] >= 256]
    return [numpy.ascontiguousarray(m[:2000], dtype=numpy.float32) for m in found]


def main():
    our, their = ours(), theirs()
    for path in sys.argv[1:]:
        weights = matrices(path)
        count = sum(m.size for m in weights)
        print(f"{path}: {len(weights)} matrices, {count} weights\n\n| type | ours, MSE | llama.cpp, MSE | ratio | ours, s | llama.cpp, s |\n|---|---:|---:|---:|---:|---:|")
        for number, name in enumerate(TYPES):
            if number < 3:
                continue
            type = gguf.GGMLQuantizationType[name]
            block, size = gguf.GGML_QUANT_SIZES[type]
            errors, seconds = [0.0, 0.0], [0.0, 0.0]
            for m in weights:
                for place in range(2):
                    out = numpy.zeros((m.shape[0], m.shape[1] // block * size), dtype=numpy.uint8)
                    start = time.perf_counter()
                    if place == 0:
                        our.tg_convert(number, m.ctypes.data, m.size, out.ctypes.data)
                    else:
                        their.ggml_quantize_chunk(int(type), m.ctypes.data, out.ctypes.data, 0, m.shape[0], m.shape[1], None)
                    seconds[place] += time.perf_counter() - start
                    errors[place] += float(((gguf.quants.dequantize(out, type).astype(numpy.float64) - m) ** 2).sum())
            print(f"| {name} | {errors[0] / count:.4g} | {errors[1] / count:.4g} | {errors[0] / errors[1]:.3f} | {seconds[0]:.1f} | {seconds[1]:.1f} |", flush=True)
        print()


main()
