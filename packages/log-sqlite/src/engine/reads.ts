// Answers what is asked of the log as it was committed last.

import { nextRunningHash, startMark } from '@weft/protocol'
import {
  type DocumentsQuery,
  isGuestId,
  LogError,
  type SpaceHead,
  type StoredDocument,
  toDeviceRow
} from '@weft/relay/log'
import { damaged } from '../database/damage.js'
import { toLogError } from '../database/sqlite-errors.js'
import { type SpaceState, toSpaceRecord } from '../rows/space-rows.js'
import type { Tables } from '../rows/tables.js'
import type { Answers, DevicesPage, DevicesRequest } from '../thread/messages.js'
import { packDocuments, packEntries } from '../thread/pack.js'
import { countBehind } from './behind.js'
import { storedDocument, toEntry } from './stored-document.js'

/** Rows looked at before the bytes are counted: enough for small entries, not much too much for large ones. */
const rowsAtOnce = 64
/** Counting what one is behind takes about a tenth of a millisecond. */
const devicesAtOnce = 64

export function readEntries(
  tables: Tables,
  name: string,
  after: number,
  limitBytes: number
): Answers['read'] {
  const space = tables.spaces.find(name)
  const head = space?.head ?? startMark
  if (after > head.position) throw new RangeError(`L7: position ${after} is beyond the head`)
  if (!space || after === head.position) return { packed: packEntries([]), mark: head, head }
  if (after < space.horizon.position) {
    throw new LogError('log-folded', `The entries after ${after} were folded.`)
  }
  const before = after === space.horizon.position ? space.horizon.hash : tables.entries.hashAt(space, after)
  if (!before) throw damaged(name, after, 'The running hash')
  let mark = { position: after, hash: before }
  let bytes = 0
  const entries = []
  const documents = new Map<number, string>()
  for (;;) {
    const rows = tables.entries.after(space, mark.position, rowsAtOnce)
    for (const row of rows) {
      bytes += row.payload.length
      if (entries.length > 0 && bytes > limitBytes) return { packed: packEntries(entries), mark, head }
      const document = documents.get(row.document) ?? tables.documents.byRef(space, row.document).document
      documents.set(row.document, document)
      const entry = toEntry(tables, space, row, document)
      // The chain also tells rows that are whole but not the ones that were written here.
      const hash = nextRunningHash(mark.hash, entry)
      if (!isSame(hash, row.hash)) throw damaged(name, row.position, 'An entry')
      mark = { position: row.position, hash }
      entries.push(entry)
    }
    if (mark.position === head.position) return { packed: packEntries(entries), mark, head }
    if (rows.length < rowsAtOnce) throw damaged(name, mark.position + 1, 'An entry')
  }
}

export function readDocuments(tables: Tables, query: DocumentsQuery): Answers['read-documents'] {
  const space = tables.spaces.find(query.space)
  if (!space) return { packed: packDocuments([]), done: true, total: 0 }
  // A catch-up that may miss a document must never come to its end (SPEC L11).
  if (!tables.documents.isWhole) throw damaged(query.space, 0, 'The list of documents')
  const total = query.since === 0 ? space.documents : tables.documents.countAfter(space, query.since)
  // Few of many changed: look them up by change and sort them. Otherwise walk along the ids.
  const isByChange = query.since > 0 && total * 4 < space.documents
  const documents: StoredDocument[] = []
  let bytes = 0
  let after = query.after
  for (;;) {
    const rows = isByChange
      ? tables.documents.byChange(space, after, query.since, rowsAtOnce)
      : tables.documents.byName(space, after, rowsAtOnce)
    for (const row of rows) {
      after = row.document
      if (row.lastPosition <= query.since) continue
      const stored = storedDocument(tables, space, row, query.base)
      if (!stored) continue
      bytes += sizeOf(stored)
      if (documents.length > 0 && bytes > query.limitBytes) {
        return { packed: packDocuments(documents), done: false, total }
      }
      documents.push(stored)
    }
    if (rows.length < rowsAtOnce) return { packed: packDocuments(documents), done: true, total }
  }
}

export function readDocument(tables: Tables, name: string, document: string): Answers['read-document'] {
  const space = tables.spaces.find(name)
  const row = space && tables.documents.find(space, document)
  const stored = row && storedDocument(tables, space, row, space.head.position)
  return { packed: packDocuments(stored ? [stored] : []) }
}

export function listDevices(tables: Tables, request: DevicesRequest): DevicesPage {
  const space = tables.spaces.find(request.space)
  if (!space) return { rows: [], next: null }
  const states = tables.replicas.list(space, request.device, request.after, devicesAtOnce)
  const rows = states
    .filter(({ record }) => !isGuestId(record.replica))
    .map((state) => toDeviceRow(state.record, countBehind(tables, space, state), space.head.position))
  return { rows, next: states.length < devicesAtOnce ? null : (states.at(-1)?.ref ?? null) }
}

/** A space whose row is damaged is left out: whoever opens it is told, and the others go on (SPEC L5). */
export function listSpaces(tables: Tables): SpaceHead[] {
  return tables.spaces
    .names()
    .map((space) => findOrUndefined(tables, space))
    .filter((space) => space !== undefined)
    .map(toSpaceRecord)
}

function findOrUndefined(tables: Tables, space: string): SpaceState | undefined {
  try {
    return tables.spaces.find(space)
  } catch (error) {
    // Damage of a page is SQLite's own error.
    if (toLogError(error).code === 'log-damaged') return undefined
    throw error
  }
}

function sizeOf({ snapshot, entries }: StoredDocument): number {
  return (
    (snapshot?.payload.length ?? 0) + entries.reduce((sum, { payload }) => sum + (payload?.length ?? 0), 0)
  )
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
