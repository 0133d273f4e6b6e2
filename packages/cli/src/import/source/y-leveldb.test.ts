import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ClassicLevel } from 'classic-level'
import { describe, expect, it, onTestFinished } from 'vitest'
import { LeveldbPersistence } from 'y-leveldb'
import * as Y from 'yjs'
import { makeTestFolder, traceOf } from '../testing/test-folder.js'
import { stateOf, textOf, type, writeYLeveldb } from '../testing/written-by-others.js'
import { openSource } from './open-source.js'
import type { ImportSource } from './port.js'

async function open(folder: string): Promise<ImportSource> {
  const source = await openSource(folder, { format: null, numbered: 'gathered' })
  onTestFinished(() => source.close())
  expect(source.format).toBe('y-leveldb')
  return source
}

async function textsOf({ documents }: ImportSource): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const { name, read } of documents) {
    const ydoc = new Y.Doc()
    for (const update of await read()) Y.applyUpdate(ydoc, update)
    texts[name] = textOf(ydoc)
  }
  return texts
}

const copies = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => /^weft-import-[^-]+$/.test(name))

describe('a folder of y-leveldb', () => {
  it('F11 is read whole: flushed documents, updates that are not, empty ones, any name', async () => {
    const folder = await makeTestFolder()
    const empty = Y.encodeStateAsUpdate(new Y.Doc())
    await writeYLeveldb(
      folder,
      {
        flushed: type('one two').updates,
        'not flushed': type('three four').updates,
        empty: [empty],
        'Zürich/中文 🙂': type('five').updates,
        [`${'long'.repeat(80)}`]: type('six').updates
      },
      ['flushed']
    )
    const source = await open(folder)
    expect(await textsOf(source)).toEqual({
      flushed: 'one two ',
      'not flushed': 'three four ',
      empty: '',
      'Zürich/中文 🙂': 'five ',
      [`${'long'.repeat(80)}`]: 'six '
    })
    expect(source.losses).toEqual([])
    const [notFlushed] = source.documents.filter(({ name }) => name === 'not flushed')
    expect(await notFlushed?.read()).toHaveLength(4)
  })

  it('F11 has hundreds of updates of a document, and values beside them that are none', async () => {
    const folder = await makeTestFolder()
    const words = Array.from({ length: 700 }, (_, at) => `w${at}`).join(' ')
    const persistence = new LeveldbPersistence(folder)
    for (const update of type(words).updates) await persistence.storeUpdate('many', update)
    await persistence.setMeta('many', 'owner', 'somebody')
    await persistence.setMeta('only meta', 'owner', 'somebody')
    await persistence.destroy()
    expect(await textsOf(await open(folder))).toEqual({ many: `${words} ` })
  })

  it('F11 is not written to, and the copy is gone afterwards', async () => {
    const folder = await makeTestFolder()
    await writeYLeveldb(folder, { a: type('one').updates })
    const before = await traceOf(folder)
    const source = await open(folder)
    await textsOf(source)
    await source.close()
    await source.close()
    expect(await traceOf(folder)).toEqual(before)
    await writeYLeveldb(folder, { b: type('two').updates })
    expect(await textsOf(await open(folder))).toEqual({ a: 'one ', b: 'two ' })
  })

  it('F11 that a server has open is named as such', async () => {
    const folder = await makeTestFolder()
    await writeYLeveldb(folder, { a: type('one').updates })
    const library = fileURLToPath(import.meta.resolve('y-leveldb'))
    const server = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { LeveldbPersistence } from ${JSON.stringify(library)}
         const persistence = new LeveldbPersistence(${JSON.stringify(folder)})
         await persistence.getAllDocNames()
         process.stdout.write('open')
         setInterval(() => {}, 1000)`
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] }
    )
    onTestFinished(() => void server.kill('SIGKILL'))
    await once(server.stdout, 'data')
    await expect(open(folder)).rejects.toMatchObject({ code: 'source-in-use' })
    server.kill('SIGKILL')
    await once(server, 'exit')
    expect(await textsOf(await open(folder))).toEqual({ a: 'one ' })
  })

  it('F11 with a damaged log says what LevelDB left out', async () => {
    const folder = await makeTestFolder()
    await writeYLeveldb(folder, { a: type('one').updates, b: type('two').updates })
    const [name] = (await readdir(folder)).filter((file) => file.endsWith('.log'))
    const log = join(folder, name!)
    const bytes = await readFile(log)
    bytes[bytes.length - 20] = bytes[bytes.length - 20]! ^ 0xff
    await writeFile(log, bytes)
    const source = await open(folder)
    expect(source.losses).toEqual([expect.stringMatching(/dropping \d+ bytes/)])
  })

  it('F11 with a damaged table names the documents in the damaged part, and gives the others', async () => {
    const folder = await makeTestFolder()
    const state = stateOf(type('x'.repeat(900)))
    const names = Array.from({ length: 200 }, (_, at) => `d${at}`)
    await writeYLeveldb(folder, Object.fromEntries(names.map((name) => [name, [state]])))
    // Opened again, what stood in the log is written to a table.
    await writeYLeveldb(folder, {})
    const [name] = (await readdir(folder)).filter((file) => file.endsWith('.ldb'))
    const table = join(folder, name!)
    const bytes = await readFile(table)
    const quarter = Math.floor(bytes.length / 4)
    bytes.fill(0xff, quarter, quarter + 40)
    await writeFile(table, bytes)
    const source = await open(folder)
    expect(source.documents.map((document) => document.name).sort()).toEqual(names.sort())
    expect(source.losses).toEqual([expect.stringContaining('Corruption')])
    const read = await Promise.allSettled(source.documents.map((document) => document.read()))
    const damaged = read.filter(({ status }) => status === 'rejected')
    expect(damaged.length).toBeGreaterThan(0)
    expect(damaged.length).toBeLessThan(100)
    for (const one of damaged) expect(one).toMatchObject({ reason: { code: 'source-damaged' } })
  })

  it('F11 that cannot be opened is named, and leaves no copy behind', async () => {
    const before = await copies()
    const damaged = await makeTestFolder()
    await writeYLeveldb(damaged, { a: type('one').updates })
    const [manifest] = (await readdir(damaged)).filter((file) => file.startsWith('MANIFEST'))
    await writeFile(join(damaged, manifest!), 'damaged')
    await expect(open(damaged)).rejects.toMatchObject({ code: 'source-damaged' })

    const other = await makeTestFolder()
    const level = new ClassicLevel(other)
    await level.put('some', 'thing')
    await level.close()
    await expect(open(other)).rejects.toMatchObject({ code: 'source-not-recognised' })
    expect((await copies()).filter((name) => !before.includes(name))).toEqual([])
  })
})
