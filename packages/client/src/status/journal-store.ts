// The sync log in the store: lines are gathered, written beside content, and go after 30 days (S13).

import type { Clock } from '@weft/base'
import { decodeJournalLine, encodeJournalLine } from '../records/journal-record.js'
import { UnreadableRecord } from '../records/versioned.js'
import type { Store } from '../store/port.js'
import type { JournalFact, JournalLine } from './journal.js'

export interface JournalStore {
  note(what: JournalFact, level: JournalLine['level']): void
  /** Newest first, lines that are not written yet included. */
  read(limit: number): Promise<readonly JournalLine[]>
  close(): Promise<void>
}

const keepMs = 30 * 24 * 60 * 60 * 1000
const keepLines = 5_000
const keepWaiting = 100
const gatherMs = 1_000

export function createJournalStore(store: () => Store, clock: Clock): JournalStore {
  let lines: JournalLine[] = []
  let cancel: (() => void) | undefined
  let writing: Promise<void> = Promise.resolve()

  const write = async (): Promise<void> => {
    cancel?.()
    cancel = undefined
    const batch = lines
    lines = []
    if (batch.length === 0) return
    try {
      await put(batch)
    } catch {
      // A log line is never worth a failure: while the store is in trouble lines wait, up to a bound.
      lines = [...batch, ...lines].slice(-keepWaiting)
    }
  }

  const put = (batch: readonly JournalLine[]): Promise<void> =>
    store().write(['journal'], async (tx) => {
      const last = (await tx.lastKey('journal')) as number | undefined
      let key = last === undefined ? 0 : last + 1
      for (const line of batch) tx.put('journal', key++, encodeJournalLine(line))
      for (const old of await tx.list('journal', { limit: batch.length + 1 })) {
        const isOld = clock.now() - timeOf(old.value) > keepMs
        if (isOld || (old.key as number) <= key - keepLines) tx.delete('journal', old.key)
      }
    })

  /** One at a time. */
  const writeInTurn = (): Promise<void> => {
    writing = writing.then(write)
    return writing
  }

  return {
    note: (what, level) => {
      const last = lines.at(-1)
      const line: JournalLine = { time: clock.now(), level, what }
      const merged = last && mergeLines(last, line)
      if (merged) lines[lines.length - 1] = merged
      else lines.push(line)
      cancel ??= clock.after(gatherMs, () => void writeInTurn())
    },
    read: async (limit) => {
      await writeInTurn()
      const records = await store().read(['journal'], async (tx) => {
        const last = (await tx.lastKey('journal')) as number | undefined
        return last === undefined ? [] : tx.list('journal', { after: Math.max(-1, last - limit) })
      })
      const stored = records.flatMap(({ value }) => {
        try {
          return [decodeJournalLine(value)]
        } catch (error) {
          if (error instanceof UnreadableRecord) return []
          throw error
        }
      })
      return [...stored, ...lines].reverse().slice(0, limit)
    },
    close: () => writeInTurn()
  }
}

function timeOf(value: Uint8Array): number {
  try {
    return decodeJournalLine(value).time
  } catch {
    return 0
  }
}

/** A stream of receipts or of entries is one line with sums, not hundreds. */
function mergeLines(a: JournalLine, b: JournalLine): JournalLine | undefined {
  if (a.what.kind === 'received' && b.what.kind === 'received') {
    const what = {
      kind: 'received',
      edits: a.what.edits + b.what.edits,
      documents: Math.max(a.what.documents, b.what.documents)
    } as const
    return { ...b, what }
  }
  if (a.what.kind === 'sent' && b.what.kind === 'sent') {
    const what = {
      kind: 'sent',
      batch: b.what.batch,
      edits: a.what.edits + b.what.edits,
      documents: Math.max(a.what.documents, b.what.documents)
    } as const
    return { ...b, what }
  }
  return undefined
}
