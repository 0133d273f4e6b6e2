// Puts right what this device wrote while its clock was wrong, once the relay's time is known.
//
// A write whose time lies further ahead than the bound would win over every write that did not see it until that time
// comes. Its device alone corrects it: the write stands under another key with another time, and counts as the same.

import type { Candidate } from '../candidates/candidate.js'
import type { CandidateMaker } from '../candidates/candidate-maker.js'
import type { CandidateTable } from '../candidates/candidate-table.js'
import { type ModelTime, mostAheadMs } from '../candidates/stamp.js'
import type { PlaceOf } from '../fields/place-of.js'

export interface CorrectionOptions {
  readonly table: CandidateTable
  readonly placeOf: PlaceOf
  readonly maker: CandidateMaker
  readonly device: string
  readonly time: ModelTime
  /** Keys that were written here while the relay's time was not known: this clock's error is theirs. */
  readonly unsure: ReadonlySet<string>
}

export interface Correction {
  readonly removed: Candidate
  readonly added: Candidate
}

/** What has to be written; empty while the relay's time is not known. */
export function findCorrections(options: CorrectionOptions): readonly Correction[] {
  const { table, placeOf, maker, device, unsure } = options
  const ahead = options.time.relayAheadMs()
  if (ahead === null) return []
  const most = Math.trunc(options.time.now() + ahead + mostAheadMs)
  const corrections: Correction[] = []
  for (const path of table.paths()) {
    const place = placeOf(path)
    // The sums of a counter have no order, and one that two tabs put under new keys would count twice.
    if (!place || place.field?.field.kind === 'counter') continue
    for (const removed of table.live(path)) {
      if (removed.device !== device) continue
      const isUnsure = unsure.has(removed.key) && Math.abs(ahead) > mostAheadMs
      const meant = isUnsure ? Math.trunc(removed.time + ahead) : removed.time
      const time = Math.max(0, Math.min(meant, most))
      if (time === removed.time) continue
      corrections.push({ removed, added: maker.again(path, removed, { time, count: removed.count }) })
    }
  }
  return corrections
}
