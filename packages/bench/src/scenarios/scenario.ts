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
  /** A line of progress. */
  say(line: string): void
  /** Typed in place of a document that is made up. */
  readonly replay: Replay | undefined
}

export const scaled = (count: number, { scale }: World): number => Math.max(1, Math.round(count * scale))

/** Wall time in ms with fractions, comparable between processes. */
export const wallMs = (): number => performance.timeOrigin + performance.now()
