// Runs what one space's machine asks for: store transactions through its replica, frames through the connection.

import { type Clock, type Random, randomId } from '@weft/base'
import type {
  AwarenessFrame,
  Devices,
  Entries,
  Entry,
  ErrorFrame,
  Frame,
  HelloSpace,
  Limits,
  Receipt,
  Snapshots,
  WelcomeSpace
} from '@weft/protocol'
import { isSameBytes, nonceBytes } from '@weft/protocol'
import type { ChunkItem } from '../records/chunk-record.js'
import { cutBatch } from '../replica/cut-batch.js'
import { greet } from '../replica/greet.js'
import { countWaiting } from '../replica/memory.js'
import type { Replica } from '../replica/open-replica.js'
import { type RenewReason, renewReplica } from '../replica/renew-replica.js'
import { type Settled, settleReceipt } from '../replica/settle-receipt.js'
import { storeEntries } from '../replica/store-entries.js'
import { storeSnapshots } from '../replica/store-snapshots.js'
import type { JournalFact } from '../status/journal.js'
import { sendPush } from './send-push.js'
import { createSnapshotAssembly } from './snapshot-assembly.js'
import {
  apart,
  type Incoming,
  type SpaceEffect,
  type SpaceEvent,
  type SpaceSession,
  type StoreOutcome,
  stepSpace
} from './space-machine.js'

/** What the session needs of a space, and what it tells it. */
export interface SessionSpace {
  readonly name: string
  readonly replica: Replica
  /** Complete in the store. */
  stored(items: readonly (Entry | ChunkItem)[]): void
  devices(frame: Devices): void
  presence(frame: AwarenessFrame): void
  sessionChanged(session: SpaceSession): void
  journal(fact: JournalFact, level: 'note' | 'trouble'): void
  isPersistent(): boolean
  /** This store is a copy of another device's: take a new identity before the next hello (E5). */
  becomeOtherDevice(): Promise<void>
}

export interface SpaceDriver {
  up(): void
  down(code: number, retryInMs: number | null): void
  hello(spaces: readonly HelloSpace[]): void
  welcomed(welcome: WelcomeSpace, limits: Limits): void
  received(frame: Entries | Snapshots | Receipt | Devices | AwarenessFrame | ErrorFrame, bytes: number): void
  edited(): void
  isLive(): boolean
  close(): void
}

export interface SpaceDriverOptions {
  readonly space: SessionSpace
  readonly clock: Clock
  readonly random: Random
  readonly send: (frame: Frame) => void
  readonly sendHello: (spaces: readonly HelloSpace[]) => void
  readonly reconnect: () => void
}

export function createSpaceDriver(options: SpaceDriverOptions): SpaceDriver {
  const { space, clock, random, send } = options
  const { replica } = space
  let session: SpaceSession = apart
  let assembly = createSnapshotAssembly()
  let limits: Limits | undefined
  /** Raised with each connection: what an older one asked for is answered to nobody. */
  let generation = 0
  let cancelPush = (): void => undefined
  let reported = { position: -1, waitingEdits: -1, persistent: false }
  const contents = new Map<number, { readonly chain: Uint8Array; readonly content: Uint8Array }>()

  const dispatch = (event: SpaceEvent): void => {
    const step = stepSpace(session, event)
    const isChanged = step.session !== session
    session = step.session
    for (const effect of step.effects) run(effect)
    if (isChanged) space.sessionChanged(session)
  }

  /** Store work: answered by an event unless the connection is another one by then. */
  const ask = (work: () => Promise<SpaceEvent>): void => {
    const asked = generation
    work().then(
      (event) => {
        if (asked === generation) dispatch(event)
      },
      (error: unknown) => {
        // The store failed; nothing was changed. A fresh connection begins again from what it holds.
        space.journal(
          { kind: 'storage-trouble', code: (error as { code?: string }).code ?? String(error) },
          'trouble'
        )
        if (asked === generation) options.reconnect()
      }
    )
  }

  const run = (effect: SpaceEffect): void => {
    switch (effect.type) {
      case 'greet':
        ask(async () => {
          const hello = await replica.write((draft) => greet(draft, space.name, random.bytes(nonceBytes)))
          return { type: 'greeted', hello }
        })
        break
      case 'send-hello':
        options.sendHello([effect.hello])
        break
      case 'adopt-epoch':
        ask(async () => {
          await replica.write((draft) => draft.patch({ epoch: effect.epoch }))
          return { type: 'edited' }
        })
        break
      case 'store':
        ask(() => store(effect.incoming))
        break
      case 'settle':
        ask(() => settle(effect.receipts))
        break
      case 'load-unacknowledged':
        ask(() => loadUnacknowledged(effect.held))
        break
      case 'push': {
        const batch = contents.get(effect.batch)
        contents.delete(effect.batch)
        if (batch && limits) {
          sendPush(send, limits, {
            space: space.name,
            replica: replica.memory.state.replica,
            batch: effect.batch,
            ...batch
          })
        }
        break
      }
      case 'cut':
        ask(() => cut(effect.targetBytes, effect.largestBytes))
        break
      case 'renew':
        ask(() => renew(effect.reason))
        break
      case 'report-cursor':
        reportCursor()
        break
      case 'give-credit':
        send({ type: 'credit', bytes: effect.bytes })
        break
      case 'reconnect':
        options.reconnect()
        break
      case 'push-again-later':
        cancelPush()
        cancelPush = clock.after(effect.delayMs, () => dispatch({ type: 'push-again' }))
        break
      case 'note-error':
        space.journal({ kind: 'relay-error', code: effect.code, message: effect.message }, 'trouble')
        break
    }
  }

  const store = async (incoming: readonly Incoming[]): Promise<SpaceEvent> => {
    const bytes = incoming.reduce((sum, frame) => sum + frame.bytes, 0)
    return { type: 'stored', bytes, outcome: await storeIncoming(incoming) }
  }

  const storeIncoming = async (incoming: readonly Incoming[]): Promise<StoreOutcome> => {
    const frames = incoming.map(({ frame }) => frame)
    const snapshots = frames.filter((frame) => frame.type === 'snapshots')
    if (snapshots.length > 0) {
      const batch = assembly.add(snapshots)
      const result = await replica.write((draft) => storeSnapshots(draft, batch))
      space.stored(batch.items)
      if (result.done)
        space.journal({ kind: 'caught-up', documents: snapshots.at(-1)?.totalDocuments ?? 0 }, 'note')
      return { kind: 'stored', cursor: result.cursor.position, done: result.done }
    }
    const entries = frames.flatMap((frame) => (frame.type === 'entries' ? frame.entries : []))
    const hash = (frames.at(-1) as Entries).hash
    const result = await replica.write((draft) => storeEntries(draft, entries, hash))
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
    const settled = await replica.write(async (draft) => {
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
    const batch = await replica.write((draft) => cutBatch(draft, { targetBytes, largestBytes }, clock.now()))
    if (!batch) return { type: 'cut', batch: null }
    contents.set(batch.batch, batch)
    return { type: 'cut', batch: { batch: batch.batch, bytes: batch.content.length } }
  }

  const renew = async (reason: RenewReason): Promise<SpaceEvent> => {
    if (reason === 'replica-replaced') await space.becomeOtherDevice()
    await replica.write((draft) => renewReplica(draft, reason, randomId(random), clock.now()))
    space.journal({ kind: 'new-replica', reason }, 'trouble')
    return { type: 'renewed' }
  }

  const reportCursor = (): void => {
    const now = {
      position: replica.memory.state.cursor.position,
      waitingEdits: countWaiting(replica.memory).edits,
      persistent: space.isPersistent()
    }
    if (
      now.position === reported.position &&
      now.waitingEdits === reported.waitingEdits &&
      now.persistent === reported.persistent
    ) {
      return
    }
    reported = now
    send({ type: 'cursor', space: space.name, ...now })
  }

  return {
    up: () => {
      generation++
      reported = { position: -1, waitingEdits: -1, persistent: false }
      assembly = createSnapshotAssembly()
      dispatch({ type: 'link-up' })
    },
    down: (code, retryInMs) => {
      generation++
      cancelPush()
      contents.clear()
      if (session.phase !== 'apart') space.journal({ kind: 'disconnected', code, retryInMs }, 'note')
      dispatch({ type: 'link-down' })
    },
    hello: options.sendHello,
    welcomed: (welcome, told) => {
      limits = told
      dispatch({ type: 'welcomed', welcome, limits: told, outboxWaits: replica.memory.outbox.size > 0 })
      if (welcome.standing === 'ok') space.journal({ kind: 'connected', epoch: welcome.epoch }, 'note')
    },
    received: (frame, bytes) => {
      switch (frame.type) {
        case 'entries':
          dispatch({ type: 'received', incoming: { kind: 'entries', frame, bytes } })
          break
        case 'snapshots':
          dispatch({ type: 'received', incoming: { kind: 'snapshots', frame, bytes } })
          break
        case 'receipt':
          dispatch({ type: 'receipt', receipt: frame })
          break
        case 'error': {
          const { code, message, retryAfterMs } = frame
          dispatch({ type: 'error', code, message, retryAfterMs })
          break
        }
        case 'devices':
          space.devices(frame)
          break
        case 'awareness':
          space.presence(frame)
          break
      }
    },
    edited: () => dispatch({ type: 'edited' }),
    isLive: () => session.phase === 'live',
    close: () => {
      generation++
      cancelPush()
    }
  }
}
