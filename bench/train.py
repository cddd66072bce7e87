"""PyTorch's side of bench/train.mjs: times training steps on request.

Reads lines `method steps` on stdin, answers each with the milliseconds per step; the first line it
prints names the versions. The step is that of bench/train.mjs: same model, batch, loss and rules.
"""

import itertools
import sys
import time

import torch
from torch.nn.functional import cross_entropy

THREADS, BATCH, SIZES = 2, 128, (784, 512, 512, 10)
torch.set_num_threads(THREADS)
torch.manual_seed(0)
x = torch.randn(BATCH, SIZES[0])
y = torch.randint(0, SIZES[-1], (BATCH,))


def create_model():
    layers = [torch.nn.Linear(a, b) for a, b in itertools.pairwise(SIZES)]
    return torch.nn.Sequential(layers[0], torch.nn.ReLU(), layers[1], torch.nn.ReLU(), layers[2])


def dot(a, b):
    return sum(torch.dot(u.flatten(), v.flatten()) for u, v in zip(a, b))


class Alig(torch.optim.Optimizer):
    """gamma = min(lr, loss / (||g||^2 + 1e-5)), Nesterov momentum."""

    def __init__(self, params, lr, momentum):
        super().__init__(params, {"lr": lr, "momentum": momentum})
        self.params = self.param_groups[0]["params"]
        self.velocity = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def apply(self, loss):
        group = self.param_groups[0]
        grads = [p.grad for p in self.params]
        gamma = min(group["lr"], loss / (float(dot(grads, grads)) + 1e-5))
        for p, g, v in zip(self.params, grads, self.velocity):
            v.mul_(group["momentum"]).add_(g, alpha=-gamma)
            p.add_(g, alpha=-gamma).add_(v, alpha=group["momentum"])


class Borat3(torch.optim.Optimizer):
    """BORAT with two gradient pieces and the constant, on different minibatches."""

    def __init__(self, params, lr, momentum):
        super().__init__(params, {"lr": lr, "momentum": momentum})
        self.params = self.param_groups[0]["params"]
        self.velocity = [torch.zeros_like(p) for p in self.params]
        self.first = None

    @torch.no_grad()
    def apply(self, loss):
        eta, momentum = self.param_groups[0]["lr"], self.param_groups[0]["momentum"]
        grads = [p.grad.clone() for p in self.params]
        q = eta * float(dot(grads, grads))
        if self.first is None:
            a = min(1.0, loss / q) if q > 0 else 0.0
            base = [p.clone() for p in self.params]
            self.first = (loss, q, grads, base, a)
            for p, g in zip(self.params, grads):
                p.add_(g, alpha=-eta * a)
            return
        b1, q11, first, base, a = self.first
        self.first = None
        q12 = eta * float(dot(first, grads))
        a1, a2 = solve_three(b1, loss + a * q12, q11, q12, q)
        for p, w, g1, g2, v in zip(self.params, base, first, grads, self.velocity):
            u = g1.mul_(-eta * a1).add_(g2, alpha=-eta * a2)
            v.mul_(momentum).add_(u)
            p.copy_(w.add_(u).add_(v, alpha=momentum))


def solve_three(b1, b2, q11, q12, q22):
    edge, det = q11 + q22 - 2 * q12, q11 * q22 - q12 * q12
    candidates = [(0, 0), (1, 0), (0, 1)]
    candidates += [(b1 / q11, 0)] if q11 else []
    candidates += [(0, b2 / q22)] if q22 else []
    candidates += [((b1 - b2 + q22 - q12) / edge, 1 - (b1 - b2 + q22 - q12) / edge)] if edge else []
    candidates += [((q22 * b1 - q12 * b2) / det, (q11 * b2 - q12 * b1) / det)] if det else []
    return max(
        (c for c in candidates if min(c) >= 0 and sum(c) <= 1),
        key=lambda c: c[0] * b1 + c[1] * b2 - (c[0] ** 2 * q11 + 2 * c[0] * c[1] * q12 + c[1] ** 2 * q22) / 2,
    )


def create_step(method):
    model = create_model()
    params = list(model.parameters())
    optimizer = {
        "sgd": lambda: torch.optim.SGD(params, lr=1e-4, momentum=0.9),
        "adam": lambda: torch.optim.Adam(params, lr=1e-5),
        "alig": lambda: Alig(params, lr=1e-4, momentum=0.9),
        "borat": lambda: Borat3(params, lr=1e-4, momentum=0.9),
    }[method]()

    def step():
        optimizer.zero_grad()
        loss = cross_entropy(model(x), y)
        loss.backward()
        value = loss.item()
        optimizer.apply(value) if hasattr(optimizer, "apply") else optimizer.step()

    return step


def main():
    print(f"torch {torch.__version__}, Python {sys.version.split()[0]}", flush=True)
    steps = {}
    for line in sys.stdin:
        method, count = line.split()
        step = steps.setdefault(method, create_step(method))
        start = time.perf_counter()
        for _ in range(int(count)):
            step()
        print((time.perf_counter() - start) * 1000 / int(count), flush=True)


main()
