import { requireInRange } from "../../core/ranges.ts";
import { concat, forEach, input, type Node, type Program } from "../language/index.ts";
import { accumulate, constant, divide, product } from "../sugar/index.ts";
import { type ConstantsOption, resolveConstants } from "./program-constants.ts";

/** Options of {@link linearRegression}. */
export interface LinearRegressionOptions {
  /** Largest absolute value of a prediction; a larger one comes out as this. Default: 4. */
  readonly maxPrediction?: number;
  /** Binary digits of a prediction. Default: 12. */
  readonly bits?: number;
  /** `lambda`, the ridge: added to the spread of `x`, it keeps two equal points from a vertical line. > 0. Default: 2^-6. */
  readonly ridge?: number;
  /** Default: `"dyadic"`. */
  readonly constants?: ConstantsOption;
}

/** The program, and how to prompt and read it. */
export interface LinearRegression {
  /** Tokens `[x, y]`, outputs of dimension 1. */
  readonly program: Program;
  /** How far a prediction is from the line at most, after at least one point. */
  readonly errorBound: number;
  /** The whole sequence: the points, then the place to predict for. */
  ask(
    points: readonly (readonly [x: number, y: number])[],
    x: number,
  ): readonly (readonly number[])[];
  /** The prediction, from the outputs of a run. */
  answer(outputs: readonly (readonly number[])[]): number;
}

/**
 * Fits a line to the points of its prompt: after each token `[x, y]`, the output is what the points
 * before say of `y`, by least squares with a small ridge,
 *
 * `mean(y) + slope (x - mean(x))`, `slope = sum (x - mean(x)) (y - mean(y)) / (sum (x - mean(x))^2 + lambda)`.
 *
 * A linear state cannot learn by gradient steps, for its update would be a product of state and input.
 * It can add up, so the program keeps the five sums of least squares, and writes the prediction as one
 * fraction; the division is done digit by digit with comparisons ({@link divide}), two stages a digit.
 * All recurrences are plain sums, so it runs wherever there are gates. Ours.
 *
 * @throws {ConfigError} If an option is out of range.
 * @example
 * const { program, ask, answer } = linearRegression();
 * answer(program.run(ask([[0, 1], [1, 3]], 0.5))); // near 2
 */
export function linearRegression(options: LinearRegressionOptions = {}): LinearRegression {
  const { maxPrediction = 4, bits = 12, ridge = 2 ** -6 } = options;
  requireInRange("linearRegression: ridge", ridge, { above: 0, below: Number.POSITIVE_INFINITY });
  const { stepScale } = resolveConstants("linearRegression", options.constants ?? "dyadic", () => ({
    stepScale: 2 ** bits / (maxPrediction * ridge),
    largeConstant: 1,
  }));
  const { numerator, denominator } = predictionAsFraction(ridge);
  const prediction = divide(numerator, denominator, { max: maxPrediction, bits, stepScale });
  return {
    program: forEach(prediction.named("prediction")),
    errorBound: maxPrediction * 2 ** -bits + 1 / (stepScale * ridge),
    ask: (points, x) => [...points, [x, 0]],
    answer: (outputs) => outputs.at(-1)?.[0] ?? 0,
  };
}

/** With the sums over the points before: `(Sy V + C (n x - Sx)) / (n V)`, `V = n Sxx - Sx^2 + n lambda`, `C = n Sxy - Sx Sy`. */
function predictionAsFraction(ridge: number): Readonly<Record<"numerator" | "denominator", Node>> {
  const token = input(2);
  const [x, y] = [token.at(0), token.at(1)];
  const now = concat([constant(token, 1), x, y, product(x, x), product(x, y)]);
  const before = accumulate(now).sub(now).named("sums");
  const [n, sumX, sumY, sumXX, sumXY] = [0, 1, 2, 3, 4].map((i) => before.at(i));
  const spread = product(n!, sumXX!).sub(product(sumX!, sumX!)).add(n!.mul(ridge)).named("spread");
  const slope = product(n!, sumXY!).sub(product(sumX!, sumY!)).named("covariance");
  const distance = product(n!, x).sub(sumX!);
  return {
    numerator: product(sumY!, spread).add(product(slope, distance)).named("numerator"),
    denominator: product(n!, spread).named("denominator"),
  };
}
