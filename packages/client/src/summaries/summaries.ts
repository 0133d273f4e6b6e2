// Summaries of documents for lists: kept packed in the store, made anew when content changed, away from typing.

import type { Clock, Signal } from '@weft/base'
import { createSignal } from '@weft/base'
import * as Y from 'yjs'
import {
  decodeSummaryShard,
  encodeSummaryShard,
  type StoredSummary,
  shardOf
} from '../records/summary-record.js'
import { UnreadableRecord } from '../records/versioned.js'
import type { Replica } from '../replica/open-replica.js'
import { applyPayload } from '../replica/payloads.js'
import { type DocumentContent, readDocuments } from '../replica/read-content.js'
import { createCoalescer } from '../space/coalesce.js'
import type { SummaryOption } from '../space/space.js'
import { newestIn } from './newest.js'

export interface ListItem<Summary> {
  readonly id: string
  readonly summary: Summary | null
  readonly changedAt: number
}

export interface Summaries<Summary> {
  readonly list: Signal<readonly ListItem<Summary>[]>
  /** Content changed: look for summaries that are behind. Cheap to call often. */
  refresh(): void
  /** The list is as the replica's memory is, now. */
  settle(): void
  /** Another tab stored summaries of these documents. */
  reread(documents: readonly string[]): Promise<void>
  close(): void
}

export interface SummariesOptions<Summary> {
  readonly replica: Replica
  readonly source: SummaryOption<Summary> | undefined
  readonly clock: Clock
  /** An open document is summarised from memory. */
  readonly openYdoc: (id: string) => Y.Doc | undefined
  /** Whether this tab makes summaries of documents that are not open here (the leader does). */
  readonly isMaker: () => boolean
  readonly stored: (documents: readonly string[]) => void
  readonly failed: (error: unknown) => void
}

type Summarise<Summary> = (ydoc: Y.Doc) => Summary | null

interface Known<Summary> {
  readonly upTo: number
  readonly summary: Summary | null
}

/** Documents of one step: a few milliseconds of work between two chances for the page to answer. */
const stepDocuments = 40
/** Stored together: each write reads and writes whole shards, whatever it changes in them. */
const storeDocuments = 400
/** Then the newest of all are looked for again. */
const passDocuments = 2_000
/** The same when more came: going through ten thousand costs some milliseconds. */
const lookAgainMs = 100
const settleMs = 150
/** The list of a large space costs a millisecond or two; it is made anew no more often than this. */
const publishMs = 50

export async function openSummaries<Summary>(
  options: SummariesOptions<Summary>
): Promise<Summaries<Summary>> {
  const { replica, source, clock } = options
  const known = new Map<string, Known<Summary>>()
  const list = createSignal<readonly ListItem<Summary>[]>([])
  let isClosed = false
  let isWorking = false
  let cancel = (): void => undefined
  let isScheduled = false
  /** Content changed since the newest were looked for. */
  let hasMore = false
  let loading: Promise<Summarise<Summary>> | undefined

  const readShards = async (): Promise<void> => {
    if (!source) return
    const shards = await replica.store.read(['summaries'], (tx) => tx.list('summaries'))
    for (const { value } of shards) {
      try {
        const shard = decodeSummaryShard(value)
        // Made by another version of the app: made again.
        if (shard.version !== source.version) continue
        for (const { document, upTo, json } of shard.summaries) {
          known.set(document, { upTo, summary: JSON.parse(json) as Summary | null })
        }
      } catch (error) {
        // Derived data: what cannot be read is made again.
        if (!(error instanceof UnreadableRecord) && !(error instanceof SyntaxError)) throw error
      }
    }
  }

  const publish = (): void => {
    const newest = newestIn(replica.memory)
    list.set(newest.map(({ id, changedAt }) => ({ id, changedAt, summary: known.get(id)?.summary ?? null })))
  }

  const publisher = createCoalescer(clock, publishMs, publish)

  /** Newest first: what a list shows at its top is read first. */
  const behind = (): { id: string; upTo: number }[] =>
    newestIn(replica.memory)
      .filter(({ id, upTo }) => {
        const has = known.get(id)
        return (!has || has.upTo < upTo) && (options.isMaker() || options.openYdoc(id) !== undefined)
      })
      .sort((a, b) => b.changedAt - a.changedAt || (a.id < b.id ? -1 : 1))

  const work = async (): Promise<void> => {
    if (isWorking || isClosed || !source) return
    isWorking = true
    try {
      const { of, version } = source
      // What could not be loaded is asked for again when content changes.
      if (typeof of !== 'function') loading ??= of.load()
      const summarise = typeof of === 'function' ? of : await (loading as Promise<Summarise<Summary>>)
      await makeAll(summarise, version)
    } catch (error) {
      loading = undefined
      options.failed(error)
    } finally {
      isWorking = false
    }
  }

  /** Newest first. What comes meanwhile is newer often, and at the top of a list: it is looked for soon. */
  const makeAll = async (of: Summarise<Summary>, version: number): Promise<void> => {
    let made: string[] = []
    const storeMade = async (): Promise<void> => {
      const stored = made
      made = []
      if (stored.length === 0 || isClosed) return
      await store(version, stored)
      options.stored(stored)
    }
    for (let due = behind(); due.length > 0 && !isClosed; due = behind()) {
      hasMore = false
      const lookAgainAt = clock.monotonic() + lookAgainMs
      for (const some of inGroups(due.slice(0, passDocuments), stepDocuments)) {
        await step(of, some)
        for (const { id } of some) made.push(id)
        publisher.ask()
        await new Promise<void>((resolve) => clock.after(0, resolve))
        if (made.length >= storeDocuments) await storeMade()
        if (isClosed || (hasMore && clock.monotonic() >= lookAgainAt)) break
      }
    }
    await storeMade()
  }

  const step = async (
    of: Summarise<Summary>,
    due: readonly { id: string; upTo: number }[]
  ): Promise<void> => {
    const closed = due.filter(({ id }) => !options.openYdoc(id)).map(({ id }) => id)
    const contents =
      closed.length > 0 ? await replica.read((tx, memory) => readDocuments(memory, tx, closed)) : []
    const contentById = new Map(contents.map((content) => [content.document, content]))
    for (const { id, upTo } of due) {
      const content = contentById.get(id)
      // A note that cannot be read is told from others by what was last known of it (D4).
      const summary =
        content?.unreadable != null
          ? (known.get(id)?.summary ?? null)
          : summarise(of, options.openYdoc(id), content)
      known.set(id, { upTo, summary })
    }
  }

  const store = async (version: number, documents: readonly string[]): Promise<void> => {
    const byShard = new Map<number, string[]>()
    for (const id of documents) {
      const shard = shardOf(id)
      const ids = byShard.get(shard)
      if (ids) ids.push(id)
      else byShard.set(shard, [id])
    }
    await replica.store.write(['summaries'], async (tx) => {
      const shards = [...byShard.keys()]
      const values = await tx.getMany('summaries', shards)
      shards.forEach((shard, index) => {
        const value = values[index]
        const merged = new Map<string, StoredSummary>()
        for (const summary of value ? readable(value, version) : []) merged.set(summary.document, summary)
        for (const document of byShard.get(shard) ?? []) {
          const has = known.get(document)
          if (has) merged.set(document, { document, upTo: has.upTo, json: JSON.stringify(has.summary) })
        }
        tx.put('summaries', shard, encodeSummaryShard({ version, summaries: [...merged.values()] }))
      })
    })
  }

  const schedule = (): void => {
    if (isScheduled || isClosed) return
    isScheduled = true
    cancel = clock.after(settleMs, () => {
      isScheduled = false
      void work()
    })
  }

  await readShards()
  publish()
  schedule()
  return {
    list,
    refresh: () => {
      hasMore = true
      publisher.ask()
      schedule()
    },
    settle: publisher.settle,
    reread: async () => {
      await readShards()
      publish()
    },
    close: () => {
      isClosed = true
      publisher.close()
      cancel()
    }
  }
}

function* inGroups<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size)
}

function readable(value: Uint8Array, version: number): readonly StoredSummary[] {
  try {
    const shard = decodeSummaryShard(value)
    return shard.version === version ? shard.summaries : []
  } catch (error) {
    if (error instanceof UnreadableRecord) return []
    throw error
  }
}

/** Null for what the app's function cannot summarise: the list still has it. */
function summarise<Summary>(
  of: Summarise<Summary>,
  open: Y.Doc | undefined,
  content: DocumentContent | undefined
): Summary | null {
  if (open) return of(open)
  if (!content) return null
  const ydoc = new Y.Doc()
  try {
    ydoc.transact(() => {
      for (const payload of content.payloads) applyPayload(ydoc, payload, null)
    })
    return of(ydoc)
  } catch {
    return null
  } finally {
    ydoc.destroy()
  }
}
