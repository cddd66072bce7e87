import { type Network, tapeSlots } from "../network/index.ts";
import { kindColors } from "./drawing/colors.ts";
import { numberText } from "./drawing/number-text.ts";
import type { UnitGroup } from "./page/explore-network.ts";
import type { ShownUnit } from "./page/unit-rows.ts";

/** What an explorer shows of a network. */
export interface ShownUnits {
  readonly tokenUnits: readonly ShownUnit[];
  readonly outputUnits: readonly ShownUnit[];
  readonly groups: readonly UnitGroup[];
}

/**
 * The rows that a reader can choose: the units with names, or those of a stage.
 *
 * @param letters - Names of the units whose values are letters.
 */
export function shownUnits(network: Network, letters: readonly string[]): ShownUnits {
  const isLetter = (name: string) => letters.includes(name.replace(/\[\d+\]$/, ""));
  const entries = (name: string, offset: number, count: number, color: string): ShownUnit[] =>
    Array.from({ length: count }, (_, i) => ({
      name: count === 1 ? name : `${name}[${i}]`,
      place: offset + i,
      color,
      details: `${name}, dim ${count}`,
      isFirst: i === 0,
      isLetter: isLetter(name),
    }));
  const slots = tapeSlots(network);
  const stages = network.stages.map((stage, s): UnitGroup => {
    const units = Array.from({ length: stage.width }, (_, i): ShownUnit => {
      const name = stage.labels?.[i];
      const bounds = stage.bounds?.[i];
      const within =
        bounds === undefined
          ? ""
          : `, within [${numberText(bounds.min)}, ${numberText(bounds.max)}]`;
      return {
        name: name ?? `unit ${i}`,
        place: slots[s]!.offset + i,
        color: kindColors[stage.kind],
        details: `stage ${s + 1} (${stage.kind}), unit ${i}${within}`,
        isFirst: i === 0,
        isLetter: name !== undefined && isLetter(name),
      };
    });
    return { name: `stage ${s + 1}: ${stage.kind}, ${stage.width} units`, units };
  });
  const readout = slots.at(-1)!;
  return {
    tokenUnits: entries("token", 0, network.inputDim, kindColors.Input),
    outputUnits: entries("output", readout.offset, readout.width, kindColors.Linear),
    groups: [{ name: "units with names", units: namedUnits(stages) }, ...stages],
  };
}

/** Of each name its first unit; `x+` and `x-` are parts of a value that is only carried on. */
function namedUnits(stages: readonly UnitGroup[]): readonly ShownUnit[] {
  const first = new Map<string, ShownUnit>();
  for (const { units } of stages) {
    for (const unit of units) {
      const isOwn = !/^unit \d+$|^input|[+-]$/.test(unit.name);
      if (isOwn && !first.has(unit.name)) first.set(unit.name, unit);
    }
  }
  const vectorOf = (name: string) => name.replace(/\[\d+\]$/, "");
  const units = [...first.values()];
  return units.map((unit, i) => ({
    ...unit,
    isFirst: i === 0 || vectorOf(units[i - 1]!.name) !== vectorOf(unit.name),
  }));
}
