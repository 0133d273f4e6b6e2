// A statement that met a damaged page goes on reading the others.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { prepareRead } from './sql.js'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weft-sql-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('L5 a page that cannot be read costs a statement nothing of the other pages', () => {
  const file = join(folder, 'rows.db')
  const made = new Database(file)
  made.exec('CREATE TABLE rows (ref INTEGER PRIMARY KEY, bytes BLOB)')
  const insert = made.prepare('INSERT INTO rows VALUES (?, zeroblob(2000))')
  for (let ref = 1; ref <= 40; ref++) insert.run([ref])
  made.close()
  const bytes = readFileSync(file)
  writeFileSync(file, bytes.fill(0, bytes.length - 4096))

  const database = new Database(file)
  const read = prepareRead(database, 'SELECT ref FROM rows WHERE ref = ?')
  expect(() => read.row(40)).toThrow(/malformed/)
  expect(read.row(1)).toEqual([1])
  expect(() => read.row(40)).toThrow(/malformed/)
  expect(() => read.rows(40)).toThrow(/malformed/)
  expect(read.rows(2)).toEqual([[2]])
  expect(read.row(1)).toEqual([1])
  database.close()
})
