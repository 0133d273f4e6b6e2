// What a parent asks of the process that fuzzes, and what that tells it.

import type { RoundResult } from './round.js'
import type { TargetName } from './target.js'

export interface ChildOrder {
  readonly target: TargetName
  readonly seed: number
  /** Rounds from this one up to, but without, that one. */
  readonly from: number
  readonly to: number
  readonly framesARound: number
  /** Where to write each round's trace. */
  readonly trace: string
  /** A trace to replay instead; null to play rounds. */
  readonly replay: string | null
}

export type ChildWord =
  | ({ readonly kind: 'round'; readonly round: number } & RoundResult)
  | { readonly kind: 'done' }
