"""PyTorch's side of bench/lm: the same tasks by transformers and peft, on the same weights and tokens.

    python bench/lm/theirs.py FOLDER

Answers as bench/lm/ours.mjs does. Training has two variants: `labels` pads the batch, masks the padding
and lets the model compute its loss, as the libraries' users do; `answers` skips the mask, which right
padding does not need under a causal model, and the vocabulary product of tokens that are not scored.
"""

import itertools
import json
import os
import sys
import time

import numpy as np
import torch
import transformers
from torch.nn.functional import cross_entropy
from transformers import AutoModelForCausalLM

THREADS = int(os.environ["OMP_NUM_THREADS"])
PAD_ID = 2
SCORING_BATCH = 32
LEARNING_RATE, CLIP_NORM = 1e-3, 1.0


def load_model(folder):
    model = AutoModelForCausalLM.from_pretrained(f"{folder}/weights", dtype=torch.float32)
    return model.eval()


def pad(sequences):
    """Right-padded, [B, T]."""
    longest = max(map(len, sequences))
    return torch.tensor([[*ids, *[PAD_ID] * (longest - len(ids))] for ids in sequences])


def create_forward(model, sequences):
    ids = torch.tensor(sequences)

    def run():
        with torch.inference_mode():
            return model(ids, logits_to_keep=1, use_cache=False).logits.flatten().numpy()

    return run


def create_scoring(model, prompts):
    """The first token of each answer, at the prompt's last position."""
    order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]["prompt"]))
    answers = [[answer[0] for answer in prompt["answers"]] for prompt in prompts]

    def run():
        scores = [None] * len(prompts)
        for chunk in batched(order, SCORING_BATCH):
            sequences = [prompts[i]["prompt"] for i in chunk]
            last = torch.tensor([len(ids) - 1 for ids in sequences])
            with torch.inference_mode():
                states = model.model(pad(sequences), use_cache=False).last_hidden_state
                logits = model.lm_head(states[torch.arange(len(chunk)), last])
                chosen = logits.log_softmax(-1).gather(1, torch.tensor([answers[i] for i in chunk]))
            for i, row in zip(chunk, chosen.tolist()):
                scores[i] = row
        return list(itertools.chain(*scores))

    return run


def batched(values, size):
    return [values[i : i + size] for i in range(0, len(values), size)]


def create_generation(model, prompt, count):
    ids = torch.tensor([prompt])
    settings = {"max_new_tokens": count, "do_sample": False, "eos_token_id": None, "pad_token_id": PAD_ID}

    def run():
        with torch.inference_mode():
            found = model.generate(ids, attention_mask=torch.ones_like(ids), **settings)
        return found[0, len(prompt) :].tolist()

    return run


def create_training(folder, batches, variant):
    from peft import PeftModel

    model = PeftModel.from_pretrained(load_model(folder), f"{folder}/adapter", is_trainable=True).train()
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=LEARNING_RATE, weight_decay=0.0, fused=True)
    collate, measure = {"labels": (collate_labels, labels_loss), "answers": (collate_answers, answers_loss)}[variant]
    source = itertools.cycle([collate(texts) for texts in batches])

    def run():
        optimizer.zero_grad()
        loss = measure(model, next(source))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, CLIP_NORM)
        optimizer.step()
        return [loss.item()]

    return run


def collate_labels(texts):
    ids = pad([text["ids"] for text in texts])
    mask, labels = torch.zeros_like(ids), torch.full_like(ids, -100)
    for row, text in enumerate(texts):
        start, end = text["answerStart"], len(text["ids"])
        mask[row, :end] = 1
        labels[row, start:end] = ids[row, start:end]
    return {"input_ids": ids, "attention_mask": mask, "labels": labels}


def labels_loss(model, batch):
    return model(**batch, use_cache=False).loss


def collate_answers(texts):
    """Inputs, and row, position and token of everything that is scored."""
    ids = pad([text["ids"][:-1] for text in texts])
    scored = [
        (row, t - 1, text["ids"][t])
        for row, text in enumerate(texts)
        for t in range(text["answerStart"], len(text["ids"]))
    ]
    return ids, *torch.tensor(scored).T


def answers_loss(model, batch):
    ids, rows, positions, targets = batch
    base = model.get_base_model()
    states = base.model(ids, use_cache=False).last_hidden_state
    return cross_entropy(base.lm_head(states[rows, positions]), targets)


def read_peak_memory():
    with open("/proc/self/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    return int(fields["VmHWM"].split()[0]) / 1000


class Side:
    def __init__(self, folder):
        self.folder = folder
        with open(f"{folder}/problems.json") as file:
            self.problems = json.load(file)
        self.model = None
        self.tasks = {}

    def create(self, words):
        problems = self.problems
        match words:
            case ["train", texts, variant, *_]:  # a model of its own: peft changes the one it is given
                return create_training(self.folder, problems["training"][texts], variant)
            case ["prefill" | "forward" as name]:
                return create_forward(self.load(), problems[name])
            case ["score"]:
                return create_scoring(self.load(), problems["scoring"])
            case ["first"]:
                return create_generation(self.load(), problems["prompt"], 1)
            case ["generate"]:
                return create_generation(self.load(), problems["prompt"], 64)
        raise ValueError(f"no such task: {words}")

    def load(self):
        if self.model is None:
            self.model = load_model(self.folder)
        return self.model

    def task(self, words):
        key = tuple(words)
        if key not in self.tasks:
            self.tasks[key] = self.create(words)
        return self.tasks[key]

    def answer(self, line):
        match line.split():
            case ["memory"]:
                return read_peak_memory()
            case ["check", count, path, *words]:
                task = self.task(words)
                numbers = itertools.chain.from_iterable(task() for _ in range(int(count)))
                found = np.fromiter(numbers, np.float32)
                found.tofile(path)
                return len(found)
            case ["time", count, *words]:
                task = self.task(words)
                start = time.perf_counter()
                for _ in range(int(count)):
                    task()
                return (time.perf_counter() - start) * 1000 / int(count)
        raise ValueError(f"no such request: {line.strip()}")


def main():
    torch.set_num_threads(THREADS)
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    versions = f"torch {torch.__version__}, transformers {transformers.__version__}"
    print(f"{versions}, Python {sys.version.split()[0]}", flush=True)
    side = Side(sys.argv[1])
    for line in sys.stdin:
        print(side.answer(line), flush=True)


main()
