/** A template in the manner of Mistral's first ones: no system role, turns alternate. */
export const alternatingTemplate = `{{ bos_token }}{% for message in messages %}
  {% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}
    {{ raise_exception('Roles must alternate!') }}
  {% endif %}
  {% if message['role'] == 'user' %}
{{ '[INST] ' + message['content'] + ' [/INST]' }}
  {%- else %}
{{ message['content'] + eos_token }}
  {%- endif %}
{% endfor %}`;

/** Turns between `<|im_start|>` and `<|im_end|>`, and nothing else. */
export const turnsTemplate = `{% for message in messages %}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;
