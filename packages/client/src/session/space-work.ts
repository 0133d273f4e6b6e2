// The store transactions that a space's session asks for, each answered by an event for its machine.

import { type Clock, type Random, randomId } from '@weft/base'
import { type Entries, isSameBytes, nonceBytes, type Receipt, type WelcomeSpace } from '@weft/protocol'
import type { ReplicaState } from '../records/state-record.js'
import { cutBatch } from '../replica/cut-batch.js'
import type { Draft } from '../replica/draft.js'
import { greet } from '../replica/greet.js'
import { isReadable } from '../replica/readable-payload.js'
import { type RenewReason, renewReplica } from '../replica/renew-replica.js'
import { type Settled, settleReceipt } from '../replica/settle-receipt.js'
import { storeEntries } from '../replica/store-entries.js'
import { storeSnapshots } from '../replica/store-snapshots.js'
import type { SessionSpace } from './session-space.js'
import { createSnapshotAssembly } from './snapshot-assembly.js'
import type { Incoming, SpaceEvent, StoreOutcome } from './space-session.js'

export interface SpaceWork {
  greet(): Promise<SpaceEvent>
  adoptEpoch(epoch: string): Promise<SpaceEvent>
  store(incoming: readonly Incoming[]): Promise<SpaceEvent>
  settle(receipts: readonly Receipt[]): Promise<SpaceEvent>
  loadUnacknowledged(held: WelcomeSpace['held'] | null): Promise<SpaceEvent>
  cut(targetBytes: number, largestBytes: number): Promise<SpaceEvent>
  renew(reason: RenewReason): Promise<SpaceEvent>
  /** The bytes of a batch that was cut or loaded, once: they are kept only until they are sent. */
  takeBatch(batch: number): BatchContent | undefined
  /** A connection ended: halves of what it brought are worth nothing. */
  reset(): void
}

/** The store is another tab's by now, or began anew: a new hello is needed. */
export class StaleSession extends Error {}

/** An honest relay has checked what it sends (G1). Nothing of it is stored, and it is asked again later (L13). */
const unreadable: StoreOutcome = { kind: 'failed', message: 'the relay sent an update that cannot be read' }

export interface BatchContent {
  readonly chain: Uint8Array
  readonly content: Uint8Array
}

export function createSpaceWork(space: SessionSpace, clock: Clock, random: Random): SpaceWork {
  const { replica } = space
  let assembly = createSnapshotAssembly()
  const contents = new Map<number, BatchContent>()

  /** What stood in the store at this session's hello: every transaction of the session is for that, and nothing else. */
  let greeted: Pick<ReplicaState, 'replica' | 'greeting'> | undefined

  /**
   * Rejects with StaleSession, and changes nothing, when the store is no longer what was greeted: it was emptied and
   * begun anew, or another tab leads and said hello with it (T5). What the relay sends is for whom it greeted.
   */
  const write = <T>(body: (draft: Draft) => T | Promise<T>): Promise<T> =>
    replica.write((draft) => {
      const { replica: stored, greeting } = draft.state
      if (stored !== greeted?.replica || greeting !== greeted.greeting) throw new StaleSession()
      return body(draft)
    })

  const store = async (incoming: readonly Incoming[]): Promise<SpaceEvent> => {
    const bytes = incoming.reduce((sum, frame) => sum + frame.bytes, 0)
    return { type: 'stored', bytes, outcome: await storeIncoming(incoming) }
  }

  const storeIncoming = async (incoming: readonly Incoming[]): Promise<StoreOutcome> => {
    const frames = incoming.map(({ frame }) => frame)
    const snapshots = frames.filter((frame) => frame.type === 'snapshots')
    if (snapshots.length > 0) {
      const batch = assembly.add(snapshots)
      if (!batch.items.every(isReadable)) return unreadable
      const result = await write((draft) => storeSnapshots(draft, batch))
      space.stored(batch.items)
      if (result.done)
        space.journal({ kind: 'caught-up', documents: snapshots.at(-1)?.totalDocuments ?? 0 }, 'note')
      return { kind: 'stored', cursor: result.cursor.position, done: result.done }
    }
    const entries = frames.flatMap((frame) => (frame.type === 'entries' ? frame.entries : []))
    const hash = (frames.at(-1) as Entries).hash
    if (!entries.every(isReadable)) return unreadable
    const result = await write((draft) => storeEntries(draft, entries, hash))
    if (result.kind !== 'stored') return { kind: result.kind }
    space.stored(result.entries)
    const others = result.entries.filter((entry) => entry.payload !== null)
    if (others.length > 0) {
      space.journal(
        {
          kind: 'received',
          edits: others.reduce((sum, entry) => sum + entry.edits, 0),
          documents: new Set(others.map((entry) => entry.document)).size
        },
        'note'
      )
    }
    return { kind: 'stored', cursor: result.cursor.position, done: true }
  }

  const settle = async (receipts: readonly Receipt[]): Promise<SpaceEvent> => {
    const settled = await write(async (draft) => {
      const all: Settled[] = []
      for (const receipt of receipts) {
        const one = await settleReceipt(draft, receipt)
        if (one) all.push(one)
      }
      return all
    })
    for (const { batch, edits, documents, refused } of settled) {
      if (edits > 0) space.journal({ kind: 'sent', batch, edits, documents }, 'note')
      for (const { document, reason } of refused)
        space.journal({ kind: 'refused', document, reason }, 'trouble')
    }
    return { type: 'settled' }
  }

  const loadUnacknowledged = async (held: WelcomeSpace['held'] | null): Promise<SpaceEvent> => {
    const sent = replica.memory.sent.filter((batch) => batch.acknowledgedAt === null)
    // Every batch that both sides hold has to be the same one (B3).
    const diverged = replica.memory.sent.some(
      (batch) => held && batch.batch === held.batch && !isSameBytes(batch.chain, held.chain)
    )
    if (diverged) return { type: 'unacknowledged', batches: [], diverged }
    const values = await replica.read((tx) =>
      tx.getMany(
        'batches',
        sent.map(({ batch }) => batch)
      )
    )
    contents.clear()
    sent.forEach(({ batch, chain }, index) => {
      const content = values[index]
      if (content) contents.set(batch, { chain, content })
    })
    return {
      type: 'unacknowledged',
      batches: sent.map(({ batch, bytes }) => ({ batch, bytes })),
      // A batch whose bytes are gone can never be sent again: what it held is given back instead.
      diverged: contents.size !== sent.length
    }
  }

  const cut = async (targetBytes: number, largestBytes: number): Promise<SpaceEvent> => {
    const batch = await write((draft) => cutBatch(draft, { targetBytes, largestBytes }, clock.now()))
    if (!batch) return { type: 'cut', batch: null }
    contents.set(batch.batch, batch)
    return { type: 'cut', batch: { batch: batch.batch, bytes: batch.content.length } }
  }

  const renew = async (reason: RenewReason): Promise<SpaceEvent> => {
    if (reason === 'replica-replaced') {
      // Another tab may have renewed this very store: then it is no copy, and stays the device that it is.
      await write(() => undefined)
      await space.becomeOtherDevice()
    }
    await write((draft) => renewReplica(draft, reason, randomId(random), clock.now()))
    space.journal({ kind: 'new-replica', reason }, 'trouble')
    return { type: 'renewed' }
  }

  return {
    greet: async () => {
      const hello = await replica.write((draft) => greet(draft, space.name, random.bytes(nonceBytes)))
      greeted = hello
      return { type: 'greeted', hello }
    },
    adoptEpoch: async (epoch) => {
      await write((draft) => draft.patch({ epoch }))
      return { type: 'edited' }
    },
    store,
    settle,
    loadUnacknowledged,
    cut,
    renew,
    takeBatch: (batch) => {
      const content = contents.get(batch)
      contents.delete(batch)
      return content
    },
    reset: () => {
      assembly = createSnapshotAssembly()
      contents.clear()
    }
  }
}
