import { ConfigError, requireInRange, requireKnownName, type tf } from "../core/index.ts";
import { type CommonOptions, type NonFinitePolicy, requireCommonOptions } from "../optim/index.ts";
import { type DualMode, requireBundleSize } from "./dual.ts";

/** Options of {@link borat}. */
export interface BoratOptions extends CommonOptions {
  /** Proximal weight, > 0: the longest step along a gradient; the one knob. Default 1. */
  readonly eta?: number;
  /** Linear pieces N of the model, the constant 0 included, >= 2. Default 3; 2 is ALI-G. */
  readonly bundleSize?: number;
  /** Nesterov momentum of the updates, in `[0, 1)`. Default 0.9. */
  readonly momentum?: number;
  /** Least value a loss can take, subtracted from each, loss units. Default 0. */
  readonly lowerBound?: number;
  /**
   * `different` (default): each call adds a piece of its own minibatch, every N-1 calls update.
   * `same`: every call collects all N-1 pieces on its one minibatch and updates.
   */
  readonly batchMode?: "different" | "same";
  /** Move to the next piece's point: by the dual of the pieces so far (default), or a gradient step. */
  readonly innerStep?: "dual" | "gradient";
  /**
   * How the dual is solved: `exact` and `reference` as {@link solveBundle}, on the host in float64;
   * `closed-form` on the device in float32, for N <= 3 and `innerStep: "dual"`, so that no call waits
   * for the host. Default: `closed-form` where it can, else `exact`.
   */
  readonly dual?: DualMode | "closed-form";
  /** Parameter groups with their own settings; variables in none have those above. */
  readonly groups?: readonly BoratGroupOptions[];
  /**
   * Variables the loss itself writes, such as running statistics of batch normalisation: `same` mode
   * evaluates a minibatch N-1 times, and only the first may move them; one that is skipped moves none.
   */
  readonly statistics?: readonly tf.Variable[] | undefined;
}

/** Settings of some of the variables. */
export interface BoratGroupOptions {
  readonly variables: readonly tf.Variable[];
  /** Proximal weight, >= 0; 0 freezes the group. Default: the optimiser's. */
  readonly eta?: number;
  /** Default: the optimiser's. */
  readonly momentum?: number;
}

/** A group with its settings filled in; every variable is in exactly one. */
export interface ParameterGroup {
  /** Places of its variables in the optimiser's list. */
  readonly indices: readonly number[];
  /** Proximal weight relative to the optimiser's eta, which a schedule may move. */
  readonly etaFactor: number;
  readonly momentum: number;
}

/** Options checked and filled in. */
export interface BoratSettings {
  readonly eta: number;
  /** Gradient pieces per update, N - 1. */
  readonly gradientPieces: number;
  readonly groups: readonly ParameterGroup[];
  readonly maxNorm: number | undefined;
  readonly lowerBound: number;
  readonly batchMode: "different" | "same";
  readonly innerStep: "dual" | "gradient";
  readonly dual: DualMode;
  /** Whether the closed forms on the device take the dual's place. */
  readonly solvesOnDevice: boolean;
  readonly nonFinite: NonFinitePolicy;
  readonly statistics: readonly tf.Variable[];
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {ConfigError} If one is out of range.
 */
export function parseBoratOptions(
  variables: readonly tf.Variable[],
  options: BoratOptions,
): BoratSettings {
  const { eta = 1, bundleSize = 3, maxNorm, lowerBound = 0, statistics = [] } = options;
  const { batchMode = "different", innerStep = "dual" } = options;
  const hasClosedForm = bundleSize <= 3 && innerStep === "dual";
  const { dual = hasClosedForm ? "closed-form" : "exact" } = options;
  const { nonFinite = "throw" } = options;
  requireCommonOptions("borat", variables, { maxNorm, nonFinite });
  if ("weightDecay" in options) {
    throw new ConfigError(
      "borat: weightDecay is not possible, since a penalty moves the least loss above lowerBound. Keep the weights in a ball instead: maxNorm.",
    );
  }
  requireInRange("borat: eta", eta, { above: 0, below: Number.POSITIVE_INFINITY });
  requireKnownName("borat: batchMode", batchMode, ["different", "same"]);
  requireKnownName("borat: innerStep", innerStep, ["dual", "gradient"]);
  requireKnownName("borat: dual", dual, ["closed-form", "exact", "reference"]);
  if (dual === "closed-form" && !hasClosedForm) {
    throw new ConfigError(
      `borat: dual "closed-form" requires bundleSize <= 3 and innerStep "dual", got ${bundleSize} and "${innerStep}". Use "exact".`,
    );
  }
  const hostDual = dual === "closed-form" ? "exact" : dual;
  requireBundleSize("borat: bundleSize", bundleSize, hostDual);
  return {
    eta,
    gradientPieces: bundleSize - 1,
    groups: toGroups(variables, options, eta),
    maxNorm,
    lowerBound,
    batchMode,
    innerStep,
    dual: hostDual,
    solvesOnDevice: dual === "closed-form",
    nonFinite,
    statistics,
  };
}

function toGroups(
  variables: readonly tf.Variable[],
  { groups = [], momentum = 0.9 }: BoratOptions,
  eta: number,
): readonly ParameterGroup[] {
  const given = groups.map((group) => {
    const groupEta = group.eta ?? eta;
    requireInRange("borat: groups.eta", groupEta, { min: 0, below: Number.POSITIVE_INFINITY });
    return {
      indices: group.variables.map((variable) => variables.indexOf(variable)),
      etaFactor: groupEta / eta,
      momentum: group.momentum ?? momentum,
    };
  });
  const taken = given.flatMap(({ indices }) => indices);
  if (taken.includes(-1) || new Set(taken).size < taken.length) {
    throw new ConfigError(
      `borat: groups must hold each of the optimiser's variables at most once, got places [${taken.join(", ")}]`,
    );
  }
  const rest = variables.flatMap((_, i) => (taken.includes(i) ? [] : [i]));
  const all = rest.length === 0 ? given : [...given, { indices: rest, etaFactor: 1, momentum }];
  for (const group of all) {
    requireInRange("borat: momentum", group.momentum, { min: 0, below: 1 });
  }
  return all;
}
