// Takes away from an update what a document holds already, so that only the rest goes into the log (SPEC F4).

import {
  type ClockRange,
  encodeDeletes,
  findFork,
  findUndeleted,
  type GuardLimits,
  inspectUpdate,
  type StateSummary,
  summarizeState
} from '@weft/yjs-guard'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

/** A document as the log has it. Made once for all who compare with it. */
export interface HeldState {
  /** Everything the log has of the document, as one v1 update. */
  readonly update: Uint8Array
  readonly summary: StateSummary
}

export type Remainder =
  /** The log holds all of it. */
  | { readonly kind: 'nothing' }
  /** What the log lacks; the update itself when it lacks all of it. */
  | { readonly kind: 'rest'; readonly update: Uint8Array }
  /** A guard's code: it cannot be read, or says other things of the same clocks. */
  | { readonly kind: 'refused'; readonly reason: string }

export const holdState = (update: Uint8Array): HeldState => ({ update, summary: summarizeState(update) })

/** A v1 update of nothing: no clients, no deletions. */
export const emptyState: HeldState = holdState(Uint8Array.of(0, 0))

export function subtractUpdate(update: Uint8Array, held: HeldState, limits: GuardLimits): Remainder {
  const shape = inspectUpdate(update, limits)
  if (!shape.ok) {
    const { code } = shape.refusal
    // A client that has nothing the log lacks says so by an update of nothing.
    return code === 'update-empty' ? { kind: 'nothing' } : { kind: 'refused', reason: code }
  }
  const { adds, deletes } = shape.value
  const { clocks } = held.summary
  const overlaps = adds.flatMap((range) => overlapOf(range, clocks.get(range.client) ?? 0))
  if (overlaps.length > 0 && findFork(update, held.update, overlaps)) {
    return { kind: 'refused', reason: 'client-id-forked' }
  }
  const isNew = adds.some(({ client, to }) => to > (clocks.get(client) ?? 0))
  const undeleted = findUndeleted(deletes, held.summary)
  if (!isNew && undeleted.length === 0) return { kind: 'nothing' }
  if (overlaps.length === 0 && clocksIn(undeleted) === clocksIn(deletes)) return { kind: 'rest', update }
  const structs = isNew ? structsBeyond(update, overlaps, limits) : Uint8Array.of(0)
  return { kind: 'rest', update: Buffer.concat([structs, encodeDeletes(undeleted)]) }
}

/** The same for an update of deletions alone, with states that together make the document; undefined for any other. */
export function subtractDeletions(
  update: Uint8Array,
  held: Iterable<StateSummary>,
  limits: GuardLimits
): Remainder | undefined {
  if (!isDeletionsAlone(update)) return undefined
  const shape = inspectUpdate(update, limits)
  if (!shape.ok) return undefined
  const { deletes } = shape.value
  let rest: readonly ClockRange[] = deletes
  for (const summary of held) rest = findUndeleted(rest, summary)
  if (rest.length === 0) return { kind: 'nothing' }
  if (clocksIn(rest) === clocksIn(deletes)) return { kind: 'rest', update }
  return { kind: 'rest', update: Buffer.concat([Uint8Array.of(0), encodeDeletes(rest)]) }
}

/** A v1 update begins with the number of clients that it has structs of. */
export const isDeletionsAlone = (update: Uint8Array): boolean => update[0] === 0

export const clocksIn = (ranges: readonly ClockRange[]): number =>
  ranges.reduce((sum, { from, to }) => sum + to - from, 0)

function overlapOf({ client, from, to }: ClockRange, clock: number): ClockRange[] {
  return from < clock ? [{ client, from, to: Math.min(to, clock) }] : []
}

/** The update's structs, encoded, without those that overlap. */
function structsBeyond(update: Uint8Array, overlaps: readonly ClockRange[], limits: GuardLimits): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, overlaps.length)
  for (const { client, to } of overlaps) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, to)
  }
  const beyond = Y.diffUpdate(update, encoding.toUint8Array(encoder))
  const shape = inspectUpdate(beyond, limits)
  if (!shape.ok) throw new Error(`F4: what is left of an update is ${shape.refusal.code}`)
  return beyond.subarray(0, shape.value.deletesAt)
}
