#!/usr/bin/env python3
"""What PyTorch computes for a tiny decoder: loss, gradients and 200 steps of AdamW, for Tests/TruthTrainingTests.

    python scripts/goldens/training.py          needs torch and safetensors (PyPI)

Writes Tests/TruthTrainingTests/Goldens/training.safetensors (first parameters under Hugging Face's names, their gradients under
"gradient/…", tokens) and training.json (configuration, loss curves in f32 on one and two threads, in f64, and with bf16 autocast).
"""
import json
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

V, D, L, H, K, E, HIDDEN, T, B, STEPS = 96, 32, 2, 4, 2, 8, 64, 24, 4, 200
EPSILON, BASE, RATE, DECAY, BETAS, ADAM_EPSILON, CLIP = 1e-5, 10000.0, 3e-3, 0.1, (0.9, 0.95), 1e-8, 1.0
folder = pathlib.Path(__file__).resolve().parents[2] / "Tests/TruthTrainingTests/Goldens"


def first_parameters():
    generator = torch.Generator().manual_seed(7)
    def normal(*shape): return torch.randn(*shape, generator=generator) * 0.08
    p = {"model.embed_tokens.weight": normal(V, D), "model.norm.weight": 1 + normal(D), "lm_head.weight": normal(V, D)}
    for i in range(L):
        a = f"model.layers.{i}."
        p |= {a + "input_layernorm.weight": 1 + normal(D), a + "post_attention_layernorm.weight": 1 + normal(D),
              a + "self_attn.q_proj.weight": normal(H * E, D), a + "self_attn.k_proj.weight": normal(K * E, D),
              a + "self_attn.v_proj.weight": normal(K * E, D), a + "self_attn.o_proj.weight": normal(D, H * E),
              a + "mlp.gate_proj.weight": normal(HIDDEN, D), a + "mlp.up_proj.weight": normal(HIDDEN, D), a + "mlp.down_proj.weight": normal(D, HIDDEN)}
    return p


def batches():
    """Walks through a random graph of tokens, so that there is something to learn."""
    generator = torch.Generator().manual_seed(11)
    successors = torch.randint(0, V, (V, 3), generator=generator)
    rows = torch.empty(STEPS, B, T + 1, dtype=torch.int64)
    for step in range(STEPS):
        for row in range(B):
            token = int(torch.randint(0, V, (1,), generator=generator))
            for t in range(T + 1):
                rows[step, row, t] = token
                token = int(successors[token, torch.randint(0, 3, (1,), generator=generator)])
    return rows


def norm(x, gain):
    x = x.float() if x.dtype == torch.bfloat16 else x
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPSILON) * gain


def turn(x, angles):
    a, b = x.chunk(2, -1)
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], -1)


def loss_of(p, rows):
    tokens, targets = rows[:, :-1], rows[:, 1:]
    kind = p["model.norm.weight"].dtype
    angles = torch.arange(T, dtype=kind)[:, None] / BASE ** (torch.arange(0, E, 2, dtype=kind) / E)
    x = p["model.embed_tokens.weight"][tokens]
    for i in range(L):
        w = lambda name: p[f"model.layers.{i}.{name}.weight"]
        a = norm(x, w("input_layernorm"))
        def heads(name, count): return F.linear(a, w(name)).view(B, T, count, E).transpose(1, 2)
        q, k, v = heads("self_attn.q_proj", H), heads("self_attn.k_proj", K), heads("self_attn.v_proj", K)
        q, k = turn(q, angles).to(v.dtype), turn(k, angles).to(v.dtype)
        k, v = k.repeat_interleave(H // K, 1), v.repeat_interleave(H // K, 1)
        o = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(B, T, H * E)
        x = x + F.linear(o, w("self_attn.o_proj"))
        f = norm(x, w("post_attention_layernorm"))
        x = x + F.linear(F.silu(F.linear(f, w("mlp.gate_proj"))) * F.linear(f, w("mlp.up_proj")), w("mlp.down_proj"))
    logits = F.linear(norm(x, p["model.norm.weight"]), p["lm_head.weight"])
    return F.cross_entropy(logits.float().view(-1, V) if logits.dtype == torch.bfloat16 else logits.reshape(-1, V), targets.reshape(-1))


def curve(rows, threads=1, kind=torch.float32, autocast=False):
    torch.set_num_threads(threads)
    p = {name: value.to(kind).requires_grad_() for name, value in first_parameters().items()}
    decays = lambda name: "norm" not in name and "embed" not in name
    optimizer = torch.optim.AdamW(
        [{"params": [p[n] for n in p if decays(n)], "weight_decay": DECAY}, {"params": [p[n] for n in p if not decays(n)], "weight_decay": 0.0}],
        lr=RATE, betas=BETAS, eps=ADAM_EPSILON)
    losses, gradients = [], None
    for step in range(STEPS):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=autocast):
            loss = loss_of(p, rows[step])
        loss.backward()
        if gradients is None: gradients = {name: value.grad.detach().float().clone() for name, value in p.items()}
        torch.nn.utils.clip_grad_norm_(p.values(), CLIP)
        optimizer.step()
        losses.append(loss.item())
    return losses, gradients


def main():
    rows = batches()
    one, _ = curve(rows, 1)
    two, _ = curve(rows, 2)
    exact, gradients = curve(rows, 1, torch.float64)
    half, _ = curve(rows, 1, autocast=True)
    folder.mkdir(exist_ok=True)
    tensors = first_parameters() | {"gradient/" + name: value for name, value in gradients.items()}
    save_file({name: value.contiguous() for name, value in tensors.items()}, folder / "training.safetensors")
    (folder / "training.json").write_text(json.dumps({
        "configuration": dict(vocabulary=V, width=D, layers=L, heads=H, keyValueHeads=K, headWidth=E, hiddenWidth=HIDDEN, sequenceLength=T, sequences=B,
                              normEpsilon=EPSILON, rotaryBase=BASE, rate=RATE, decay=DECAY, beta1=BETAS[0], beta2=BETAS[1], adamEpsilon=ADAM_EPSILON, clip=CLIP),
        "tokens": rows.reshape(-1).tolist(), "oneThread": one, "twoThreads": two, "double": exact, "bf16": half}))
    spread = max(abs(a - b) / b for a, b in zip(one, two))
    print(f"loss {one[0]:.4f} → {one[-1]:.4f}; f32 on 1 and 2 threads differ by {spread:.2e}, f32 and f64 by "
          f"{max(abs(a - b) / b for a, b in zip(one, exact)):.2e}, bf16 and f32 by {max(abs(a - b) / b for a, b in zip(half, one)):.2e}")


if __name__ == "__main__":
    main()
