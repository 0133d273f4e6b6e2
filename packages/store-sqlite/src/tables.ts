// The port's tables as SQLite statements of one connection.

import type { KeyRange, StoredRecord, StoreKey, StoreTable } from '@weft/client'
import type Database from 'libsql'

export interface Tables {
  get(table: StoreTable, key: StoreKey): Uint8Array | undefined
  list(table: StoreTable, range: KeyRange): StoredRecord[]
  lastKey(table: StoreTable): StoreKey | undefined
  put(table: StoreTable, key: StoreKey, value: Uint8Array): void
  delete(table: StoreTable, key: StoreKey): void
}

export function createTables(database: Database.Database): Tables {
  const statementsBySql = new Map<string, Database.Statement>()
  const prepare = (sql: string): Database.Statement => {
    let statement = statementsBySql.get(sql)
    if (!statement) {
      statement = database.prepare(sql)
      statementsBySql.set(sql, statement)
    }
    return statement
  }

  return {
    get: (table, key) => {
      const sql = `SELECT value FROM "${table}" WHERE key = ?`
      try {
        const row = prepare(sql).get(key) as Row | undefined
        return row && toBytes(row.value)
      } catch (error) {
        // In libsql a statement whose `get` failed once fails ever after: one damaged page would cost all records (D4).
        statementsBySql.delete(sql)
        throw error
      }
    },
    list: (table, { after, upTo, limit }) => {
      const conditions = [
        ...(after === undefined ? [] : ['key > ?']),
        ...(upTo === undefined ? [] : ['key <= ?'])
      ]
      const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
      const bounds = [after, upTo].filter((bound) => bound !== undefined)
      // A negative limit is none.
      const rows = prepare(`SELECT key, value FROM "${table}" ${where} ORDER BY key LIMIT ?`).all(
        ...bounds,
        limit ?? -1
      ) as Row[]
      return rows.map(({ key, value }) => ({ key, value: toBytes(value) }))
    },
    lastKey: (table) => {
      const row = prepare(`SELECT max(key) AS key FROM "${table}"`).get() as { key: StoreKey | null }
      return row.key ?? undefined
    },
    put: (table, key, value) => {
      const sql = `INSERT INTO "${table}" (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`
      prepare(sql).run(key, value)
    },
    delete: (table, key) => {
      prepare(`DELETE FROM "${table}" WHERE key = ?`).run(key)
    }
  }
}

interface Row {
  readonly key: StoreKey
  readonly value: Uint8Array | ArrayBuffer
}

/** libsql gives a Buffer for one row and an ArrayBuffer for many. */
const toBytes = (value: Uint8Array | ArrayBuffer): Uint8Array => new Uint8Array(value)
