"""Papermill for TypeScript notebooks: `python scripts/papermill_triptych.py in.ipynb out.ipynb -p name value`.

Takes papermill's own options. In a program, call `register()` before `papermill.execute_notebook`.
"""

import json
import re

from papermill.cli import papermill
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators


class TypeScriptTranslator(Translator):
    """Writes values as TypeScript."""

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_bool(cls, val):
        return "true" if val else "false"

    @classmethod
    def translate_float(cls, val):
        if val != val:
            return "NaN"
        return {float("inf"): "Infinity", float("-inf"): "-Infinity"}.get(val, repr(val))

    @classmethod
    def translate_str(cls, val):
        return json.dumps(str(val))

    translate_escaped_str = translate_str

    @classmethod
    def translate_list(cls, val):
        return f"[{', '.join(cls.translate(item) for item in val)}]"

    translate_tuple = translate_list

    @classmethod
    def translate_dict(cls, val):
        entries = (f"{json.dumps(str(key))}: {cls.translate(item)}" for key, item in val.items())
        return f"{{ {', '.join(entries)} }}"

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}"

    @classmethod
    def assign(cls, name, str_val):
        # `let` widens: a number stays comparable with every other one.
        return f"let {name} = {str_val};"

    @classmethod
    def inspect(cls, parameters_cell):
        # What papermill warns of when it is given a name that is not there.
        declared = r"^(?:let|const|var) (\w+)(?:: (.+?))? = (.+?);?$"
        found = re.findall(declared, parameters_cell["source"], re.MULTILINE)
        return [Parameter(name, kind or "None", value, "") for name, kind, value in found]


def register():
    """Makes papermill know the language, whatever the kernel is called."""
    papermill_translators.register("typescript", TypeScriptTranslator)


if __name__ == "__main__":
    register()
    papermill()
