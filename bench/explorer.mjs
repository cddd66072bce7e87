// How long the explorer of runs takes, and how large it is.
//
// node bench/explorer.mjs [runs]     (needs a Chromium: CHROMIUM, or /usr/bin/chromium)
//   --keep FILE   writes the page
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { explorer } from "triptych/report";

const keep = process.argv.indexOf("--keep");
const count = Number(process.argv[2] ?? 10_000);
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

const started = performance.now();
const runs = explorer(syntheticRuns(count));
const html = page(runs.toHtml());
const packed = performance.now() - started;
if (keep > 0) writeFileSync(process.argv[keep + 1], html);
const megabytes = (size) => `${(size / 2 ** 20).toFixed(2)} MiB`;
console.log(`${count} runs with courses of 40 epochs`);
console.log(
  `packed in ${packed.toFixed(0)} ms; page ${megabytes(html.length)}, gzip ${megabytes(gzipSync(html).length)}`,
);
if (existsSync(executablePath)) await measurePage();
else console.log("no browser: set CHROMIUM");

async function measurePage() {
  const folder = mkdtempSync(join(tmpdir(), "explorer-"));
  const file = join(folder, "explorer.html");
  writeFileSync(file, html);
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const view = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  view.setDefaultTimeout(300_000);
  const session = await view.context().newCDPSession(view);
  await session.send("Performance.setTimeDomain", { timeDomain: "threadTicks" }); // also right on a busy machine
  await session.send("Performance.enable");
  const processorTime = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * metrics.find(({ name }) => name === "TaskDuration").value;
  };
  const begin = performance.now();
  await view.goto(pathToFileURL(file).href);
  await view.locator(".row").first().waitFor();
  const opened = performance.now() - begin;
  console.log(
    `open page: ${opened.toFixed(0)} ms until the first rows, ${(await processorTime()).toFixed(0)} ms of the processor`,
  );
  const time = async (name, action) => {
    const samples = [];
    for (let i = 0; i < 7; i++) {
      const before = await processorTime();
      const took = await view.evaluate(action, i);
      samples.push([took, (await processorTime()) - before]);
    }
    const [took, processor] = [0, 1].map((k) =>
      samples
        .map((one) => one[k])
        .sort((x, y) => x - y)[3]
        .toFixed(1),
    );
    console.log(`${name}: ${took} ms, ${processor} ms of the processor (medians of 7)`);
  };
  await time("search", (i) => {
    const input = document.querySelector(".search");
    const start = performance.now();
    input.value = ["borat", "sgd", "adam 3", "alig", "", "digits", ""][i];
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return performance.now() - start;
  });
  await time("filter by a number", (i) => {
    const input = document.querySelector('.head input[data-column="result.accuracy"]');
    const start = performance.now();
    input.value = i % 2 ? "> 0.9" : "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return performance.now() - start;
  });
  await time("sort", () => {
    const start = performance.now();
    document.querySelector('.head button[data-column="result.loss"]').click();
    return performance.now() - start;
  });
  await time("group", (i) => {
    const select = document.querySelector(".group");
    const start = performance.now();
    select.value = i % 2 ? "config.method" : "";
    select.dispatchEvent(new Event("change"));
    return performance.now() - start;
  });
  await time("choose a run", (i) => {
    const start = performance.now();
    document.querySelectorAll(".row[data-run]")[i].click();
    return performance.now() - start;
  });
  await time("scroll by 4,000 rows", async (i) => {
    const box = document.querySelector(".box");
    const start = performance.now();
    box.scrollTop = (i % 2) * 96_000;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return performance.now() - start;
  });
  await browser.close();
  rmSync(folder, { recursive: true });
}

function page(body) {
  return `<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><body>${body}</body>`;
}

/** Runs as a grid writes them down, by a fixed recipe. */
function syntheticRuns(number) {
  let state = 1;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const methods = ["sgd", "adam", "alig", "borat", "sps", "dog"];
  return Array.from({ length: number }, (_, i) => {
    const method = methods[i % methods.length];
    const eta = 10 ** ((Math.floor(i / 6) % 7) - 3);
    const end = 1 - 0.05 * random() - 0.02 * Math.abs(Math.log10(eta));
    const epochs = Array.from({ length: 40 }, (_, epoch) => ({
      epoch: epoch + 1,
      loss: 2.3 * Math.exp(-epoch / (4 + 8 * random())) + 0.001,
      accuracy: end * (1 - Math.exp(-(epoch + 1) / 5)),
      weightNorm: 10 + epoch * random(),
    }));
    return {
      hash: ((i * 2654435761) % 2 ** 32).toString(16).padStart(16, "0"),
      job: "cell",
      status: "done",
      time: new Date(1.7e12 + 60_000 * i).toISOString(),
      seconds: 2 + random(),
      config: {
        dataset: i % 2 ? "digits" : "mnist-1d",
        model: { name: "mlp" },
        method,
        eta,
        epochs: 40,
        batchSize: 50,
        seed: i % 97,
        options: { momentum: 0.9 },
        compiled: true,
      },
      result: {
        accuracy: epochs.at(-1).accuracy,
        loss: epochs.at(-1).loss,
        failed: random() < 0.02,
        epochs,
      },
      device: "CPU",
    };
  });
}
