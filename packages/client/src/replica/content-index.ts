// Which chunk holds what of which document: in memory, in every tab, built from the contents records alone.

import type { Contents, ContentsItem } from '../records/chunk-record.js'

export interface Location {
  readonly chunk: number
  readonly item: ContentsItem
}

export interface ContentIndex {
  add(chunk: number, contents: Contents): void
  /** Payloads of a document, oldest chunk first; headers alone are left out. */
  locate(document: string): readonly Location[]
  crcOf(chunk: number): number | undefined
  has(document: string): boolean
  documents(): IterableIterator<string>
  readonly size: number
  /** The highest position of the document's entries known here; 0 for none. */
  lastPosition(document: string): number
  /** Wall time of its newest content, ms. */
  changedAt(document: string): number
  /** Sequence number of its newest content. */
  upTo(document: string): number
  /** Chunk numbers with the bytes that are in use, oldest first. */
  chunks(): readonly { readonly chunk: number; readonly bytes: number }[]
  itemsOf(chunk: number): readonly ContentsItem[]
}

interface IndexedDocument {
  locations: Location[]
  lastPosition: number
  changedAt: number
  upTo: number
}

export function createContentIndex(): ContentIndex {
  const documents = new Map<string, IndexedDocument>()
  const contentsByChunk = new Map<number, Contents>()

  const remove = (chunk: number): void => {
    const contents = contentsByChunk.get(chunk)
    if (!contents) return
    contentsByChunk.delete(chunk)
    for (const name of new Set(contents.items.map((item) => item.document))) {
      const known = documents.get(name)
      if (known) known.locations = known.locations.filter((location) => location.chunk !== chunk)
    }
  }

  return {
    add: (chunk, contents) => {
      if (contentsByChunk.has(chunk)) return
      contentsByChunk.set(chunk, contents)
      // What a compacted chunk repeats is not newer than what it replaces.
      const isNew = contents.replaces.length === 0
      for (const item of contents.items) {
        let known = documents.get(item.document)
        if (!known) {
          known = { locations: [], lastPosition: 0, changedAt: 0, upTo: chunk }
          documents.set(item.document, known)
        }
        if (item.length > 0) {
          known.locations.push({ chunk, item })
          if (isNew) known.upTo = Math.max(known.upTo, chunk)
        }
        known.lastPosition = Math.max(known.lastPosition, item.position)
        known.changedAt = Math.max(known.changedAt, item.time)
      }
      for (const replaced of contents.replaces) remove(replaced)
    },
    locate: (document) => documents.get(document)?.locations ?? [],
    crcOf: (chunk) => contentsByChunk.get(chunk)?.crc,
    has: (document) => documents.has(document),
    documents: () => documents.keys(),
    get size() {
      return documents.size
    },
    lastPosition: (document) => documents.get(document)?.lastPosition ?? 0,
    changedAt: (document) => documents.get(document)?.changedAt ?? 0,
    upTo: (document) => documents.get(document)?.upTo ?? 0,
    chunks: () =>
      [...contentsByChunk].map(([chunk, contents]) => ({
        chunk,
        bytes: contents.items.reduce((sum, item) => sum + item.length, 0)
      })),
    itemsOf: (chunk) => contentsByChunk.get(chunk)?.items ?? []
  }
}
