const ownNames: Readonly<Record<string, string>> = {
  "token_embd.weight": "model.embed_tokens.weight",
  "output_norm.weight": "model.norm.weight",
  "output.weight": "lm_head.weight",
};

const layerNames: Readonly<Record<string, string>> = {
  attn_norm: "input_layernorm",
  attn_q: "self_attn.q_proj",
  attn_k: "self_attn.k_proj",
  attn_v: "self_attn.v_proj",
  attn_output: "self_attn.o_proj",
  ffn_norm: "post_attention_layernorm",
  ffn_gate: "mlp.gate_proj",
  ffn_up: "mlp.up_proj",
  ffn_down: "mlp.down_proj",
};

/** Gives Hugging Face's name of a tensor that GGUF calls `name`; none where a Llama has no such. */
export function weightName(name: string): string | undefined {
  if (Object.hasOwn(ownNames, name)) return ownNames[name];
  const [, layer, part] = /^blk\.(0|[1-9]\d{0,3})\.(\w+)\.weight$/.exec(name) ?? [];
  if (part === undefined || !Object.hasOwn(layerNames, part)) return undefined;
  return `model.layers.${layer}.${layerNames[part]}.weight`;
}
