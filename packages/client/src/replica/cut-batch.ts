// The next batch out of the outbox: its number, bytes and chain hash are fixed here, before anything is sent (B2).

import { type BatchItem, defaultLimits, encodeBatch, entryKind, nextBatchChain, sha256 } from '@weft/protocol'
import * as Y from 'yjs'
import type { ChunkItem } from '../records/chunk-record.js'
import type { GiveBackRow, OutboxItem, OutboxRow } from '../records/outbox-record.js'
import type { Draft } from './draft.js'
import { type KindPayload, mergePayloads } from './payloads.js'
import { readLocations } from './read-content.js'

export interface CutLimits {
  /** A batch is filled up to about so many bytes; one update may be larger. */
  readonly targetBytes: number
  /** What is larger than this can never be sent (the relay's batchBytes). */
  readonly largestBytes: number
}

export interface CutBatch {
  readonly batch: number
  readonly chain: Uint8Array
  readonly content: Uint8Array
}

/** An outbox item on its way into a batch. `inline` is what has to be moved to a chunk to stay readable. */
interface Taken {
  readonly document: string
  readonly kind: number
  edits: number
  readonly payloads: Uint8Array[]
  readonly inline: Uint8Array[]
}

/** Room for numbers and lengths around an item's document id and payload. */
const itemOverhead = 32

/** Whether an update can ever be sent as one item, by the limits of a relay that sets none of its own. */
export function fitsABatch(
  document: string,
  payload: Uint8Array,
  largestBytes = defaultLimits.batchBytes
): boolean {
  return payload.length + document.length + itemOverhead <= largestBytes
}

/**
 * Takes rows in order, merges a document's updates, and leaves what does not fit. Documents with something set aside
 * are passed over (B5). An update that can never fit is set aside and does not block what follows (B8). Undefined when
 * nothing can be sent.
 */
export async function cutBatch(draft: Draft, limits: CutLimits, time: number): Promise<CutBatch | undefined> {
  const heldBack = new Set([...draft.memory.setAside.values()].map((record) => record.document))
  const taken: Taken[] = []
  const lastTaken = new Map<string, Taken>()
  let bytes = 0
  let oldest = Number.POSITIVE_INFINITY
  let full = false

  const take = (
    document: string,
    kind: number,
    edits: number,
    payload: Uint8Array,
    isInline: boolean
  ): void => {
    const last = lastTaken.get(document)
    const mergeable = last?.kind === kind && kind !== entryKind.giveBack
    const target = mergeable ? last : { document, kind, edits: 0, payloads: [], inline: [] }
    if (!mergeable) {
      taken.push(target)
      lastTaken.set(document, target)
    }
    target.edits += edits
    target.payloads.push(payload)
    if (isInline) target.inline.push(payload)
    bytes += payload.length + document.length + itemOverhead
  }
  const refuse = (document: string, kind: number, edits: number, payload: Uint8Array): void => {
    draft.putSetAside({ document, kind, edits, reason: 'batch-too-large', time, payload })
    heldBack.add(document)
  }
  const fits = (payload: Uint8Array): boolean =>
    taken.length === 0 || bytes + payload.length <= limits.targetBytes
  const canEverFit = (document: string, payload: Uint8Array): boolean =>
    fitsABatch(document, payload, limits.largestBytes)

  for (const [sequence, row] of [...draft.memory.outbox].sort(([a], [b]) => a - b)) {
    if (full) break
    if (row.type === 'give-back') {
      const left = await takeGiveBack(row)
      if (left.length < row.documents.length) oldest = Math.min(oldest, row.time)
      if (left.length < row.documents.length)
        rewrite(sequence, left.length > 0 ? { ...row, documents: left } : undefined)
      // Nothing is pushed before what is given back (E2).
      if (left.some((document) => !heldBack.has(document))) full = true
      continue
    }
    const left: OutboxItem[] = []
    const payloads = await payloadsOf(row.items)
    for (const [index, item] of row.items.entries()) {
      if (full || heldBack.has(item.document)) {
        left.push(item)
        continue
      }
      const payload = payloads[index] as Uint8Array
      if (!canEverFit(item.document, payload)) refuse(item.document, item.kind, item.edits, payload)
      else if (fits(payload)) {
        take(item.document, item.kind, item.edits, payload, 'payload' in item.place)
        oldest = Math.min(oldest, row.time)
      } else {
        full = true
        left.push(item)
      }
    }
    if (left.length < row.items.length)
      rewrite(sequence, left.length > 0 ? { ...row, items: left } : undefined)
  }
  if (taken.length === 0) return undefined

  keepReadable()
  const items = taken.map(
    (item): BatchItem => ({
      document: item.document,
      kind: item.kind,
      edits: item.edits,
      payload: item.payloads.length === 1 ? (item.payloads[0] as Uint8Array) : Y.mergeUpdates(item.payloads)
    })
  )
  const content = encodeBatch(items)
  const batch = draft.state.made.batch + 1
  const chain = nextBatchChain(draft.state.made.chain, batch, content)
  draft.putBatch(batch, content)
  draft.patch({ made: { batch, chain } })
  draft.sent = [
    ...draft.sent,
    {
      batch,
      chain,
      bytes: content.length,
      time: oldest,
      acknowledgedAt: null,
      items: items.map(({ document, edits, payload }) => ({ document, edits, payloadHash: sha256(payload) }))
    }
  ]
  return { batch, chain, content }

  function rewrite(sequence: number, left: OutboxRow | undefined): void {
    if (left) draft.putRow(left, sequence)
    else draft.deleteRow(sequence)
  }

  /** A row's payloads; chunks that its items share are read once. */
  async function payloadsOf(items: readonly OutboxItem[]): Promise<Uint8Array[]> {
    const locations = items.flatMap(({ document, kind, place }) =>
      'payload' in place
        ? []
        : [
            {
              chunk: place.chunk,
              item: { document, kind, position: 0, time: 0, offset: place.offset, length: place.length }
            }
          ]
    )
    const stored = (await readLocations(draft.memory, draft.tx, locations)).values()
    return items.map(({ place }) =>
      'payload' in place ? place.payload : (stored.next().value as KindPayload).payload
    )
  }

  async function takeGiveBack(row: GiveBackRow): Promise<string[]> {
    for (const [index, document] of row.documents.entries()) {
      if (heldBack.has(document)) continue
      const locations = draft.memory.index.locate(document).filter((location) => location.chunk <= row.upTo)
      const payload = mergePayloads(await readLocations(draft.memory, draft.tx, locations))
      if (!payload) continue
      if (!canEverFit(document, payload)) refuse(document, entryKind.giveBack, 1, payload)
      else if (fits(payload)) take(document, entryKind.giveBack, 1, payload, false)
      else return row.documents.filter((name, at) => at >= index || heldBack.has(name))
    }
    return row.documents.filter((document) => heldBack.has(document))
  }

  /** Inline payloads leave the outbox with their row, so they go to a chunk in the same transaction. */
  function keepReadable(): void {
    const moved = taken
      .filter((item) => item.inline.length > 0)
      .map(
        (item): ChunkItem => ({
          document: item.document,
          kind: item.kind,
          position: 0,
          time: oldest,
          payload: item.inline.length === 1 ? (item.inline[0] as Uint8Array) : Y.mergeUpdates(item.inline)
        })
      )
    if (moved.length > 0) draft.addChunk(moved)
  }
}
