import { describe, expect, it } from "vitest";
import { type ModelCardOptions, modelCard } from "../../../src/lm/adapter/model-card.ts";

const options: ModelCardOptions = {
  title: "SmolLM2 told what to focus on",
  summary: "A low-rank adapter.",
  base: {
    name: "HuggingFaceTB/SmolLM2-135M-Instruct",
    file: "SmolLM2-135M-Instruct.Q4_1.gguf",
    sha256: "b1".repeat(32),
    licence: "apache-2.0",
  },
  licence: "apache-2.0",
  tags: ["focus-instructions"],
  data: [
    {
      title: "Movie reviews",
      hubName: "some/reviews",
      slice: "the first 1000 | of train",
      sha256: "c2".repeat(32),
      licence: "mit",
    },
    { title: "Templates", slice: "all", sha256: "d3".repeat(32), licence: "cc-by-4.0" },
  ],
  training: { rank: 8, "learning rate": 0.001, optimizer: "AdamW" },
  metrics: [
    { name: "focus accuracy", data: "D_iid", value: 0.873333, interval: [0.85, 0.892] },
    { name: "valid answers", data: "D_iid", value: 1 },
  ],
  intendedUse: "Research.",
  limits: ["English only.", "Two\nlabels."],
};

describe("modelCard", () => {
  it("starts with the front matter that Hugging Face reads", () => {
    expect(modelCard(options).split("\n").slice(0, 10)).toEqual([
      "---",
      "library_name: peft",
      'base_model: "HuggingFaceTB/SmolLM2-135M-Instruct"',
      'license: "apache-2.0"',
      "datasets:",
      '  - "some/reviews"',
      "tags:",
      '  - "lora"',
      '  - "focus-instructions"',
      "---",
    ]);
  });

  it("quotes what YAML would take for something else", () => {
    const card = modelCard({ ...options, tags: ['no: "yes"\n---'] });

    expect(card).toContain('  - "no: \\"yes\\"\\n---"\n---\n');
  });

  it("leaves out of the front matter what is not known", () => {
    const base = { ...options.base, name: "" };
    const data = options.data.slice(1);

    const [head] = modelCard({ ...options, base, data }).split("# SmolLM2");

    expect(head).not.toContain("base_model");
    expect(head).not.toContain("datasets");
  });

  it("names base weights and data with their checksums", () => {
    const card = modelCard(options);

    expect(card).toContain("| Weights | SmolLM2-135M-Instruct.Q4_1.gguf |");
    expect(card).toContain(`| sha256 | ${"b1".repeat(32)} |`);
    expect(card).toContain(
      `| Movie reviews | the first 1000 \\| of train | ${"c2".repeat(32)} | mit |`,
    );
  });

  it("lists settings, figures and limits", () => {
    const card = modelCard(options);

    expect(card).toContain("| learning rate | 0.001 |\n| optimizer | AdamW |");
    expect(card).toContain("| focus accuracy | D_iid | 0.8733 | 0.85 to 0.892 |");
    expect(card).toContain("| valid answers | D_iid | 1 |  |");
    expect(card).toContain("- English only.\n- Two labels.");
  });

  it("says what a bias score means where one is given, and only there", () => {
    const biasScores = [{ name: "ambiguous", data: "Age", value: -12.34567 }];

    expect(modelCard(options)).not.toContain("bias");
    const card = modelCard({ ...options, biasScores });
    expect(card).toContain("| ambiguous | Age | -12.35 |  |");
    expect(card).toContain("not a model free of bias");
  });

  it("says under which licences adapter, base and data are", () => {
    expect(modelCard(options)).toContain("Movie reviews mit, Templates cc-by-4.0.");
  });
});
