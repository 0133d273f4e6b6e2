// Flips bits in the log's file and looks at everything: each answer is what was written, or an error.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSeededRandom } from '@weft/base/testing'
import { defaultLogLimits, type Log } from '@weft/relay/log'
import { TestReplica } from '@weft/relay/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Engine } from './engine/engine.js'
import { createTestFolder } from './testing/test-folder.js'
import type { ReadRequest, WriteRequest } from './thread/messages.js'
import { unpackDocuments, unpackEntries } from './thread/pack.js'

let path = ''
let file = ''

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'weft-damage-'))
  file = join(path, 'weft.db')
})
afterEach(() => rmSync(path, { recursive: true, force: true }))

const openEngine = (): Engine => new Engine({ file, limits: defaultLogLimits, maxBytes: null })

/** As much of a log as a test replica needs, without threads. */
function logOver(engine: Engine): Log {
  const ask = (request: WriteRequest): unknown => {
    const [answer] = engine.write([{ id: 1, request }]).answers
    if (!answer?.ok) throw new Error(`not written: ${JSON.stringify(answer)}`)
    return answer.value
  }
  const log: Partial<Log> = {
    greet: async (greeting) =>
      ask({ type: 'greet', greeting, epoch: `epoch-of-${greeting.hello.space}` }) as never,
    append: async (request) => (ask({ type: 'append', request }) as { outcome: never }).outcome
  }
  return log as Log
}

const spaces = ['one', 'two']
const documents = Array.from({ length: 12 }, (_, index) => `doc${index}`)

async function write(): Promise<void> {
  const engine = openEngine()
  for (const space of spaces) {
    const replica = new TestReplica(logOver(engine), { space, device: `device-of-${space}` })
    await replica.greet()
    for (let count = 0; count < 60; count++) {
      await replica.type(documents[count % 12] as string, `${space} text ${count}`)
    }
  }
  engine.close()
}

/** Everything that is served, as text, by what was asked for; or the code of the error. */
function lookAtAll(engine: Engine): Map<string, string> {
  const seen = new Map<string, string>()
  const look = (name: string, request: ReadRequest, unpack: (value: never) => unknown): void => {
    const answer = engine.read({ id: 1, request })
    seen.set(name, answer.ok ? JSON.stringify(unpack(answer.value as never)) : `error: ${answer.error.code}`)
  }
  for (const space of spaces) {
    look(
      `${space} entries`,
      { type: 'read', space, after: 0, limitBytes: 1e9 },
      (value: { packed: Uint8Array }) => unpackEntries(value.packed)
    )
    const query = { space, since: 0, after: '', base: 1e9, limitBytes: 1e9 }
    look(`${space} documents`, { type: 'read-documents', query }, (value: { packed: Uint8Array }) =>
      unpackDocuments(value.packed)
    )
    for (const document of documents) {
      look(
        `${space} ${document}`,
        { type: 'read-document', space, document },
        (value: { packed: Uint8Array }) => unpackDocuments(value.packed)
      )
    }
  }
  return seen
}

it('L5 a flipped bit anywhere in the file is an error or no difference, never other content', async () => {
  await write()
  const good = readFileSync(file)
  const sound = openEngine()
  const expected = lookAtAll(sound)
  sound.close()
  const random = createSeededRandom(5)
  let reported = 0
  let refused = 0
  // Where silence was found once: the page of documents, its index, the one of spaces.
  const places = [0, 1, 2, 3, 4, 5].flatMap((page) => [0, 1, 2].map(() => page * 4096 + random.below(4096)))
  for (const at of [...places, ...Array.from({ length: 60 }, () => random.below(good.length))]) {
    const bad = Buffer.from(good)
    bad[at] = (bad[at] as number) ^ (1 << random.below(8))
    for (const beside of ['-wal', '-shm']) rmSync(`${file}${beside}`, { force: true })
    writeFileSync(file, bad)
    let engine: Engine
    try {
      engine = openEngine()
    } catch {
      refused++
      continue
    }
    const seen = lookAtAll(engine)
    engine.close()
    for (const [name, text] of seen) {
      if (text === expected.get(name)) continue
      expect(text, `${name} after a flip in byte ${at}`).toBe('error: log-damaged')
      reported++
    }
  }
  expect(reported).toBeGreaterThan(0)
  expect(refused).toBeLessThan(40)
}, 60_000)

it('L5 a damaged entry is told with its place, and costs no other document or space anything', async () => {
  const folder = createTestFolder(path)
  const before = await folder.open()
  const ana = new TestReplica(before)
  const other = new TestReplica(before, { space: 'work', device: 'ben' })
  for (const replica of [ana, other]) await replica.greet()
  await ana.type('a', 'fine')
  await ana.type('b', 'the needle to be bent')
  await ana.type('c', 'fine as well')
  await other.type('a', 'elsewhere')
  await before.close()
  const bytes = readFileSync(file)
  const at = bytes.indexOf('needle')
  expect(at).toBeGreaterThan(0)
  bytes[at] = 'N'.charCodeAt(0)
  writeFileSync(file, bytes)

  const log = await folder.open()
  const place = { space: 'notes', position: 2 }
  await expect(log.read('notes', 0, 1e9)).rejects.toMatchObject({ code: 'log-damaged', place })
  await expect(log.read('notes', 1, 1)).rejects.toMatchObject({ code: 'log-damaged', place })
  await expect(log.readDocument('notes', 'b')).rejects.toMatchObject({ code: 'log-damaged', place })
  expect((await log.read('notes', 2, 1e9)).entries.length).toBe(1)
  expect((await log.readDocument('notes', 'a'))?.entries.length).toBe(1)
  expect((await log.read('work', 0, 1e9)).entries.length).toBe(1)
  // Other documents are written and folded; the damaged one is told, and its entry stays.
  const on = ana.copy(log)
  expect((await on.push(ana.edit('a', '!'))).refused).toEqual([])
  const request = { space: 'notes', minEntries: 1, deleteBefore: ana.time + 1 }
  await expect(log.fold(request)).rejects.toMatchObject({ code: 'log-damaged', place })
  expect((await log.readDocument('notes', 'a'))?.snapshot?.position).toBe(4)
  expect((await log.spaces()).find(({ space }) => space === 'notes')?.horizon).toBe(1)
  await folder.remove()
})

it('L5 a damaged page costs the list of spaces none but the spaces that need it', async () => {
  const folder = createTestFolder(path)
  const before = await folder.open()
  for (const space of ['notes', 'work']) {
    const replica = new TestReplica(before, { space, device: `device-of-${space}` })
    await replica.greet()
    for (let count = 0; count < 4; count++) await replica.type('a', `${space} ${count} `.padEnd(3_000, 'x'))
  }
  await before.close()
  const bytes = readFileSync(file)
  const at = bytes.indexOf('work 3 ')
  expect(at).toBeGreaterThan(0)
  const page = at - (at % 4096)
  writeFileSync(file, bytes.fill(0, page, page + 4096))

  const log = await folder.open()
  await expect(log.read('work', 0, 1e9)).rejects.toMatchObject({ code: 'log-damaged' })
  expect((await log.spaces()).map(({ space }) => space)).toEqual(['notes'])
  expect((await log.read('notes', 0, 1e9)).entries.length).toBe(4)
  await folder.remove()
})
