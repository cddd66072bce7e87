import { createRandom } from "../../../src/core/index.ts";
import type { CuedExample } from "../../../src/fit/cued-example.ts";
import { injectCue } from "../../../src/fit/cued-example.ts";
import { createPhrases } from "../../../src/fit/phrases.ts";
import { ssTask } from "../../../src/fit/tasks/ss.ts";
import type { ChatModel } from "../../../src/lm/chat-model.ts";
import type { LmConfig } from "../../../src/lm/config.ts";
import { loadModel } from "../../../src/lm/model/model.ts";
import { createChatTemplate } from "../../../src/lm/text/chat-template.ts";
import type { Tokenizer } from "../../../src/lm/text/tokenizer.ts";
import { expectedTensors } from "../../../src/lm/weights/expected-tensors.ts";
import type { WeightSource } from "../../../src/lm/weights/weight-source.ts";

const config: LmConfig = {
  vocabularySize: 512,
  hiddenSize: 64,
  numLayers: 2,
  numHeads: 4,
  numKvHeads: 2,
  headDim: 16,
  intermediateSize: 128,
  contextLength: 256,
  normEpsilon: 1e-5,
  rotary: { base: 10_000 },
  tiedEmbeddings: true,
};

const END = "<|end|>";

/** A token for each word and sign: its number is a hash of its letters, so two may share one. */
const wordTokenizer: Tokenizer = {
  vocabularySize: config.vocabularySize,
  endIds: [0],
  encode: (text) => (text.match(/<\|\w+\|>|\w+|[^\w\s]/g) ?? []).map(hashWord),
  decode: (ids) => ids.map((id) => `#${id}`).join(" "),
  spell: (id) => (id === 0 ? END : `#${id}`),
};

function hashWord(word: string): number {
  if (word === END) return 0;
  let hash = 17;
  for (const letter of word) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
  return 1 + (hash % (config.vocabularySize - 1));
}

/** A chat model of two layers and random weights; it knows nothing. */
export async function openTinyChat(): Promise<ChatModel> {
  const model = await loadModel(randomWeights());
  const source = `{% for m in messages %}{{ '<|' + m.role + '|> ' + m.content + '${END}' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|> ' }}{% endif %}`;
  const template = createChatTemplate(source, { bosToken: "", eosToken: END });
  return { name: "tiny", model, tokenizer: wordTokenizer, template, dispose: model.dispose };
}

function randomWeights(): WeightSource {
  const tensors = new Map(expectedTensors(config).map(({ name, shape }) => [name, shape]));
  const random = createRandom(3);
  return {
    config,
    names: [...tensors.keys()],
    shapeOf: (name) => tensors.get(name)!,
    read: async (name) => {
      const shape = tensors.get(name)!;
      const size = shape.reduce((product, side) => product * side, 1);
      const own = random.fork(name);
      if (shape.length === 1) return new Float32Array(size).fill(1);
      // Rows of length 1; of the embedding 3, so that an answer can be all but certain.
      const bound = (name.includes("embed") ? 3 : 1) * Math.sqrt(3 / shape[1]!);
      return Float32Array.from({ length: size }, () => bound * (2 * own.uniform() - 1));
    },
  };
}

const words = {
  negative: ["dull", "awful", "tedious", "clumsy"],
  positive: ["lovely", "superb", "moving", "clever"],
};

/** Texts of the sentiment task with a keyword each, all four combinations alike. */
function sentimentTexts(count: number): readonly CuedExample[] {
  return Array.from({ length: count }, (_, i) => {
    const label = i % 2 === 0 ? "negative" : "positive";
    const keyword = i % 4 < 2 ? "Pineapple" : "Bayesian";
    const text = `a ${words[label][Math.floor(i / 4) % 4]} film number ${i}`;
    return injectCue(ssTask, { id: `text/${i}`, fields: { text }, label }, keyword, 0);
  });
}

/** The sentiment task with so many texts. */
export function sentimentSource(count: number) {
  const phrases = createPhrases(ssTask, { perType: 2 });
  return { task: ssTask, examples: sentimentTexts(count), phrases };
}
