// Puts right what this device wrote while its clock was wrong, once the relay's time is known.
//
// A write whose time lies further ahead than the bound would win over every write that did not see it until that time
// comes. Its device alone corrects it, beside the write, which stays as it is.

import { type Candidate, pathOfKey } from '../candidates/candidate.js'
import type { CandidateTable } from '../candidates/candidate-table.js'
import { parsePath } from '../candidates/path.js'
import { latestTime, type ModelTime, mostAheadMs, type Stamp } from '../candidates/stamp.js'
import { type CompiledFields, ownFields } from '../fields/compile.js'
import { isOwnType } from '../fields/field.js'
import { placeSegment } from '../fields/records-handle.js'

export interface Correction {
  readonly candidate: Candidate
  readonly stamp: Stamp
}

export interface TimeCorrector {
  /** A stamp was made: while the relay's time is not known, this clock's error is in it. */
  made(stamp: Stamp): void
  /** The candidate's time, corrected where it is this device's and was wrong. */
  right(candidate: Candidate): Stamp
  /** What has to be written; empty while the relay's time is not known. */
  find(table: CandidateTable, fields: CompiledFields): readonly Correction[]
}

/** A stamp that was made without the relay's time. */
interface Unsure {
  /** This device's wall time at that moment, ms. */
  readonly wall: number
  /** The relay's time less this device's, ms, as it was first told after that. */
  aheadMs: number | null
}

export function createTimeCorrector(device: string, time: ModelTime): TimeCorrector {
  // By stamp: a write that was taken back and comes again has the same.
  const unsure = new Map<string, Unsure>()

  const meant = (stamp: Stamp): number => {
    const { wall, aheadMs } = unsure.get(stampText(stamp)) ?? { wall: 0, aheadMs: null }
    if (aheadMs === null || Math.abs(aheadMs) <= mostAheadMs) return stamp.time
    // What is later than a clock that was behind came from a write that was seen, whose time was right.
    return aheadMs < 0 ? stamp.time + aheadMs : Math.max(wall + aheadMs, stamp.time)
  }

  const right = (candidate: Candidate): Stamp => {
    const { time: present, count } = candidate
    const most = latestTime(time)
    if (most === null || candidate.device !== device) return { time: present, count }
    return { time: Math.max(0, Math.trunc(Math.min(meant(candidate), most))), count }
  }

  return {
    right,
    made: (stamp) => {
      if (time.relayAheadMs() === null) unsure.set(stampText(stamp), { wall: time.now(), aheadMs: null })
    },
    find: (table, fields) => {
      const ahead = time.relayAheadMs()
      if (ahead === null) return []
      for (const one of unsure.values()) one.aheadMs ??= ahead
      const corrections: Correction[] = []
      for (const candidate of table.all()) {
        // Once: that the relay's time is told anew, and a little differently, changes no write.
        if (candidate.device !== device || table.isCorrected(candidate)) continue
        const stamp = right(candidate)
        if (stamp.time === candidate.time || !isTimed(fields, parsePath(pathOfKey(candidate.key) ?? '')))
          continue
        corrections.push({ candidate, stamp })
      }
      return corrections
    }
  }
}

const stampText = ({ time, count }: Stamp): string => `${time}.${count}`

/** Whether times decide anything at a path. Sums, and whether something is there, do without. */
function isTimed(fields: CompiledFields, path: readonly string[]): boolean {
  for (const one of ownFields(fields)) {
    if (one.stored !== path[0] || (one.kind === 'field' && isOwnType(one.field))) continue
    if (one.kind === 'records') return path[2] === placeSegment || isTimed(one.fields, path.slice(2))
    return one.field.kind === 'register' || one.field.kind === 'order'
  }
  return false
}
