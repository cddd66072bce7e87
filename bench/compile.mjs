/**
 * Times compiled functions: what a call costs beside the operations in it, what the first calls cost,
 * and what XLA makes of training steps and of a long elementwise chain, on a CPU.
 *
 *     npm run build && node bench/compile.mjs
 *
 * Best of the rounds, which are interleaved; the figures of docs/compile.md.
 */
import { cpus } from "node:os";
import { convNet, createMethod, crossEntropy, mlp, wideResNet } from "triptych/borat";
import { compile, engineInfo, tf } from "triptych/core";
import { compileStep } from "triptych/optim";

const ROUNDS = 12;

console.log(`TensorFlow ${engineInfo().library}, ${cpus()[0]?.model}, ${cpus().length} threads`);
timeCalls();
timeChain();
const images = { imageShape: [16, 16, 3], numClasses: 10, seed: 0 };
timeSteps(
  "mlp 784-512-512-10",
  mlp({ inputSize: 784, numClasses: 10, hidden: [512, 512], seed: 0 }),
  784,
  128,
);
timeSteps("conv 16, 32", convNet({ ...images, channels: [16, 32] }), 768, 64);
timeSteps("wrn-10-1", wideResNet({ ...images, depth: 10, width: 1 }), 768, 32);

/** A call of almost nothing. */
function timeCalls() {
  const CALLS = 1000;
  const x = tf.ones([4]);
  const w = tf.variable(tf.zeros([4]));
  const add = (a) => a.add(1);
  const assign = (a) => {
    w.assign(w.add(a));
    return w;
  };
  const runs = {
    "eager x + 1": add,
    "compiled x + 1": compile(add),
    "compiled, assigns": compile(assign),
  };
  const times = best(runs, (run) => {
    for (let i = 0; i < CALLS; i += 1) run(x).dispose();
  });
  for (const [name, time] of Object.entries(times)) {
    console.log(`${name}: ${((1000 * time) / CALLS).toFixed(0)} us`);
  }
}

function timeChain() {
  const x = tf.randomNormal([512, 512], 0, 1, "float32", 1);
  const chain = (a) => {
    let y = a;
    for (let i = 0; i < 10; i += 1) y = tf.tanh(y.mul(1.01).add(0.1)).mul(y).add(a);
    return y.sum();
  };
  const eager = (a) => tf.tidy(() => chain(a));
  const runs = { eager, compiled: compile(chain), xla: compile(chain, { xla: true }) };
  const times = best(runs, (run) => run(x).dataSync());
  console.log(`chain of 40 elementwise operations: ${describe(times)}`);
}

function timeSteps(name, model, inputSize, batch) {
  const x = tf.randomNormal([batch, inputSize], 0, 1, "float32", 2);
  const y = tf.tensor1d(
    Int32Array.from({ length: batch }, (_, i) => i % 10),
    "int32",
  );
  const loss = (a, b) => crossEntropy(model.forward(a, { training: true }), b);
  const { statistics } = model;
  const adam = () => createMethod("adam", model.variables, { learningRate: 1e-5, statistics });
  const eager = adam();
  const runs = {
    eager: () => eager.step(() => loss(x, y)),
    compiled: compileStep(adam(), loss),
    xla: compileStep(adam(), loss, { xla: true }),
  };
  const first = Object.entries(runs).map(([kind, run]) => {
    const times = [0, 1].map(() => timeOf(() => run(x, y)));
    return `${kind} ${times.map((time) => time.toFixed(0)).join(" then ")}`;
  });
  const times = {};
  for (const [kind, run] of Object.entries(runs)) times[kind] = best({ run }, () => run(x, y)).run;
  console.log(
    `${name}, Adam, batch ${batch}: ${describe(times)}; first calls, ms: ${first.join(", ")}`,
  );
}

/** Best time of each, in ms, after one to warm up. */
function best(runs, body) {
  const times = {};
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, run] of Object.entries(runs)) {
      const time = timeOf(() => body(run));
      if (round > 0) times[name] = Math.min(times[name] ?? time, time);
    }
  }
  return times;
}

function timeOf(body) {
  const start = performance.now();
  body();
  return performance.now() - start;
}

function describe(times) {
  return Object.entries(times)
    .map(([name, time]) => `${name} ${time.toFixed(2)} ms`)
    .join(", ");
}
