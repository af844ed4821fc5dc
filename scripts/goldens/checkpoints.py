"""Makes Tests/TruthCheckpointsTests/Goldens: small files written by the reference implementations.

    python -m venv venv && venv/bin/pip install numpy gguf==0.19.0 safetensors==0.8.0
    venv/bin/python scripts/goldens/checkpoints.py

small.gguf and small.safetensors come from PyPI's gguf and safetensors, expected.json holds what they say is inside.
"""

import json
import pathlib

import gguf
import numpy
from gguf.quants import dequantize, quantize
from safetensors.numpy import save_file

folder = pathlib.Path(__file__).parents[2] / "Tests/TruthCheckpointsTests/Goldens"
random = numpy.random.default_rng(1)
matrices = {}


def write_gguf():
    writer = gguf.GGUFWriter(folder / "small.gguf", "llama")
    writer.add_name("A small golden")
    writer.add_uint8("test.uint8", 200)
    writer.add_int8("test.int8", -100)
    writer.add_uint16("test.uint16", 60000)
    writer.add_int16("test.int16", -30000)
    writer.add_uint32("test.uint32", 4000000000)
    writer.add_int32("test.int32", -2000000000)
    writer.add_uint64("test.uint64", 2**63 + 1)
    writer.add_int64("test.int64", -(2**62))
    writer.add_float32("test.float32", 0.1)
    writer.add_float64("test.float64", 0.1)
    writer.add_bool("test.bool", True)
    writer.add_string("test.string", "né 中 😀\n")
    writer.add_array("test.strings", ["Ġthe", "", "中"])
    writer.add_array("test.integers", [1, -2, 3])
    writer.add_array("test.floats", [0.5, -0.25])
    writer.add_array("test.bools", [True, False])
    for kind in ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q8_0"]:
        type = gguf.GGMLQuantizationType[kind]
        values = random.normal(size=(3, 64)).astype(numpy.float32)
        stored = quantize(values, type)
        matrices[kind] = dequantize(stored, type).astype(numpy.float32).reshape(3, 64)
        # gguf takes F32 and F16 as arrays of those types, everything else as bytes.
        if kind == "F32":
            writer.add_tensor(f"{kind}.weight", values)
        elif kind == "F16":
            writer.add_tensor(f"{kind}.weight", values.astype(numpy.float16))
        else:
            writer.add_tensor(f"{kind}.weight", stored, raw_dtype=type)
    foreign = quantize(random.normal(size=(1, 256)).astype(numpy.float32), gguf.GGMLQuantizationType.TQ1_0)
    writer.add_tensor("foreign.weight", foreign, raw_dtype=gguf.GGMLQuantizationType.TQ1_0)
    writer.add_tensor("bias", numpy.arange(5, dtype=numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_safetensors():
    tensors = {
        "weight": numpy.arange(15, dtype=numpy.float32).reshape(3, 5),
        "half": numpy.array([1, -2, 0.5], dtype=numpy.float16),
        "ids": numpy.arange(4, dtype=numpy.int64),
        "mask": numpy.array([True, False]),
        "scalar": numpy.array(7, dtype=numpy.float32),
    }
    save_file(tensors, folder / "small.safetensors", metadata={"format": "np", "note": "né \"quoted\""})


folder.mkdir(parents=True, exist_ok=True)
write_gguf()
write_safetensors()
with open(folder / "expected.json", "w") as file:
    json.dump({kind: [[float(x) for x in row] for row in rows] for kind, rows in matrices.items()}, file)
    file.write("\n")
