// Whole documents as frames of a catch-up: each document's snapshot, then its entries, large payloads in parts (L11).

import { encodeFrame, type Mark, type SnapshotItem } from '@weft/protocol'
import type { Counters } from '../core/counters.js'
import type { StoredDocument } from '../log/port.js'
import { pageBytes } from './entry-page.js'

export interface SnapshotFrame {
  readonly bytes: Uint8Array
  /** More parts or items of the last document follow: nothing else of the space may come between. */
  readonly cutsDocument: boolean
}

export interface SnapshotPage {
  readonly frames: readonly SnapshotFrame[]
  readonly lastDocument: string
  readonly documents: number
  readonly total: number
  /** Same for the same documents in the same state: a page that was read again may be gone on with only then. */
  readonly fingerprint: string
  readonly done: boolean
  readonly sizeBytes: number
}

export interface SnapshotPageContent {
  readonly space: string
  readonly base: Mark
  readonly documents: readonly StoredDocument[]
  /** No document comes after these: the last frame says so. */
  readonly done: boolean
  /** Documents sent before this page, and in all. */
  readonly sentBefore: number
  readonly total: number
  /** A document that is sent before its turn is counted when that comes. */
  readonly turn: 'in-turn' | 'out-of-turn'
}

export function createSnapshotPage(content: SnapshotPageContent, counters: Counters): SnapshotPage {
  const { space, base, documents, total } = content
  const frames: SnapshotFrame[] = []
  let items: SnapshotItem[] = []
  let bytes = 0
  let sent = content.sentBefore
  const flush = (done: boolean): void => {
    counters.framesEncoded++
    // What was sent on an earlier connection is not counted here, but once done all of it has been.
    const sentDocuments = done ? Math.max(sent, total) : sent
    const totalDocuments = Math.max(sentDocuments, total)
    frames.push({
      bytes: encodeFrame({ type: 'snapshots', space, base, items, done, sentDocuments, totalDocuments }),
      cutsDocument: items.at(-1)?.last === false
    })
    items = []
    bytes = 0
  }
  for (const document of documents) {
    for (const item of itemsOf(document)) {
      const weight = item.payload.length + item.document.length + 32
      if (bytes > 0 && bytes + weight > pageBytes) flush(false)
      items.push(item)
      bytes += weight
    }
    if (content.turn === 'in-turn') sent++
  }
  if (items.length > 0 || content.done) flush(content.done)
  return {
    frames,
    lastDocument: documents.at(-1)?.document ?? '',
    documents: documents.length,
    total,
    fingerprint: fingerprintOf(content),
    done: content.done,
    sizeBytes: frames.reduce((sum, frame) => sum + frame.bytes.length, 0)
  }
}

function itemsOf({ document, changedAt: time, snapshot, entries }: StoredDocument): SnapshotItem[] {
  const sources = [...(snapshot ? [snapshot] : []), ...entries]
  const items: SnapshotItem[] = []
  for (const { position, kind, payload } of sources) {
    // A payload that was erased for good has nothing to send; its header stands in the log.
    if (payload === null) continue
    const parts = Math.max(1, Math.ceil(payload.length / pageBytes))
    for (let part = 0; part < parts; part++) {
      const slice = payload.subarray(part * pageBytes, (part + 1) * pageBytes)
      items.push({ document, position, time, kind, part, parts, last: false, payload: slice })
    }
  }
  const last = items.pop()
  return last ? [...items, { ...last, last: true }] : []
}

function fingerprintOf({ documents, done }: SnapshotPageContent): string {
  const states = documents.map(
    ({ document, snapshot, entries }) =>
      `${document} ${snapshot?.position ?? 0} ${snapshot?.payload.length ?? 0} ${entries.map((entry) => entry.position)}`
  )
  return `${done} ${states.join('|')}`
}
