// What is fuzzed: a target opens a fresh subject for each round, says what to do next, and says what broke.

import type { SeededRandom } from '@weft/base/testing'
import type { Action } from './action.js'

export const targetNames = ['frames', 'yjs', 'hocuspocus', 'updates', 'client'] as const
export type TargetName = (typeof targetNames)[number]

export interface Target {
  readonly name: TargetName
  /** `world` is drawn once a round, from 0 to 255, and stands in the trace: which settings the subject has. */
  open(world: number, report: Report): Promise<Subject>
  /** Draws what to do; pure but for the random. Frames that came before, and costly ones, are there to be mutated. */
  createScript(world: number, random: SeededRandom, pool: Pool): Script
}

export interface Script {
  /** A few actions that belong together. `hints` are what the subject has learned since: tokens, ids, numbers. */
  next(hints: Hints): readonly Action[]
}

/** What a hostile peer would have learned by listening, such as an epoch; by name. */
export type Hints = Readonly<Record<string, unknown>>

export interface Subject {
  readonly hints: Hints
  perform(action: Action): void | Promise<void>
  /** After the last action: what is broken, in sentences. Everything still has to work. */
  check(): Promise<string[]>
  close(): Promise<void>
}

/** Frames that turned out to cost much for their bytes. */
export interface Pool {
  /** Undefined while there are none. */
  pick(random: SeededRandom): Uint8Array | undefined
}

/** What a subject tells while it works. */
export interface Report {
  /** `accepted`, or the code of a refusal; counted. */
  answer(code: string): void
  /** A frame that was made inside the subject, for the trace alone. */
  made(bytes: Uint8Array): void
  /** What must never be: a throw where none may be, an error that was swallowed. */
  broken(what: string): void
  /** Something that is known and not mended; counted by name. */
  known(what: string): void
}
