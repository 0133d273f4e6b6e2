// Takes the documents of a source into a target, several beside one another, and notes what became of each.

import { isDocumentId } from '@weft/protocol'
import { type PrepareOptions, prepareDocument } from './prepare-document.js'
import type { Progress } from './progress.js'
import type { DocumentReport } from './report.js'
import { type SourceDocument, SourceError } from './source/port.js'
import { type ImportTarget, TargetError } from './target/port.js'

export interface ImportOptions extends PrepareOptions {
  readonly documents: readonly SourceDocument[]
  /** The id of what the other server calls so. */
  readonly idOf: (name: string) => string
  readonly target: ImportTarget
  readonly progress: Progress
  /** Aborted: no further document is begun. */
  readonly signal: AbortSignal
}

export interface Imported {
  /** In the order of `documents`, without those that were not come to. */
  readonly documents: readonly DocumentReport[]
  readonly stopped: { readonly code: string; readonly message: string } | null
}

/** Documents that wait for the disk or the relay at once share its commits. */
const atOnce = 16

/** Rejects only for a fault of the program's own. */
export async function importDocuments(options: ImportOptions): Promise<Imported> {
  const { documents, progress, signal } = options
  const reports = new Map<SourceDocument, DocumentReport>()
  const queue = documents.values()
  const namesById = new Map<string, string>()
  for (const { name } of documents) {
    const id = options.idOf(name)
    // Of two names with one id, the one that is the id itself has the better right to it.
    if (!namesById.has(id) || name === id) namesById.set(id, name)
  }
  let bytes = 0
  let stopped: Imported['stopped'] = null

  const work = async (): Promise<void> => {
    for (const document of queue) {
      if (stopped) return
      if (signal.aborted) {
        stopped = { code: 'interrupted', message: 'it was told to stop' }
        return
      }
      try {
        const report = await importDocument(document, namesById, options)
        reports.set(document, report)
        bytes += report.bytes ?? 0
        progress.show({ done: reports.size, total: documents.length, bytes, name: document.name })
      } catch (error) {
        if (!(error instanceof TargetError)) throw error
        stopped ??= { code: error.code, message: error.message }
      }
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: atOnce }, work))
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason
  return { documents: documents.flatMap((document) => reports.get(document) ?? []), stopped }
}

async function importDocument(
  source: SourceDocument,
  namesById: ReadonlyMap<string, string>,
  { target, v2, idOf }: ImportOptions
): Promise<DocumentReport> {
  const { name } = source
  const document = idOf(name)
  const notIn = (code: string, message?: string): DocumentReport => ({
    ...{ name, document, result: 'not-taken-in', bytes: 0, code },
    ...(message === undefined ? {} : { message })
  })
  if (!isDocumentId(document)) {
    return notIn('name-too-long', `its id would have ${document.length} characters, of at most 128`)
  }
  const first = namesById.get(document)
  if (first !== name) return notIn('name-taken', `${JSON.stringify(first)} has the same id`)
  let updates: readonly Uint8Array[]
  try {
    updates = await source.read()
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    return notIn(error.code, error.message)
  }
  const prepared = prepareDocument(updates, { v2 })
  if (prepared.kind === 'empty') return { name, document, result: 'empty', bytes: 0 }
  if (prepared.kind === 'refused') return notIn(prepared.code, prepared.message)
  const taken = await target.take(document, prepared.update)
  switch (taken.kind) {
    case 'refused':
      return notIn(taken.code, 'against what the space holds of it')
    case 'already-there':
      return { name, document, result: 'already-there', bytes: 0 }
    default:
      return { name, document, result: taken.kind, bytes: taken.bytes }
  }
}
