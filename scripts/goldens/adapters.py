#!/usr/bin/env python3
"""What PyTorch computes for low-rank adapters on the tiny decoder of training.py, for Tests/TruthTrainingTests.

    python scripts/goldens/adapters.py          needs torch and safetensors (PyPI)

Writes Tests/TruthTrainingTests/Goldens/adapters.safetensors (first numbers of A and B under PEFT's names without their prefix, their
gradients under "gradient/…") and adapters.json (rank, alpha, the losses of 40 steps of AdamW in f64).
"""
import json

import torch
from safetensors.torch import save_file

import training
from training import H, E, D, HIDDEN, K, L

RANK, ALPHA, STEPS, RATE = 4, 12.0, 40, 1e-2
ROWS = {"self_attn.q_proj": (H * E, D), "self_attn.v_proj": (K * E, D), "mlp.down_proj": (D, HIDDEN)}


def adapters():
    generator = torch.Generator().manual_seed(23)
    result = {}
    for i in range(L):
        for name, (rows, columns) in ROWS.items():
            stem = f"model.layers.{i}.{name}"
            result[stem + ".lora_A.weight"] = torch.randn(RANK, columns, generator=generator) * 0.1
            result[stem + ".lora_B.weight"] = torch.randn(rows, RANK, generator=generator) * 0.05
    return result


def loss_of(base, adapters, rows):
    """The products with adapters beside them: x Wᵀ + s · (x Aᵀ) Bᵀ, which is x (W + s B A)ᵀ."""
    p = dict(base)
    for name in base:
        stem = name.removesuffix(".weight")
        if stem + ".lora_A.weight" in adapters:
            p[name] = base[name] + ALPHA / RANK * adapters[stem + ".lora_B.weight"] @ adapters[stem + ".lora_A.weight"]
    return training.loss_of(p, rows)


rows = training.batches()
base = {name: value.double() for name, value in training.first_parameters().items()}
first = adapters()
learning = {name: value.double().requires_grad_() for name, value in first.items()}
optimizer = torch.optim.AdamW(learning.values(), lr=RATE, betas=training.BETAS, eps=training.ADAM_EPSILON, weight_decay=0)
losses, gradients = [], None
for step in range(STEPS):
    optimizer.zero_grad()
    loss = loss_of(base, learning, rows[step])
    loss.backward()
    if gradients is None: gradients = {name: value.grad.float().clone() for name, value in learning.items()}
    optimizer.step()
    losses.append(loss.item())
save_file({name: value.contiguous() for name, value in (first | {"gradient/" + n: g for n, g in gradients.items()}).items()},
          training.folder / "adapters.safetensors")
(training.folder / "adapters.json").write_text(json.dumps({"rank": RANK, "alpha": ALPHA, "rate": RATE, "losses": losses}))
print(f"loss {losses[0]:.4f} → {losses[-1]:.4f}")
