// The log as its user sees it: asks the threads, announces what was committed, and closes them.

import { type Clock, createEmitter, type Random, randomId } from '@weft/base'
import { type Entry, hashBytes, type Mark, parseBatch } from '@weft/protocol'
import {
  type AppendRequest,
  type CommittedGroup,
  type FoldReport,
  type FoldRequest,
  guestId,
  type Log,
  LogError,
  type UpdateRequest
} from '@weft/relay/log'
import { allRows } from './thread/all-rows.js'
import { createAsker, type Done } from './thread/asker.js'
import type { Appended, AppendedUpdate, CommittedMarks, Request } from './thread/messages.js'
import { unpackDocuments, unpackEntries } from './thread/pack.js'
import type { LogThreads } from './thread/start-threads.js'

export interface LogSurroundings {
  readonly clock: Clock
  /** For the epochs of new spaces. */
  readonly random: Random
}

/** Cursor reports are written together, this long after the first. */
const reportsDelayMs = 500

export function createSqliteLog({ append, fold }: LogThreads, { clock, random }: LogSurroundings): Log {
  const committed = createEmitter<CommittedGroup>()
  const folds = new Map<number, { resolve: (report: FoldReport) => void; reject: (error: Error) => void }>()
  let nextFold = 1
  let closing: Promise<void> | undefined
  let foldFailure: Error | undefined
  let cancelReports: (() => void) | undefined

  const asker = createAsker(append.worker, (marks, done) => {
    if (committed.size > 0) for (const group of toGroups(marks, done)) committed.emit(group)
  })
  append.onEnd((error) => {
    asker.fail(error)
    failFolds(error)
  })
  fold.onEnd((error) => failFolds(error))
  const failFolds = (error: Error): void => {
    foldFailure = error
    for (const { reject } of folds.values()) reject(error)
    folds.clear()
  }
  fold.onAnswer((answer) => {
    const waiting = folds.get(answer.id)
    folds.delete(answer.id)
    if (answer.ok) waiting?.resolve(answer.value)
    else waiting?.reject(answer.error)
  })

  const ask = <R extends Request>(request: R) =>
    closing ? Promise.reject(closedError()) : asker.ask<R>(request)

  const askSoon = <R extends Request>(request: R) =>
    closing ? Promise.reject(closedError()) : asker.askSoon<R>(request)

  const writeReportsLater = (): void => {
    cancelReports ??= clock.after(reportsDelayMs, () => {
      cancelReports = undefined
      // Whoever reported does not wait for it. What fails is tried again with the next report.
      ask({ type: 'write-reports' }).catch(() => undefined)
    })
  }

  return {
    greet: (greeting) => ask({ type: 'greet', greeting, epoch: randomId(random) }),
    append: async (request) => (await ask({ type: 'append', request })).outcome,
    appendUpdate: async (request) =>
      (await ask({ type: 'append-update', request, epoch: randomId(random) })).outcome,
    read: async (space, after, limitBytes) => {
      const { packed, mark, head } = await ask({ type: 'read', space, after, limitBytes })
      return { entries: unpackEntries(packed), mark, head }
    },
    readDocuments: async (query) => {
      const { packed, done, total } = await ask({ type: 'read-documents', query })
      return { documents: unpackDocuments(packed), done, total }
    },
    readDocument: async (space, document) =>
      unpackDocuments((await ask({ type: 'read-document', space, document })).packed)[0],
    reportCursor: async (report) => {
      await askSoon({ type: 'report', report })
      writeReportsLater()
    },
    devices: (space, device) => allRows((after) => ask({ type: 'devices', space, device, after })),
    forget: (space, device) => ask({ type: 'forget', space, device }),
    fold: (request: FoldRequest) =>
      new Promise((resolve, reject) => {
        if (closing || foldFailure) {
          reject(closing ? closedError() : foldFailure)
          return
        }
        const id = nextFold++
        folds.set(id, { resolve, reject })
        fold.send({ id, request })
      }),
    spaces: () => ask({ type: 'spaces' }),
    subscribe: committed.subscribe,
    close: () => {
      closing ??= (async () => {
        cancelReports?.()
        await fold.stop()
        failFolds(closedError())
        await asker.ask({ type: 'close' })
        await append.stop()
      })()
      return closing
    }
  }
}

const closedError = (): LogError => new LogError('log-unavailable', 'The log is closed.')

/** What a commit appended, made from the batches that were asked for: their bytes are here already. */
function toGroups(marks: readonly CommittedMarks[], done: readonly Done[]): CommittedGroup[] {
  const entriesBySpace = new Map<string, Entry[]>(marks.map(({ space }) => [space, []]))
  for (const { request, value } of done) {
    if (request.type === 'append-update') {
      const entry = toGuestEntry(request.request, value as AppendedUpdate)
      if (entry) entriesBySpace.get(request.request.space)?.push(entry)
    }
    if (request.type !== 'append') continue
    const { outcome, payloadHashes } = value as Appended
    if (outcome.kind !== 'appended') continue
    const refused = new Set(outcome.receipt.refused.map(({ item }) => item))
    entriesBySpace
      .get(request.request.space)
      ?.push(...toEntries(request.request, refused, outcome.receipt.mark, payloadHashes))
  }
  return marks.map(({ space, before, after }) => ({
    ...{ space, before, after },
    entries: entriesBySpace.get(space) ?? []
  }))
}

function toGuestEntry(
  { document, kind, edits, update, time }: UpdateRequest,
  { outcome, payloadHash }: AppendedUpdate
): Entry | undefined {
  if (outcome.kind !== 'appended') return undefined
  const author = { device: guestId, replica: guestId, batch: 0 }
  const { position } = outcome.mark
  return { position, document, ...author, time, kind, edits, payloadHash, payload: update }
}

function toEntries(
  { content, device, replica, batch, time }: AppendRequest,
  refused: ReadonlySet<number>,
  last: Mark,
  payloadHashes: Uint8Array
): Entry[] {
  const items = parseBatch(content)
  if (!items.ok) throw new Error('G1: a batch that was appended cannot be read')
  const admitted = items.value.filter((_, index) => !refused.has(index))
  return admitted.map(({ document, kind, edits, payload }, index) => {
    const position = last.position - admitted.length + 1 + index
    const payloadHash = payloadHashes.slice(index * hashBytes, (index + 1) * hashBytes)
    return { position, document, device, replica, batch, time, kind, edits, payloadHash, payload }
  })
}
