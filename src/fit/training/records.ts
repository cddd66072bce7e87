import type { FocusType } from "../instructions.ts";

/** A step of the training. */
export interface StepRecord {
  /** From 1. */
  readonly step: number;
  /** Mean cross-entropy of the answers' tokens before the step, nats. */
  readonly loss: number;
  /** Tokens of the texts, each counted in full though shared beginnings are computed once. */
  readonly tokens: number;
}

/** A validation in the course of the training. */
export interface ValidationRecord {
  /** Steps done. */
  readonly step: number;
  /** Restricted focus accuracy by instruction type, in `[0, 1]`. */
  readonly accuracy: Readonly<Partial<Record<FocusType, number>>>;
  /** Mean over the types. */
  readonly mean: number;
}
