import type { PageElement, PageView } from "./browser.ts";

/** Draws a slider: label, track, value. It runs in the browser. */
export function renderSlider({ model, el }: PageView): void {
  el.classList.add("triptych-control");
  el.innerHTML = '<label><span></span><input type="range"><output></output></label>';
  const part = (name: string) => el.querySelector(name) as PageElement;
  const input = part("input");
  const draw = () => {
    part("span").textContent = String(model.get("label"));
    part("span").hidden = model.get("label") === "";
    for (const name of ["min", "max", "step"]) input.setAttribute(name, String(model.get(name)));
    const value = Number(model.get("value"));
    input.value = String(value);
    // As many decimals as a step has, so that the text keeps its width.
    const decimals = (String(model.get("step")).split(".")[1] ?? "").length;
    part("output").textContent = value.toFixed(Math.min(decimals, 6));
  };
  input.addEventListener("input", () => {
    model.set("value", Number(input.value));
    model.save_changes();
  });
  model.on("change", draw);
  draw();
}

/** Draws a choice among options. It runs in the browser. */
export function renderDropdown({ model, el }: PageView): void {
  el.classList.add("triptych-control");
  el.innerHTML = "<label><span></span><select></select></label>";
  const part = (name: string) => el.querySelector(name) as PageElement;
  const select = part("select");
  const options = () => model.get("options") as readonly unknown[];
  const draw = () => {
    part("span").textContent = String(model.get("label"));
    part("span").hidden = model.get("label") === "";
    // Options are known by their places: they need not be text.
    select.innerHTML = options()
      .map((option, i) => {
        const text = String(option).replace(/&/g, "&amp;").replace(/</g, "&lt;");
        return `<option value="${i}">${text}</option>`;
      })
      .join("");
    select.value = String(options().indexOf(model.get("value")));
  };
  select.addEventListener("change", () => {
    model.set("value", options()[Number(select.value)]);
    model.save_changes();
  });
  model.on("change", draw);
  draw();
}
