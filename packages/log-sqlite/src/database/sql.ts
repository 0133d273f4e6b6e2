// Prepared statements as Weft uses them: parameters as one list, rows as lists of values.

import type Database from 'libsql'

/** Texts are stored as their bytes: see `blobs`. */
export type Value = number | string | Uint8Array | null

export interface Write {
  run(...values: readonly Value[]): void
}

export interface Read {
  row(...values: readonly Value[]): Value[] | undefined
  rows(...values: readonly Value[]): Value[][]
}

/**
 * Columns to select. Every one is cast: in a damaged record a value may have any type, and libsql ends the whole
 * process when a text is not valid UTF-8. So no text ever comes out of a statement (SPEC L5).
 */
export const integers = (...columns: readonly string[]): string => cast(columns, 'INTEGER')
export const blobs = (...columns: readonly string[]): string => cast(columns, 'BLOB')

const cast = (columns: readonly string[], type: string): string =>
  columns.map((column) => `CAST(${column} AS ${type})`).join(', ')

/** The text of a column of bytes. Bytes that are no text give another text, which its checksum will not match. */
export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

export function prepareWrite(database: Database.Database, sql: string): Write {
  const statement = database.prepare(sql)
  return {
    run: (...values) => {
      statement.run(values.map(toBound))
    }
  }
}

/**
 * Of libsql's statements two things have to be known. One whose `get` failed once fails ever after, so that one damaged
 * page would cost all later reads (SPEC L5). And a `get` after an `all` answers the question before it. So each has a
 * statement of its own, and the one that failed is made anew.
 */
export function prepareRead(database: Database.Database, sql: string): Read {
  const prepare = () => database.prepare(sql).raw()
  // Already here, so that a statement that cannot be is noticed when the log is opened.
  let forRow = prepare()
  let forRows: typeof forRow | undefined
  return {
    row: (...values) => {
      try {
        return forRow.get(values.map(toBound)) as Value[] | undefined
      } catch (error) {
        forRow = prepare()
        throw error
      }
    },
    rows: (...values) => {
      forRows ??= prepare()
      return forRows.all(values.map(toBound)) as Value[][]
    }
  }
}

function toBound(value: Value): Value {
  return typeof value === 'string' ? Buffer.from(value) : value
}
