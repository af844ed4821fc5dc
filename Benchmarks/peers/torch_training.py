#!/usr/bin/env python3
"""A whole training step (forward, backward, optimiser) of TruthGPT and PyTorch, side by side.

    pip install torch            (CPU build; a C++ compiler for torch.compile)
    python Benchmarks/peers/torch_training.py --truthgpt .build/release/truthgpt --shards FOLDER
        [--model 7m|135m] [--precision bf16|f32] [--rounds 5] [--steps 8] [--threads 2] [--eager]

Both train the same Llama (RMSNorm, rotary embedding, grouped heads, SwiGLU, tied head) with AdamW and clipping to norm 1, on
batches of the same shape. PyTorch runs in its best way: bf16 autocast (or f32), torch.compile, scaled_dot_product_attention, fused
AdamW. The two take turns, round by round; a round's figure is the median of its steps, the result the median of the rounds.
FOLDER holds token shards whose tokenizer has the model's vocabulary (8,192 or 49,152 tokens; README.md beside this file makes them).
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

MODELS = {
    "7m": dict(vocabulary=8192, width=256, layers=6, heads=4, key_value_heads=4, head_width=64, hidden=768, sequences=16, length=256),
    "135m": dict(vocabulary=49152, width=576, layers=30, heads=9, key_value_heads=3, head_width=64, hidden=1536, sequences=2, length=512),
}


def torch_worker(options):
    """Answers each line of standard input with the median tokens per second of some steps."""
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    m = MODELS[options.model]

    class Block(torch.nn.Module):
        def __init__(self):
            super().__init__()
            linear = lambda a, b: torch.nn.Linear(a, b, bias=False)
            q, k = m["heads"] * m["head_width"], m["key_value_heads"] * m["head_width"]
            self.first, self.second = torch.nn.RMSNorm(m["width"], eps=1e-5), torch.nn.RMSNorm(m["width"], eps=1e-5)
            self.qkv, self.out = linear(m["width"], q + 2 * k), linear(q, m["width"])
            self.up, self.down = linear(m["width"], 2 * m["hidden"]), linear(m["hidden"], m["width"])

        def forward(self, x, cos, sin):
            b, t, _ = x.shape
            q, k, v = self.qkv(self.first(x)).split([m["heads"] * m["head_width"]] + [m["key_value_heads"] * m["head_width"]] * 2, -1)
            q, k, v = (y.view(b, t, -1, m["head_width"]).transpose(1, 2) for y in (q, k, v))

            def turn(y):
                a, c = y.chunk(2, -1)
                return torch.cat([a * cos - c * sin, a * sin + c * cos], -1).to(y.dtype)

            o = F.scaled_dot_product_attention(turn(q), turn(k), v, is_causal=True, enable_gqa=m["heads"] != m["key_value_heads"])
            x = x + self.out(o.transpose(1, 2).reshape(b, t, -1))
            gate, up = self.up(self.second(x)).chunk(2, -1)
            return x + self.down(F.silu(gate) * up)

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = torch.nn.Embedding(m["vocabulary"], m["width"])
            self.blocks = torch.nn.ModuleList(Block() for _ in range(m["layers"]))
            self.norm = torch.nn.RMSNorm(m["width"], eps=1e-5)
            angles = torch.arange(m["length"])[:, None] / 10000.0 ** (torch.arange(0, m["head_width"], 2) / m["head_width"])
            self.register_buffer("cos", angles.cos())
            self.register_buffer("sin", angles.sin())
            for p in self.parameters():
                if p.dim() > 1: torch.nn.init.normal_(p, std=0.02)

        def forward(self, tokens, targets):
            x = self.embedding(tokens)
            for block in self.blocks: x = block(x, self.cos, self.sin)
            logits = F.linear(self.norm(x), self.embedding.weight)
            return F.cross_entropy(logits.float().view(-1, m["vocabulary"]), targets.reshape(-1))

    model = Model()
    step_model = model if options.eager else torch.compile(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
    rows = torch.randint(0, m["vocabulary"], (m["sequences"], m["length"] + 1))

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.precision == "bf16"):
            loss = step_model(rows[:, :-1], rows[:, 1:])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    start = time.perf_counter()
    for _ in range(3): step()
    print(json.dumps({"compile": time.perf_counter() - start}), flush=True)
    for _ in sys.stdin:
        times = []
        for _ in range(options.steps):
            start = time.perf_counter()
            step()
            times.append(time.perf_counter() - start)
        peak = next(int(l.split()[1]) for l in open("/proc/self/status") if l.startswith("VmHWM"))
        print(json.dumps({"speed": m["sequences"] * m["length"] / statistics.median(times), "memory": peak / 1024}), flush=True)


def ours(options, folder):
    m = MODELS[options.model]
    recipe = pathlib.Path(folder) / "speed.yaml"
    recipe.write_text(f"""
data: {{shards: "{os.path.abspath(options.shards)}", sequence-length: {m['length']}}}
model: {{layers: {m['layers']}, width: {m['width']}, heads: {m['heads']}, key-value-heads: {m['key_value_heads']}, head-width: {m['head_width']}, hidden-width: {m['hidden']}}}
batch: {{sequences: {m['sequences']}}}
run: {{precision: {options.precision}}}
schedule: {{steps: {options.steps + 2}, warmup: 2}}
evaluation: {{every: 0, tokens: 1, sample-tokens: 0}}
checkpoints: {{every: 0}}
""")
    run = pathlib.Path(tempfile.mkdtemp(dir=folder)) / "run"
    child = subprocess.Popen(
        [options.truthgpt, "train", str(recipe), "--output", str(run), "--threads", str(options.threads), "--format", "json", "--data", folder],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    _, errors = child.communicate()
    if child.returncode: sys.exit(errors.decode())
    reports = [json.loads(line) for line in open(run / "log.jsonl")]
    steps = [r["report"] for r in reports if r["kind"] == "step"][2:]
    return statistics.median(s["tokensPerSecond"] for s in steps), steps[-1].get("shareOfPeak"), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--truthgpt", default=".build/release/truthgpt")
    parser.add_argument("--shards")
    parser.add_argument("--model", choices=MODELS, default="7m")
    parser.add_argument("--precision", choices=["bf16", "f32"], default="bf16")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--eager", action="store_true", help="PyTorch without torch.compile")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker: return torch_worker(options)
    # Waiting threads must not take the processor from whoever's turn it is.
    environment = os.environ | {"OMP_NUM_THREADS": str(options.threads), "OMP_WAIT_POLICY": "passive", "KMP_BLOCKTIME": "0", "GOMP_SPINCOUNT": "0"}
    rival = subprocess.Popen([sys.executable, __file__, "--worker"] + sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
    compile_seconds = json.loads(rival.stdout.readline())["compile"]
    mine, theirs, ratios = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.rounds):
            speed, share, memory = ours(options, folder)
            rival.stdin.write("go\n")
            rival.stdin.flush()
            answer = json.loads(rival.stdout.readline())
            mine.append(speed)
            theirs.append(answer["speed"])
            ratios.append(speed / answer["speed"])
            print(f"TruthGPT {speed:8.0f} tokens/s ({share:.0%} of peak, {memory:.0f} MB)   PyTorch {answer['speed']:8.0f} ({answer['memory']:.0f} MB)   ratio {ratios[-1]:.2f}", flush=True)
    rival.stdin.close()
    print(f"{options.model} {options.precision}, {options.threads} threads, medians of {options.rounds}: TruthGPT {statistics.median(mine):.0f}, "
          f"PyTorch {'eager' if options.eager else 'compiled'} {statistics.median(theirs):.0f} tokens/s, ratio {statistics.median(ratios):.2f} "
          f"(PyTorch's first three steps with compiling: {compile_seconds:.0f} s)")


main()
