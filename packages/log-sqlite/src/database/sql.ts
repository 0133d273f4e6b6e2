// Prepared statements as Weft uses them: parameters as one list, rows as lists of values.

import type Database from 'libsql'

export type Value = number | string | Uint8Array | null

export interface Write {
  run(...values: readonly Value[]): void
}

export interface Read {
  row(...values: readonly Value[]): Value[] | undefined
  rows(...values: readonly Value[]): Value[][]
}

export function prepareWrite(database: Database.Database, sql: string): Write {
  const statement = database.prepare(sql)
  return {
    run: (...values) => {
      statement.run(values)
    }
  }
}

export function prepareRead(database: Database.Database, sql: string): Read {
  const statement = database.prepare(sql).raw()
  return {
    row: (...values) => statement.get(values) as Value[] | undefined,
    rows: (...values) => statement.all(values) as Value[][]
  }
}
