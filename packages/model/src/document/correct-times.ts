// Puts right what this device wrote while its clock was wrong, once the relay's time is known.
//
// A write whose time lies further ahead than the bound would win over every write that did not see it until that time
// comes. Its device alone corrects it: the write stands under another key with another time, and counts as the same.

import type { Candidate } from '../candidates/candidate.js'
import { pathOfKey } from '../candidates/candidate.js'
import type { CandidateMaker } from '../candidates/candidate-maker.js'
import type { CandidateTable } from '../candidates/candidate-table.js'
import { parsePath } from '../candidates/path.js'
import { type ModelTime, mostAheadMs } from '../candidates/stamp.js'

export interface CorrectionOptions {
  readonly table: CandidateTable
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
  const { table, maker, device, time, unsure } = options
  const ahead = time.relayAheadMs()
  if (ahead === null) return []
  const most = Math.trunc(time.now() + ahead + mostAheadMs)
  const corrections: Correction[] = []
  for (const removed of table.all()) {
    if (removed.device !== device) continue
    const isUnsure = unsure.has(removed.key) && Math.abs(ahead) > mostAheadMs
    const meant = isUnsure ? Math.trunc(removed.time + ahead) : removed.time
    const corrected = Math.max(0, Math.min(meant, most))
    if (corrected === removed.time) continue
    const path = parsePath(pathOfKey(removed.key) ?? '')
    corrections.push({
      removed,
      added: maker.again(path, removed, { time: corrected, count: removed.count })
    })
  }
  return corrections
}
