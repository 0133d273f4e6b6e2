// One thing that is measured, on one server at a time.

export { setTimeout as passed } from 'node:timers/promises'

import type { Scope } from '@weft/base'
import type { Replay } from '../documents/replay-trace.js'
import type { ServerKind } from '../servers/server.js'

export interface Scenario {
  readonly name: string
  /** What is done, in a sentence. */
  readonly title: string
  readonly figures: Readonly<Record<string, FigureKind>>
  /** Takes so long that it is run only when it is named. */
  readonly isLong?: boolean
  /** Whether it can be asked of this server at all. */
  suits(server: ServerKind): boolean
  /**
   * One round on one server. Rejects, and no figure is told, when what arrived is not what was sent. `scale` is 1 as
   * published; tests take less.
   */
  run(world: World): Promise<Readonly<Record<string, number>>>
}

export interface FigureKind {
  readonly unit: string
  readonly better: 'more' | 'less'
  /** Decimals to show. */
  readonly digits: number
}

export interface World {
  readonly server: ServerKind
  /** Ends with the round, and what belongs to it. */
  readonly scope: Scope
  /** Empty, of this round alone. */
  readonly folder: string
  readonly scale: number
  /** How many times as many documents, devices or edits of before there are as published; 1 where nothing is said. */
  readonly times: Partial<Readonly<Record<Dimension, number>>>
  /** A line of progress. */
  say(line: string): void
  /** Typed in place of a document that is made up. */
  readonly replay: Replay | undefined
}

/** What cost can grow with. */
export type Dimension = 'documents' | 'devices' | 'history'

export const scaled = (count: number, { scale, times }: World, of?: Dimension): number =>
  Math.max(1, Math.round(count * scale * (of === undefined ? 1 : (times[of] ?? 1))))

/** Wall time in ms with fractions, comparable between processes. */
export const wallMs = (): number => performance.timeOrigin + performance.now()
