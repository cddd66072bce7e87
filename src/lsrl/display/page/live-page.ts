import { ink } from "../drawing/colors.ts";
import { element } from "../drawing/element.ts";
import { fontFamily } from "../drawing/text-width.ts";
import type { PageElement, PageTools } from "./browser.ts";

/** A page that a script brings to life. */
export interface LivePage<Data, Tools extends PageTools> {
  /** What is there without the script, and what the script changes. */
  readonly content: string;
  /** Rules for what is inside; the selectors are written as in `& button`. */
  readonly style?: string;
  /** Runs in the browser: a function, not a method, that uses nothing from outside its arguments. */
  readonly run: (root: PageElement, data: Data, tools: Tools) => void;
  readonly data: Data;
  /** Functions that `run` calls. */
  readonly tools: Tools;
}

/**
 * HTML that needs nothing from the network: the content and a script that runs on it, wherever and
 * however often it is shown.
 */
export function livePage<Data, Tools extends PageTools>({
  content,
  style = "",
  run,
  data,
  tools,
}: LivePage<Data, Tools>): string {
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  const call = `(${run})(root, ${json}, ${toolSource(tools)});`.replaceAll("</", "<\\/");
  const id = hash(content + call);
  // Old notebooks run scripts in the head: there the page is found by its name.
  const script = `(() => {
const found = document.currentScript?.closest(".lsrl-page");
const root = found ?? [...document.querySelectorAll("[data-page='${id}']:not([data-live])")].at(-1);
if (!root || root.dataset.live) return;
root.dataset.live = "yes";
const __name = (f) => f; // bundlers that keep names call it
${call}
})();`;
  const rules = `${pageStyle}${style.replaceAll("&", `[data-page="${id}"]`)}`;
  return element(
    "div",
    { class: "lsrl-page", "data-page": id },
    element("style", {}, rules),
    content,
    element("script", {}, script),
  );
}

function toolSource(tools: PageTools): string {
  const sources = Object.entries(tools).map(([name, tool]) => {
    const source = typeof tool === "function" ? String(tool) : toolSource(tool);
    return `${JSON.stringify(name)}: ${source}`;
  });
  return `{${sources.join(",\n")}}`;
}

/** The same on every page; pages are light also where the notebook is dark. */
const pageStyle =
  `.lsrl-page{background:${ink.paper};color:${ink.text};color-scheme:light;padding:12px 16px;border-radius:4px;position:relative;` +
  `font:13px/1.4 ${fontFamily};overflow-x:auto}` +
  ".lsrl-page svg{display:block;max-width:none}" +
  ".lsrl-page button,.lsrl-page input,.lsrl-page select,.lsrl-page textarea{font:inherit;color:inherit;background:#fff;" +
  "border:1px solid #bbb;border-radius:4px;padding:2px 8px;margin:0;box-sizing:border-box}" +
  ".lsrl-page button{background:#f3f3f3;cursor:pointer}.lsrl-page button:hover{background:#e4e4e4}" +
  ".lsrl-page input[type=range]{padding:0;border:0}" +
  ".lsrl-page b{font-weight:bold}";

/** A short name for a text (FNV-1a). */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return `p${(value >>> 0).toString(36)}`;
}
