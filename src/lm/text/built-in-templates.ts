/** Names of the templates we bring along. */
export type BuiltInTemplateName = "vicuna-v1.1";

/**
 * Templates for models whose files have none, in Jinja.
 *
 * Vicuna 1.1 and 1.5 (LMSYS, FastChat): a sentence on the roles, or the system message in its place,
 * then turns that start with `USER:` and `ASSISTANT:`; an answer ends with the end token.
 */
export const builtInTemplates: Readonly<Record<BuiltInTemplateName, string>> = {
  "vicuna-v1.1": `
{%- if messages[0]['role'] == 'system' -%}
  {%- set system = messages[0]['content'] -%}
  {%- set turns = messages[1:] -%}
{%- else -%}
  {%- set system = "A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, detailed, and polite answers to the user's questions." -%}
  {%- set turns = messages -%}
{%- endif -%}
{{- bos_token + system -}}
{%- for turn in turns -%}
  {%- if (turn['role'] == 'user') != (loop.index0 % 2 == 0) -%}
    {{- raise_exception('user and assistant must take turns, the user first') -}}
  {%- endif -%}
  {%- if turn['role'] == 'user' -%}
    {{- ' USER: ' + turn['content'] if loop.first else 'USER: ' + turn['content'] -}}
  {%- else -%}
    {{- ' ASSISTANT: ' + turn['content'] + eos_token -}}
  {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- ' ASSISTANT:' -}}{%- endif -%}
`,
};
