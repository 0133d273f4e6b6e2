import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store, StoreError } from '@weft/client'
import { storeContract } from '@weft/client/testing'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sqliteStores } from './sqlite-stores.js'

const value = Uint8Array.of(1, 2, 3)

const save = (store: Store, bytes = value): Promise<void> =>
  store.write(['meta'], async (tx) => tx.put('meta', 'identity', bytes))
const load = (store: Store): Promise<Uint8Array | undefined> =>
  store.read(['meta'], (tx) => tx.get('meta', 'identity'))

let folder = ''

/** The one file of the folder, through a connection of its own. */
const openFile = (): Database.Database => {
  const name = readdirSync(folder).find((entry) => entry.endsWith('.sqlite'))
  return new Database(join(folder, String(name)))
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weft-store-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('the store contract', () => {
  for (const { title, run } of storeContract) {
    it(`${title} (SQLite)`, () => run({ provider: sqliteStores({ folder: join(folder, 'made', 'anew') }) }))
  }
})

describe('the file', () => {
  it('P1 is not named after the id, and keeps the id inside', async () => {
    const store = await sqliteStores({ folder }).open('Secret-Plans')
    await save(store)
    expect(readdirSync(folder).join(' ')).not.toMatch(/secret/i)
    const file = openFile()
    expect(file.prepare('SELECT name FROM store').get()).toMatchObject({ name: 'Secret-Plans' })
    file.close()
    await store.close()
  })

  it('D8 that belongs to another space is refused', async () => {
    await (await sqliteStores({ folder }).open('space')).close()
    const file = openFile()
    file.exec("UPDATE store SET name = 'another'")
    file.close()
    await expect(sqliteStores({ folder }).open('space')).rejects.toMatchObject({ code: 'storage-failed' })
  })

  it('D4 has a page that cannot be read cost no record of another page', async () => {
    const store = await sqliteStores({ folder }).open('space')
    await store.write(['chunks'], async (tx) => {
      for (let key = 1; key <= 40; key++) tx.put('chunks', key, new Uint8Array(2_000).fill(key))
    })
    await store.close()
    const path = join(folder, readdirSync(folder).find((entry) => entry.endsWith('.sqlite')) as string)
    const bytes = readFileSync(path)
    const at = bytes.indexOf(Buffer.alloc(100, 39))
    const page = at - (at % 4096)
    writeFileSync(path, bytes.fill(0, page, page + 4096))

    const opened = await sqliteStores({ folder }).open('space')
    const read = (key: number) => opened.read(['chunks'], (tx) => tx.get('chunks', key))
    await expect(read(39)).rejects.toMatchObject({ code: 'storage-failed' })
    expect((await read(1))?.[0]).toBe(1)
    await expect(read(39)).rejects.toMatchObject({ code: 'storage-failed' })
    expect((await read(2))?.[0]).toBe(2)
    await opened.close()
  })

  it('D1 is written with a sync at every commit', async () => {
    const pragmas: string[] = []
    const pragma = Database.prototype.pragma
    vi.spyOn(Database.prototype, 'pragma').mockImplementation(function (this: Database.Database, source) {
      pragmas.push(source)
      return pragma.call(this, source)
    })
    const store = await sqliteStores({ folder }).open('space')
    vi.restoreAllMocks()
    expect(pragmas).toEqual(['journal_mode = WAL', 'synchronous = FULL'])
    await store.close()
  })

  it('D1 is whole by itself after closing', async () => {
    const store = await sqliteStores({ folder }).open('space')
    await save(store)
    await store.close()
    for (const entry of readdirSync(folder)) if (!entry.endsWith('.sqlite')) rmSync(join(folder, entry))
    const reopened = await sqliteStores({ folder }).open('space')
    expect(await load(reopened)).toEqual(value)
    await reopened.close()
  })

  it('D6 of a newer version is storage-newer, and not written to', async () => {
    await (await sqliteStores({ folder }).open('space')).close()
    const file = openFile()
    file.exec('PRAGMA user_version = 99')
    file.close()
    await expect(sqliteStores({ folder }).open('space')).rejects.toMatchObject({ code: 'storage-newer' })
  })
})

describe('trouble', () => {
  it('D5 a folder or file that cannot be had is storage-unavailable', async () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    const inFile = sqliteStores({ folder: join(file, 'below') })
    await expect(inFile.open('space')).rejects.toMatchObject({ code: 'storage-unavailable' })

    await (await sqliteStores({ folder }).open('space')).close()
    const [name] = readdirSync(folder).filter((entry) => entry.endsWith('.sqlite'))
    rmSync(join(folder, String(name)))
    mkdirSync(join(folder, String(name)))
    await expect(sqliteStores({ folder }).open('space')).rejects.toMatchObject({
      code: 'storage-unavailable'
    })
  })

  it('D4 a file that is no store is an error, never an empty store', async () => {
    await (await sqliteStores({ folder }).open('space')).close()
    const [name] = readdirSync(folder).filter((entry) => entry.endsWith('.sqlite'))
    writeFileSync(join(folder, String(name)), 'this was overwritten by something else '.repeat(100))
    await expect(sqliteStores({ folder }).open('space')).rejects.toMatchObject({ code: 'storage-failed' })
  })

  it('D5 a full disk is storage-full, changes nothing, and heals', async () => {
    const store = await sqliteStores({ folder }).open('space')
    await save(store)
    const exec = Database.prototype.exec
    let pages = ''
    // The limit holds for the connection that sets it, so it is set in passing.
    vi.spyOn(Database.prototype, 'exec').mockImplementation(function (this: Database.Database, source) {
      if (pages) exec.call(this, `PRAGMA max_page_count = ${pages}`)
      return exec.call(this, source)
    })
    pages = '30'
    const large = new Uint8Array(1_000_000)
    const write = store.write(['meta', 'chunks'], async (tx) => {
      tx.put('meta', 'identity', Uint8Array.of(9))
      tx.put('chunks', 1, large)
      tx.put('chunks', 2, value)
    })
    await expect(write).rejects.toMatchObject({ code: 'storage-full' })
    const careless = store.write(['meta', 'chunks'], async (tx) => {
      try {
        tx.put('chunks', 1, large)
      } catch {
        // A body that does not mind must not have the rest of it written alone.
      }
      try {
        tx.put('chunks', 2, value)
      } catch {}
    })
    await expect(careless).rejects.toMatchObject({ code: 'storage-full' })
    expect(await load(store)).toEqual(value)
    expect(await store.read(['chunks'], (tx) => tx.list('chunks'))).toEqual([])
    pages = '1000000'
    await store.write(['chunks'], async (tx) => tx.put('chunks', 1, large))
    vi.restoreAllMocks()
    await store.close()
  })

  it('D5 a file that is deleted while open is storage-closed, and reopening begins anew', async () => {
    const stores = sqliteStores({ folder })
    const store = await stores.open('space')
    await save(store)
    const troubles: StoreError[] = []
    store.onTrouble((trouble) => troubles.push(trouble))
    for (const entry of readdirSync(folder)) rmSync(join(folder, entry))
    await expect(save(store)).rejects.toMatchObject({ code: 'storage-closed' })
    await expect(load(store)).rejects.toMatchObject({ code: 'storage-closed' })
    expect(troubles.map(({ code }) => code)).toEqual(['storage-closed'])
    await store.close()
    const reopened = await stores.open('space')
    expect(await load(reopened)).toBeUndefined()
    await save(reopened)
    await reopened.close()
  })

  it('D5 a store that another process holds for long is storage-blocked, and this process does not stand still', async () => {
    const store = await sqliteStores({ folder }).open('space')
    const other = openFile()
    other.exec('BEGIN IMMEDIATE')
    let turns = 0
    const counter = setInterval(() => turns++, 5)
    await expect(save(store)).rejects.toMatchObject({ code: 'storage-blocked' })
    clearInterval(counter)
    expect(turns).toBeGreaterThan(20)
    other.exec('ROLLBACK')
    other.close()
    await save(store)
    await store.close()
  })
})

it('T5 two providers over one folder, as two processes, never lose one another', async () => {
  const stores = [await sqliteStores({ folder }).open('space'), await sqliteStores({ folder }).open('space')]
  const increment = (store: Store): Promise<void> =>
    store.write(['meta'], async (tx) => {
      const before = (await tx.get('meta', 'count'))?.[0] ?? 0
      await Promise.resolve()
      tx.put('meta', 'count', Uint8Array.of(before + 1))
    })
  await Promise.all(Array.from({ length: 50 }, () => stores.map(increment)).flat())
  expect(await stores[0]!.read(['meta'], (tx) => tx.get('meta', 'count'))).toEqual(Uint8Array.of(100))
  for (const store of stores) await store.close()
})
