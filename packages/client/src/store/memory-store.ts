// Stores in memory, for tests, simulated worlds and pages without storage; they live as long as their provider.

import { createMemoryTable, type MemoryTable } from './memory-table.js'
import {
  type ReadTransaction,
  type Store,
  StoreError,
  type StoreProvider,
  type StoreTable,
  storeTables,
  type WriteTransaction
} from './port.js'
import { createTableLocks, type TableLocks } from './table-locks.js'

interface Database {
  readonly tables: Record<StoreTable, MemoryTable>
  readonly locks: TableLocks
}

/** Stores that survive `close` and another `open`. Two handles of one name are two tabs over one database. */
export function createMemoryStores(): StoreProvider {
  const databasesByName = new Map<string, Database>()
  return {
    open: async (name) => {
      let database = databasesByName.get(name)
      if (!database) {
        database = createDatabase()
        databasesByName.set(name, database)
      }
      return openHandle(database)
    }
  }
}

function createDatabase(): Database {
  const tables = Object.fromEntries(storeTables.map((table) => [table, createMemoryTable()]))
  return { tables: tables as Record<StoreTable, MemoryTable>, locks: createTableLocks() }
}

function openHandle({ tables, locks }: Database): Store {
  const underWay = new Set<Promise<unknown>>()
  let closing: Promise<void> | undefined

  const run = async <T>(
    mode: 'read' | 'write',
    scope: readonly StoreTable[],
    work: () => Promise<T>
  ): Promise<T> => {
    if (closing) throw new StoreError('storage-closed', 'the store is closed')
    const done = locks.run(mode, scope, work)
    underWay.add(done)
    try {
      return await done
    } finally {
      underWay.delete(done)
    }
  }

  return {
    read: (scope, body) => run('read', scope, () => within(createTransaction(tables, scope), body)),
    write: (scope, body) => run('write', scope, () => within(createTransaction(tables, scope), body)),
    persistence: async () => 'may-be-cleared',
    // Memory has no trouble of its own.
    onTrouble: () => () => {},
    close: () => {
      closing ??= Promise.allSettled(underWay).then(() => {})
      return closing
    }
  }
}

interface MemoryTransaction {
  readonly tx: WriteTransaction
  undo(): void
  end(): void
}

async function within<T>(
  { tx, undo, end }: MemoryTransaction,
  body: (tx: WriteTransaction) => Promise<T>
): Promise<T> {
  try {
    return await body(tx)
  } catch (error) {
    undo()
    throw error
  } finally {
    end()
  }
}

/** Writes in place, since nobody else may look meanwhile, and remembers how to take it back. */
function createTransaction(
  tables: Record<StoreTable, MemoryTable>,
  scope: readonly StoreTable[]
): MemoryTransaction {
  const undos: (() => void)[] = []
  let over = false

  const open = (name: StoreTable): MemoryTable => {
    if (over) throw new StoreError('storage-failed', 'the transaction is over')
    if (!scope.includes(name)) throw new StoreError('storage-failed', `${name} is not in the transaction`)
    return tables[name]
  }
  const set = (name: StoreTable, key: string | number, value: Uint8Array | undefined): void => {
    const table = open(name)
    const before = table.set(key, value)
    undos.push(() => table.set(key, before))
  }
  const reads: ReadTransaction = {
    get: async (name, key) => open(name).get(key),
    getMany: async (name, keys) => {
      const table = open(name)
      return keys.map((key) => table.get(key))
    },
    list: async (name, range = {}) => open(name).list(range),
    lastKey: async (name) => open(name).lastKey()
  }
  return {
    tx: {
      ...reads,
      put: set,
      delete: (name, key) => set(name, key, undefined)
    },
    undo: () => {
      for (const undo of undos.reverse()) undo()
    },
    end: () => {
      over = true
    }
  }
}
