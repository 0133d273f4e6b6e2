// A replica: this tab's view of one space's store, and the one gate through which every transaction goes.

import { createEmitter, type Emitter } from '@weft/base'
import { birthKey, decodeBirth, encodeBirth } from '../records/birth-record.js'
import { newReplicaState } from '../records/state-record.js'
import {
  type ReadTransaction,
  type Store,
  StoreError,
  type StoreProvider,
  type WriteTransaction
} from '../store/port.js'
import { contentTables, createDraft, type Draft } from './draft.js'
import { createMemory, type ReplicaMemory, readState, syncMemory } from './memory.js'
import type { KindPayload } from './payloads.js'
import { inlinePayloads, readLocations } from './read-content.js'

export interface Replica {
  readonly memory: ReplicaMemory
  readonly store: Store
  /**
   * Runs `body` in a strictly durable transaction over content and state, one after the other in this tab, on memory
   * that equals the store. Memory changes only after the transaction is complete. Rejects with StoreError.
   */
  write<T>(body: (draft: Draft) => T | Promise<T>): Promise<T>
  /** A read on memory that equals the store. */
  read<T>(body: (tx: ReadTransaction, memory: ReplicaMemory) => Promise<T>): Promise<T>
  /** Another tab wrote: read what is new. */
  sync(): Promise<void>
  /** Documents whose content from other tabs is wanted as arrivals. */
  readonly watched: Set<string>
  /** Content of watched documents that another tab stored; each is complete in the store. */
  readonly arrived: Emitter<readonly Arrival[]>
  /** Memory changed, by this tab (`own`) or another. */
  readonly changed: Emitter<{ readonly own: boolean }>
  /** The replica id changed: client ids have to be drawn anew (E6). `evicted`: the store was emptied behind our back. */
  readonly renewed: Emitter<{ readonly evicted: boolean }>
  close(): Promise<void>
}

export interface Arrival extends KindPayload {
  readonly document: string
}

export interface ReplicaOptions {
  readonly stores: StoreProvider
  readonly space: string
  /** A fresh replica id. */
  readonly newId: () => string
}

/** Opens the store and reads everything but content. A store that is new becomes a new replica. */
export async function openReplica({ stores, space, newId }: ReplicaOptions): Promise<Replica> {
  let store = await stores.open(space)
  let memory = createMemory(newReplicaState(newId()))
  /** The replica that is known to have stood in the store. */
  let storedReplica: string | null = null
  /** Of the store as this tab knows it. */
  let birth: string | undefined
  let isBroken = false
  let isClosed = false
  let tail: Promise<unknown> = Promise.resolve()
  const arrived = createEmitter<readonly Arrival[]>()
  const changed = createEmitter<{ readonly own: boolean }>()
  const renewed = createEmitter<{ readonly evicted: boolean }>()
  const watched = new Set<string>()

  /** What the current turn learnt; told after its transaction, whether that one succeeded or not. */
  let news: { arrivals: Arrival[]; synced: boolean; renewed: boolean; evicted: boolean } = noNews()

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = tail.then(async () => {
      if (isClosed) throw new StoreError('storage-closed', `the space ${space} is closed`)
      news = noNews()
      const unreadable = memory.unreadable.size
      try {
        if (isBroken) await reopen()
        return await work()
      } catch (error) {
        isBroken ||= isStoreClosed(error)
        throw error
      } finally {
        // A read can find that a record is damaged; a screen has to say so (D4).
        news.synced ||= memory.unreadable.size > unreadable
        tell()
      }
    })
    tail = turn.catch(() => undefined)
    return turn
  }

  const tell = (): void => {
    const told = news
    news = noNews()
    if (told.renewed) renewed.emit({ evicted: told.evicted })
    if (told.arrivals.length > 0) arrived.emit(told.arrivals)
    if (told.synced) changed.emit({ own: false })
  }

  /**
   * Memory equals what the transaction sees when this resolves, but for a store without a state. `begun-anew`: another
   * tab found the store emptied.
   */
  const catchUp = async (tx: ReadTransaction): Promise<'known' | 'begun-anew' | 'no-state'> => {
    const state = await readState(tx)
    if (!state) return 'no-state'
    storedReplica = state.replica
    if (state.sequence === memory.state.sequence && state.replica === memory.state.replica) return 'known'
    const isOther = state.replica !== memory.state.replica
    const born = isOther ? await readBirth(tx) : birth
    const isAnew = born !== birth
    birth = born
    // Numbers of before say nothing of it.
    if (isAnew) memory = createMemory(newReplicaState(''))
    const from = memory.state.sequence
    await syncMemory(memory, tx, state)
    news.synced = true
    news.renewed ||= isOther
    for (const document of watched) {
      const fresh = memory.index.locate(document).filter((location) => location.chunk > from)
      const payloads = await readLocations(memory, tx, fresh)
      payloads.push(...inlinePayloads(memory, document, from))
      news.arrivals.push(...payloads.map((payload) => ({ document, ...payload })))
    }
    if (!isAnew) return 'known'
    tellEvicted()
    return 'begun-anew'
  }

  /** At once: what is open counts as unsaved from the moment at which memory does not have it any more (S2). */
  const tellEvicted = (): void => {
    news.renewed = true
    news.evicted = true
    news.synced = true
    tell()
  }

  /** A store that lost its state was emptied behind our back: what is in memory is no longer on disk (S4). */
  const beginAnew = (tx: WriteTransaction): void => {
    memory = createMemory({ ...newReplicaState(newId()), replaces: storedReplica })
    bear(tx)
    tellEvicted()
  }

  const bear = (tx: WriteTransaction): void => {
    birth = newId()
    tx.put('meta', birthKey, encodeBirth(birth))
    const draft = createDraft(tx, memory)
    draft.finish()
    draft.applyToMemory()
  }

  const attempt = <T>(body: (draft: Draft) => T | Promise<T>) =>
    store.write(contentTables, async (tx) => {
      const found = await catchUp(tx)
      if (found === 'no-state') beginAnew(tx)
      // What is open is saved whole now, and what was about to be saved of it is in that.
      if (found !== 'known') return undefined
      const draft = createDraft(tx, memory)
      const value = await body(draft)
      draft.finish()
      return { draft, value }
    })

  const reopen = async (): Promise<void> => {
    await store.close().catch(() => undefined)
    store = await stores.open(space)
    isBroken = false
  }

  const replica: Replica = {
    get memory() {
      return memory
    },
    get store() {
      return store
    },
    watched,
    arrived,
    changed,
    renewed,
    write: (body) =>
      inTurn(async () => {
        const done = (await attempt(body)) ?? (await attempt(body))
        if (!done) throw emptiedAgain()
        const { draft, value } = done
        const before = memory.state.replica
        draft.applyToMemory()
        news.renewed ||= memory.state.replica !== before
        changed.emit({ own: true })
        return value
      }),
    read: (body) =>
      inTurn(async () => {
        const look = () =>
          store.read(contentTables, async (tx) =>
            (await catchUp(tx)) === 'no-state' ? undefined : { value: await body(tx, memory) }
          )
        let done = await look().catch(async (error: unknown) => {
          // Closed under us: reading changes nothing, so it is tried again at once.
          if (!isStoreClosed(error)) throw error
          await reopen()
          return look()
        })
        if (!done) {
          // Emptied: that is no place to read from, and what is open is to be saved again (D5).
          await attempt(() => undefined)
          done = await look()
        }
        if (!done) throw emptiedAgain()
        return done.value
      }),
    sync: () => replica.read(async () => undefined),
    close: async () => {
      if (isClosed) return
      await tail
      isClosed = true
      await store.close()
    }
  }

  try {
    await store.write(contentTables, async (tx) => {
      if ((await catchUp(tx)) === 'no-state') bear(tx)
    })
    news = noNews()
    await replica.sync()
  } catch (error) {
    await store.close().catch(() => undefined)
    throw error
  }
  return replica
}

const isStoreClosed = (error: unknown): boolean =>
  error instanceof StoreError && error.code === 'storage-closed'

const emptiedAgain = (): StoreError => new StoreError('storage-failed', 'the store was emptied again')

async function readBirth(tx: ReadTransaction): Promise<string | undefined> {
  const bytes = await tx.get('meta', birthKey)
  return bytes && decodeBirth(bytes)
}

function noNews(): { arrivals: Arrival[]; synced: boolean; renewed: boolean; evicted: boolean } {
  return { arrivals: [], synced: false, renewed: false, evicted: false }
}
