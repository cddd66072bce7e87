"""PyTorch's side of bench/train.mjs: times training steps on request.

The first line it prints names the versions. It then answers each line of stdin with one line:

    parameters MODEL                    how many numbers the model trains
    memory                              the most memory this process has held so far, in MB
    MODEL METHOD VARIANT COUNT          milliseconds a step

or with `cannot: ` and the reason.

MODEL is `mlp`, `conv` or `wrn`, or `mlp:BATCH:WIDTH`; METHOD is `sgd`, `adam` or `borat:3`; VARIANT is
`eager`, or `compile` for a model and loss under torch.compile. Models, batches and rules are those of
bench/train.mjs, written the way that was fastest here: images in channels_last, SGD and Adam with
`fused=True`, BORAT by foreach operations on the gradients autograd made, without a copy of the weights.
Every step reads its loss to the host.
"""

import itertools
import sys
import time

import torch
from torch import nn
from torch.nn.functional import cross_entropy, relu

THREADS, NUM_CLASSES, SIDE = 2, 10, 32
NUM_BATCHES = 2  # taken in turn
LEARNING_RATES = {"sgd": 1e-4, "adam": 1e-5, "borat": 1e-4}
MOMENTUM = 0.9


def create_mlp(width):
    sizes = (784, width, width)
    layers = [nn.Sequential(nn.Linear(a, b), nn.ReLU()) for a, b in itertools.pairwise(sizes)]
    return nn.Sequential(*layers, nn.Linear(width, NUM_CLASSES))


def create_conv():
    depths = (3, 32, 64, 128)
    layers = [
        nn.Sequential(nn.Conv2d(a, b, 3, stride=2, padding=1), nn.ReLU())
        for a, b in itertools.pairwise(depths)
    ]
    features = depths[-1] * (SIDE // 8) ** 2
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(features, NUM_CLASSES))


class Block(nn.Module):
    """Batch normalisation, ReLU and 3x3 convolution, twice, beside a shortcut."""

    def __init__(self, depth_in, depth_out, stride):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(depth_in)
        self.conv1 = nn.Conv2d(depth_in, depth_out, 3, stride, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(depth_out)
        self.conv2 = nn.Conv2d(depth_out, depth_out, 3, padding=1, bias=False)
        self.shortcut = None
        if depth_in != depth_out:
            self.shortcut = nn.Conv2d(depth_in, depth_out, 1, stride, bias=False)

    def forward(self, x):
        active = relu(self.norm1(x))
        maps = self.conv2(relu(self.norm2(self.conv1(active))))
        return maps + (x if self.shortcut is None else self.shortcut(active))


def create_wide_resnet(depth=16, width=2):
    blocks, depth_in = [], 16
    for depth_out, stride in ((16 * width, 1), (32 * width, 2), (64 * width, 2)):
        for i in range((depth - 4) // 6):
            blocks.append(Block(depth_in, depth_out, stride if i == 0 else 1))
            depth_in = depth_out
    head = [nn.BatchNorm2d(depth_in), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    first = nn.Conv2d(3, 16, 3, padding=1, bias=False)
    return nn.Sequential(first, *blocks, *head, nn.Linear(depth_in, NUM_CLASSES))


def create_problem(spec):
    """The model and its minibatches."""
    name, *numbers = spec.split(":")
    if name == "mlp":
        batch, width = map(int, numbers or (128, 512))
        model, shape, layout = create_mlp(width), (batch, 784), torch.contiguous_format
    else:
        create, batch = {"conv": (create_conv, 128), "wrn": (create_wide_resnet, 64)}[name]
        model, shape, layout = create(), (batch, 3, SIDE, SIDE), torch.channels_last
    batches = [
        (torch.randn(shape).to(memory_format=layout), torch.randint(0, NUM_CLASSES, (batch,)))
        for _ in range(NUM_BATCHES)
    ]
    return model.to(memory_format=layout), batches


class Borat3:
    """BORAT of two gradient pieces and the constant on different minibatches, Nesterov momentum."""

    def __init__(self, params, eta, momentum):
        self.params, self.eta, self.momentum = params, eta, momentum
        self.velocity = [torch.zeros_like(p) for p in params]
        self.first = None

    @torch.no_grad()
    def step(self, loss):
        eta = self.eta
        grads = [p.grad for p in self.params]
        if self.first is None:
            value, square = torch.stack([loss, dot(grads, grads)]).tolist()
            q = eta * square
            a = min(1.0, value / q) if q > 0 else 0.0
            torch._foreach_add_(self.params, grads, alpha=-eta * a)
            self.first = (grads, value, q, a)
            return value
        (first, b1, q11, a), self.first = self.first, None
        products = [loss, dot(first, grads), dot(grads, grads)]
        value, q12, q22 = torch.stack(products).tolist()
        q12, q22 = eta * q12, eta * q22
        a1, a2 = solve_three(b1, value + a * q12, q11, q12, q22)
        torch._foreach_mul_(self.velocity, self.momentum)
        torch._foreach_add_(self.velocity, first, alpha=-eta * a1)
        torch._foreach_add_(self.velocity, grads, alpha=-eta * a2)
        torch._foreach_add_(self.params, first, alpha=eta * (a - a1))  # from the inner point
        torch._foreach_add_(self.params, grads, alpha=-eta * a2)
        torch._foreach_add_(self.params, self.velocity, alpha=self.momentum)
        return value


def dot(a, b):
    """Gradients lie dense and in equal orders, whatever their memory format."""
    flat = [(u.as_strided((u.numel(),), (1,)), v.as_strided((v.numel(),), (1,))) for u, v in zip(a, b)]
    return torch.stack([torch.dot(u, v) for u, v in flat]).sum()


def solve_three(b1, b2, q11, q12, q22):
    """The weights of the gradient pieces: the best of at most seven candidates."""
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


class Fused:
    """A rule of torch.optim."""

    def __init__(self, rule, params, **options):
        self.rule = rule(params, fused=True, **options)

    def step(self, loss):
        self.rule.step()
        return loss.item()


def create_optimizer(method, params):
    rate = LEARNING_RATES[method.split(":")[0]]
    if method == "sgd":
        return Fused(torch.optim.SGD, params, lr=rate, momentum=MOMENTUM)
    if method == "adam":
        return Fused(torch.optim.Adam, params, lr=rate)
    if method == "borat:3":
        return Borat3(params, rate, MOMENTUM)
    raise ValueError(f"method must be sgd, adam or borat:3, got {method}")


def create_step(spec, method, variant):
    model, batches = create_problem(spec)
    optimizer = create_optimizer(method, list(model.parameters()))
    source = itertools.cycle(batches)

    def evaluate(x, y):
        return cross_entropy(model(x), y)

    measure = torch.compile(evaluate) if variant == "compile" else evaluate

    def step():
        model.zero_grad()
        loss = measure(*next(source))
        loss.backward()
        return optimizer.step(loss.detach())

    return step


def read_peak_memory():
    with open("/proc/self/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    return int(fields["VmHWM"].split()[0]) / 1000


def time_steps(step, count):
    start = time.perf_counter()
    for _ in range(count):
        step()
    return (time.perf_counter() - start) * 1000 / count


def answer(line, steps):
    match line.split():
        case ["memory"]:
            return read_peak_memory()
        case ["parameters", spec]:
            return sum(p.numel() for p in create_problem(spec)[0].parameters())
        case [spec, method, variant, count]:
            key = (spec, method, variant)
            if key not in steps:
                steps[key] = create_step(*key)
            return time_steps(steps[key], int(count))
    raise ValueError(f"no such request: {line.strip()}")


def main():
    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    print(f"torch {torch.__version__}, Python {sys.version.split()[0]}", flush=True)
    steps = {}
    for line in sys.stdin:
        try:
            print(answer(line, steps), flush=True)
        except Exception as error:  # a variant that does not run here leaves the others
            reason = str(error).strip().split("\n")[0]
            print(f"cannot: {type(error).__name__}: {reason}", flush=True)


main()
