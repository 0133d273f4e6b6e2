import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeTestFolder } from '../testing/test-folder.js'
import { openHocuspocusDatabase, stateOf, type } from '../testing/written-by-others.js'
import { openSource } from './open-source.js'
import type { ImportSource } from './port.js'

async function open(file: string): Promise<ImportSource> {
  const source = await openSource(file, { format: null, numbered: 'gathered' })
  onTestFinished(() => source.close())
  expect(source.format).toBe('hocuspocus-sqlite')
  return source
}

async function statesOf({ documents }: ImportSource): Promise<Record<string, readonly Uint8Array[]>> {
  const states: Record<string, readonly Uint8Array[]> = {}
  for (const { name, read } of documents) states[name] = (await read()).map((state) => new Uint8Array(state))
  return states
}

describe('a database of Hocuspocus', () => {
  it('F11 is read, whatever its documents are called', async () => {
    const file = join(await makeTestFolder(), 'what is it? 50%.db')
    const server = openHocuspocusDatabase(file)
    const [one, two] = [stateOf(type('one')), stateOf(type('two'))]
    server.store('one', one)
    server.store('Zürich 🙂', two)
    server.close()
    expect(await statesOf(await open(file))).toEqual({ one: [one], 'Zürich 🙂': [two] })
  })

  it('F11 is read with its write-ahead log while a server writes to it, and is not changed', async () => {
    const file = join(await makeTestFolder(), 'db.sqlite')
    const server = openHocuspocusDatabase(file)
    onTestFinished(() => server.close())
    server.database.pragma('journal_mode = WAL')
    const [one, two] = [stateOf(type('one')), stateOf(type('two'))]
    server.store('one', one)
    const before = [await readFile(file), await readFile(`${file}-wal`)]
    const source = await open(file)
    expect(await statesOf(source)).toEqual({ one: [one] })
    await source.close()
    await source.close()
    expect([await readFile(file), await readFile(`${file}-wal`)]).toEqual(before)
    server.store('two', two)
    expect(await statesOf(await open(file))).toEqual({ one: [one], two: [two] })
  })

  it('F11 that was left by a server that died is read with its write-ahead log', async () => {
    const folder = await makeTestFolder()
    const server = openHocuspocusDatabase(join(folder, 'live.db'))
    onTestFinished(() => server.close())
    server.database.pragma('journal_mode = WAL')
    const one = stateOf(type('one'))
    server.store('one', one)
    for (const end of ['', '-wal'])
      await copyFile(join(folder, `live.db${end}`), join(folder, `dead.db${end}`))
    const left = [await readFile(join(folder, 'dead.db')), await readFile(join(folder, 'dead.db-wal'))]
    const source = await open(join(folder, 'dead.db'))
    expect(await statesOf(source)).toEqual({ one: [one] })
    await source.close()
    expect([await readFile(join(folder, 'dead.db')), await readFile(join(folder, 'dead.db-wal'))]).toEqual(
      left
    )
  })

  it('F11 names a document whose name is no text, and gives the others', async () => {
    const file = join(await makeTestFolder(), 'db.sqlite')
    const server = openHocuspocusDatabase(file)
    const one = stateOf(type('one'))
    server.store('one', one)
    server.database.exec(`INSERT INTO documents VALUES (CAST(x'ff61' AS TEXT), x'0000')`)
    server.close()
    const { documents } = await open(file)
    expect(documents.map(({ name }) => name)).toEqual(['one', 'row 2 of documents'])
    await expect(documents[1]?.read()).rejects.toMatchObject({ code: 'source-damaged' })
  })

  /** A hundred documents, and a page broken that `d50` stands in: one of the rows, or one of the index of names. */
  async function damage(which: 'rows' | 'index'): Promise<ImportSource> {
    const file = join(await makeTestFolder(), 'db.sqlite')
    const server = openHocuspocusDatabase(file)
    const state = stateOf(type('x'.repeat(900)))
    for (let at = 0; at < 100; at++) server.store(`d${at}`, state)
    const { page_size: pageBytes } = server.database.prepare('PRAGMA page_size').get([]) as {
      page_size: number
    }
    server.close()
    const bytes = await readFile(file)
    // The index is small, and its one page was made with the table.
    const at = which === 'index' ? bytes.indexOf('d50') : bytes.lastIndexOf('d50')
    bytes.fill(0xff, at - (at % pageBytes), at - (at % pageBytes) + 8)
    await writeFile(file, bytes)
    return open(file)
  }

  it('F11 with a damaged page names the documents on it, and gives the others', async () => {
    const { documents, losses } = await damage('rows')
    expect(documents).toHaveLength(100)
    expect(losses).toEqual([])
    const read = await Promise.allSettled(documents.map((document) => document.read()))
    const damaged = read.filter(({ status }) => status === 'rejected')
    expect(damaged.length).toBeGreaterThan(0)
    expect(damaged.length).toBeLessThan(50)
    for (const one of damaged) expect(one).toMatchObject({ reason: { code: 'source-damaged' } })
  })

  it('F11 with a damaged index of names is read from its rows', async () => {
    const source = await damage('index')
    expect(Object.keys(await statesOf(source))).toHaveLength(100)
    expect(source.losses).toEqual([])
  })

  it('F11 that is none, or is not there, is named', async () => {
    const folder = await makeTestFolder()
    const other = new Database(join(folder, 'other.db'))
    other.exec('CREATE TABLE documents (id INTEGER, content BLOB)')
    other.close()
    await expect(open(join(folder, 'other.db'))).rejects.toMatchObject({ code: 'source-not-recognised' })
    const missing = join(folder, 'missing.db')
    await expect(open(missing)).rejects.toMatchObject({ code: 'source-not-found' })
    const named = openSource(missing, { format: 'hocuspocus-sqlite', numbered: 'gathered' })
    await expect(named).rejects.toMatchObject({ code: 'source-not-found' })
  })
})
