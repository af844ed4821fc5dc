#!/usr/bin/env python3
"""Training's products and attention against PyTorch, taking turns on the same shapes; prints medians in GFLOP/s and ratios.

Both sides use the same threads and operand types. In bf16 both store bf16, but our weight gradient is added to f32, theirs stored as
bf16. Attention is causal; theirs is scaled_dot_product_attention, its backward pass timed by torch.autograd.grad.

Needs: pip install torch (CPU)
"""

import argparse
import os
import statistics
import subprocess
import time

import torch

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PRODUCTS = [
    (4096, 256, 256), (4096, 256, 768), (4096, 768, 256), (512, 256, 8192), (1024, 576, 576), (1024, 576, 1536), (1024, 1536, 576),
    (1024, 576, 192), (512, 576, 49152),
]
# sequences, rows, heads, key heads
ATTENTIONS = [(16, 256, 4, 4), (8, 512, 4, 4), (2, 512, 9, 3), (4, 1024, 4, 4)]
FORMS = ["forward", "input gradient", "weight gradient"]


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", default="/tmp/truthgpt-kernels-training", help="the program that Benchmarks/kernels/training builds")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=0.2, help="per measurement")
    parser.add_argument("--precision", choices=["bf16", "f32"], default="bf16")
    parser.add_argument("--set", default="avx512bf16", help="our instruction set")
    return parser.parse_args()


def ours(arguments, *words):
    command = [arguments.ours, arguments.set, str(arguments.threads), "-", str(arguments.seconds), *map(str, words), str(int(arguments.precision == "bf16"))]
    return [float(word) for word in subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()]


def rate(arguments, operations, work):
    work()
    times, begun = [], time.perf_counter()
    while len(times) < 3 or time.perf_counter() - begun < arguments.seconds:
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return operations / statistics.median(times) / 1e9


def product(arguments, form, t, k, n, dtype):
    x, w, y = torch.randn(t, k, dtype=dtype), torch.randn(n, k, dtype=dtype), torch.randn(t, n, dtype=dtype)
    out = torch.empty([(t, n), (t, k), (n, k)][form], dtype=dtype)
    work = [lambda: torch.mm(x, w.t(), out=out), lambda: torch.mm(y, w, out=out), lambda: torch.mm(y.t(), x, out=out)][form]
    return rate(arguments, 2 * t * k * n, work)


def attention(arguments, sequences, rows, heads, key_heads, dtype):
    shapes = [heads, key_heads, key_heads]
    q, k, v = (torch.randn(sequences, count, rows, 64, dtype=dtype, requires_grad=True) for count in shapes)
    gradient = torch.randn(sequences, heads, rows, 64, dtype=dtype)

    def forward():
        return torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=heads != key_heads)

    output = forward()
    pairs = sequences * heads * rows * (rows + 1) / 2
    return [
        rate(arguments, 4 * 64 * pairs, forward),
        rate(arguments, 10 * 64 * pairs, lambda: torch.autograd.grad(output, (q, k, v), gradient, retain_graph=True)),
    ]


def report(name, mine, theirs):
    a, b = statistics.median(mine), statistics.median(theirs)
    print(f"{name:46} ours {a:6.1f} ({min(mine):.1f}–{max(mine):.1f})   torch {b:6.1f} ({min(theirs):.1f}–{max(theirs):.1f})   ratio {a / b:.2f}", flush=True)


def main():
    arguments = parse()
    torch.set_num_threads(arguments.threads)
    dtype = torch.bfloat16 if arguments.precision == "bf16" else torch.float32
    print(f"torch {torch.__version__}, {arguments.threads} threads, {arguments.precision}, GFLOP/s, medians (ranges) of {arguments.rounds} rounds")
    for t, k, n in PRODUCTS:
        for form in range(3):
            mine, theirs = [], []
            for _ in range(arguments.rounds):
                mine += ours(arguments, "product", form, t, k, n)
                theirs.append(product(arguments, form, t, k, n, dtype))
            report(f"{FORMS[form]}, T {t}, K {k}, N {n}", mine, theirs)
    for shape in ATTENTIONS:
        results = [(ours(arguments, "attention", *shape), attention(arguments, *shape, dtype)) for _ in range(arguments.rounds)]
        for pass_number, name in enumerate(["forward", "backward"]):
            report(f"attention {name}, {shape[0]} × {shape[1]} rows, {shape[2]}/{shape[3]} heads", *([r[side][pass_number] for r in results] for side in (0, 1)))


if __name__ == "__main__":
    main()
