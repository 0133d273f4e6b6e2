// A machine's stores, as its tabs see them: slow, failing, closed or emptied under them, and gone with a dead process.

import type { SeededRandom } from '@weft/base/testing'
import {
  createMemoryStores,
  type Store,
  type StoredRecord,
  StoreError,
  type StoreProvider,
  type StoreTable,
  storeTables,
  type WriteTransaction
} from '@weft/client'
import type { StoreFaults } from '../world/swarm.js'
import type { Tally } from '../world/tally.js'
import type { CommittedRecord, Held } from './held.js'
import type { Life } from './life.js'

export type StoresCopy = ReadonlyMap<string, Readonly<Record<StoreTable, readonly StoredRecord[]>>>

export interface MachineStores {
  /** For one tab, whose death ends its transactions. */
  forTab(life: Life): StoreProvider
  /** Write transactions that were begun, so far. */
  readonly writes: number
  /** Chance that a write fails; on some machines reads do too, less often. */
  fail: number
  /** Every open handle is closed by the platform; a store opened again is sound. */
  closeAll(): void
  /** The platform empties all stores, the device's own too, as it does with an origin. */
  evictAll(): Promise<void>
  copy(): Promise<StoresCopy>
  /** Takes the place of everything that is there. Only while no tab runs. */
  replace(copy: StoresCopy): Promise<void>
}

export interface StoreSurroundings {
  readonly random: SeededRandom
  /** What befalls reads is drawn apart: worlds were known before reads could fail. */
  readonly readRandom: SeededRandom
  readonly tally: Tally
  readonly faults: StoreFaults
  readonly held: Held
}

export function createMachineStores({
  random,
  readRandom,
  tally,
  faults,
  held
}: StoreSurroundings): MachineStores {
  const readFail = readRandom.chance(0.5) ? 2 : 0
  let inner = createMemoryStores()
  let writes = 0
  const names = new Set<string>()
  const handles = new Set<{ close(): void }>()

  const fill = async (copy: StoresCopy): Promise<void> => {
    for (const [name, tables] of copy) {
      const store = await inner.open(name)
      names.add(name)
      await store.write(storeTables, async (tx) => {
        for (const table of storeTables) for (const { key, value } of tables[table]) tx.put(table, key, value)
      })
      await store.close()
      const records = storeTables.flatMap((table) => tables[table].map((record) => ({ table, ...record })))
      held.committed(
        name,
        records.filter(({ table }) => table === 'meta')
      )
    }
  }

  const machine: MachineStores = {
    fail: 0,
    get writes() {
      return writes
    },
    forTab: (life) => ({
      open: async (name) => {
        assertAlive(life)
        const store = await inner.open(name)
        names.add(name)
        return openHandle(name, store, life)
      }
    }),
    closeAll: () => {
      for (const handle of [...handles]) handle.close()
    },
    evictAll: async () => {
      for (const name of names) {
        const store = await inner.open(name)
        await store.write(storeTables, async (tx) => {
          for (const table of storeTables) for (const { key } of await tx.list(table)) tx.delete(table, key)
        })
        await store.close()
        held.forget(name)
      }
    },
    copy: async () => {
      const copy = new Map<string, Record<StoreTable, readonly StoredRecord[]>>()
      for (const name of names) {
        const store = await inner.open(name)
        const tables = await store.read(storeTables, async (tx) => {
          const lists = await Promise.all(storeTables.map((table) => tx.list(table)))
          return Object.fromEntries(storeTables.map((table, index) => [table, lists[index]]))
        })
        copy.set(name, tables as unknown as Record<StoreTable, readonly StoredRecord[]>)
        await store.close()
      }
      return copy
    },
    replace: async (copy) => {
      inner = createMemoryStores()
      for (const name of names) held.forget(name)
      names.clear()
      await fill(copy)
    }
  }

  const openHandle = (name: string, store: Store, life: Life): Store => {
    const listeners = new Set<(trouble: StoreError) => void>()
    let isClosed = false
    const handle = {
      close: () => {
        isClosed = true
        handles.delete(handle)
        for (const listener of listeners) listener(new StoreError('storage-closed', 'closed by the platform'))
      }
    }
    handles.add(handle)
    const assertUsable = (): void => {
      assertAlive(life)
      if (isClosed) throw new StoreError('storage-closed', 'closed by the platform')
    }
    const maybeFail = (when: string): void => {
      if (!random.chance(machine.fail)) return
      tally.fault(`store: ${when}`)
      throw new StoreError(random.pick(['storage-full', 'storage-failed'] as const), when)
    }
    const slow = (): Promise<void> | undefined =>
      faults.latencyMs === 0 ? undefined : wait(life, random.below(faults.latencyMs))
    return {
      read: async (tables, body) => {
        assertUsable()
        if (readRandom.chance(machine.fail * readFail)) {
          tally.fault('store: read failed')
          throw new StoreError('storage-failed', 'read failed')
        }
        await slow()
        return store.read(tables, body)
      },
      write: async (tables, body) => {
        assertUsable()
        writes++
        maybeFail('write failed')
        await slow()
        const records: CommittedRecord[] = []
        const value = await store.write(tables, async (tx) => {
          records.length = 0
          const result = await body(watched(tx, records))
          // Death or a full disk at the last moment: the transaction does not complete.
          assertUsable()
          maybeFail('commit failed')
          return result
        })
        held.committed(name, records)
        // Complete, but whoever asked may be gone before it hears of it.
        await slow()
        return life.state === 'killed' ? new Promise<never>(() => undefined) : value
      },
      persistence: store.persistence,
      onTrouble: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      close: async () => {
        handles.delete(handle)
        await store.close()
      }
    }
  }
  return machine
}

function watched(tx: WriteTransaction, records: CommittedRecord[]): WriteTransaction {
  return {
    ...tx,
    put: (table, key, value) => {
      if (table === 'meta' || table === 'outbox') records.push({ table, key, value })
      tx.put(table, key, value)
    }
  }
}

function assertAlive(life: Life): void {
  if (life.state === 'killed') throw new StoreError('storage-closed', 'the process is dead')
}

const wait = (life: Life, ms: number): Promise<void> =>
  new Promise((resolve) => {
    life.clock.after(ms, resolve)
  })
