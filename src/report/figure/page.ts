import type { PlotlyFigure } from "./options.ts";
import { libraryForPage, libraryPromise } from "./plotly-library.ts";

/**
 * A figure as HTML that needs nothing from the network: the static picture, which a script replaces
 * by the interactive figure as soon as the library is there. Where scripts do not run, or the output
 * that held the library is gone, the picture stays.
 */
export function toPage(plotly: PlotlyFigure, svg: string): string {
  const library = libraryForPage();
  return `${library}<div class="triptych-figure"><div>${svg}</div><script>
(() => {
  const picture = document.currentScript.previousElementSibling;
  const figure = ${scriptJson(plotly)};
  const draw = () => {
    const place = document.createElement("div");
    picture.replaceWith(place);
    window.Plotly.newPlot(place, figure);
  };
  const wait = (tries) => {
    if (window.Plotly) draw();
    else if (tries > 0) setTimeout(wait, 100, tries - 1);
    else picture.title = "Static picture. For the interactive figure run the notebook from its start.";
  };
  Promise.resolve(window.${libraryPromise}).then(() => wait(100));
})();
</script></div>`;
}

/** JSON that can stand in a script element: `<` starts no tag, and nothing ends the script. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}
