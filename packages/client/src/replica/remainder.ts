// What a document lacks of content that lived elsewhere, after that was checked against what it holds (F10).

import {
  admitUpdate,
  type Checked,
  defaultGuardLimits,
  findFork,
  findUndeleted,
  inspectUpdate,
  type Refusal,
  summarizeState
} from '@weft/yjs-guard'
import * as Y from 'yjs'
import { fitsABatch } from './cut-batch.js'

export type Remainder =
  /** The document holds all of it. */
  | { readonly kind: 'nothing' }
  /** A v1 update that leaves nothing pending. It may repeat deletions. */
  | { readonly kind: 'rest'; readonly update: Uint8Array }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/**
 * `update` is a whole state, or what goes on from the one that is held, as v1; `held` is all that the document holds as
 * one v1 update, or undefined. What both have is compared by content: a relay would see only the rest, and two
 * documents would go on under the same clocks (G6). Limits bound the rest, not what is held already.
 */
export function remainderOf(document: string, update: Uint8Array, held: Uint8Array | undefined): Remainder {
  const rest = subtract(update, held)
  if (!rest.ok) return rest.refusal.code === 'update-empty' ? nothing : { kind: 'refused', ...rest }
  if (rest.value === undefined) return nothing
  const shape = inspectUpdate(rest.value)
  if (!shape.ok) return { kind: 'refused', ...shape }
  if (fitsABatch(document, rest.value)) return { kind: 'rest', update: rest.value }
  const message = `${rest.value.length} bytes are more than a batch may have`
  return { kind: 'refused', refusal: { code: 'update-too-large', message } }
}

const nothing: Remainder = { kind: 'nothing' }

function subtract(update: Uint8Array, held: Uint8Array | undefined): Checked<Uint8Array | undefined> {
  const limits = {
    ...defaultGuardLimits,
    updateBytes: Number.MAX_SAFE_INTEGER,
    structs: Number.MAX_SAFE_INTEGER,
    clients: Number.MAX_SAFE_INTEGER,
    deleteRanges: Number.MAX_SAFE_INTEGER
  }
  const shape = inspectUpdate(update, limits)
  if (!shape.ok) return shape
  const state = summarizeState(held ?? emptyUpdate)
  const clients = new Map(
    [...state.clocks].map(([client, clock]) => [client, { client, clock, owner: null }])
  )
  const admission = admitUpdate(shape.value, { clients }, '', 'adoption')
  if (!admission.ok) return admission
  const { overlaps, changed } = admission.value
  const fork = held && findFork(update, held, overlaps)
  if (fork) {
    const message = `client ${fork.client} wrote something else at clock ${fork.clock}`
    return { ok: false, refusal: { code: 'client-id-forked', message } }
  }
  const isNew = changed.length > 0 || findUndeleted(shape.value.deletes, state).length > 0
  if (!isNew) return { ok: true, value: undefined }
  const isRepeat = held && overlaps.length > 0
  return { ok: true, value: isRepeat ? Y.diffUpdate(update, Y.encodeStateVectorFromUpdate(held)) : update }
}

/** A v1 update of nothing: no clients, no deletions. */
const emptyUpdate = Uint8Array.of(0, 0)
