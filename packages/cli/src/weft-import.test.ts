// `weft import` as a person runs it, into the data of a relay and into one that runs. Needs the packages to be built.

import { access, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { systemClock, systemRandom } from '@weft/base'
import { createMemoryStores, openDevice, type Space, webSocketTransport } from '@weft/client'
import { openSqliteLog } from '@weft/log-sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { until } from './import/target/until.js'
import { makeTestFolder } from './import/testing/test-folder.js'
import {
  openHocuspocusDatabase,
  stateOf,
  textOf,
  type,
  writeFiles,
  writeYLeveldb
} from './import/testing/written-by-others.js'
import { type Run, runWeft } from './testing/run-weft.js'

async function importInto(...args: string[]): Promise<Run> {
  const run = runWeft('import', ...args, '--space', 'notes')
  await run.ended
  return run
}

const codeOf = ({ ended }: Run): Promise<number | null> => ended

interface RelayProcess {
  readonly url: string
  stop(): Promise<void>
  kill(): Promise<void>
}

/** On any free port, unless one is among the arguments. */
async function startRelay(data: string, ...args: string[]): Promise<RelayProcess> {
  const run = runWeft('relay', '--port', '0', '--data', data, ...args)
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    run.child.kill(signal)
    await run.ended
  }
  return { url: await run.listening, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

/** A device of another person, with everything that the relay has. */
async function openSpace(url: string, token?: string): Promise<Space> {
  const relay = token === undefined ? { url } : { url, token }
  const transport = webSocketTransport(WebSocket as never)
  const device = await openDevice({ stores: createMemoryStores(), name: 'Reader', relay, transport })
  onTestFinished(() => device.close())
  const space = await device.openSpace('notes')
  await until(space.status, ({ kind }) => kind === 'up-to-date')
  return space
}

/** Text and deletions, and nothing that waits. */
async function expectSame(space: Space, id: string, expected: Y.Doc): Promise<void> {
  const { ydoc, close } = await space.openDocument(id)
  expect(textOf(ydoc)).toBe(textOf(expected))
  expect(Y.equalSnapshots(Y.snapshot(ydoc), Y.snapshot(expected))).toBe(true)
  expect([ydoc.store.pendingStructs, ydoc.store.pendingDs]).toEqual([null, null])
  await close()
}

async function headOf(data: string): Promise<number> {
  const log = await openSqliteLog({ folder: data, clock: systemClock, random: systemRandom })
  const head = (await log.spaces()).find(({ space }) => space === 'notes')?.head.position ?? 0
  await log.close()
  return head
}

const linesOf = (run: Run): string[] => run.output().split('\n')

describe('weft import', { timeout: 60_000 }, () => {
  it('F11 takes a folder of y-leveldb into a log, and a relay on it serves the documents to devices', async () => {
    const folder = await makeTestFolder()
    const [from, data] = [join(folder, 'from'), join(folder, 'data')]
    const [one, two] = [type('one two three'), type('four five')]
    await writeYLeveldb(from, { one: one.updates, 'room 2': two.updates }, ['room 2'])
    const first = await importInto(from, '--data', data)
    expect(first.errors()).not.toContain('weft:')
    expect(await codeOf(first)).toBe(0)
    expect(linesOf(first)).toEqual(expect.arrayContaining(['taken in        2', '  "room 2" is room..20.2']))
    expect(await headOf(data)).toBe(2)

    const again = await importInto(from, '--data', data)
    expect(await codeOf(again)).toBe(0)
    expect(linesOf(again)).toEqual(expect.arrayContaining(['taken in        0', 'already there   2']))
    expect(await headOf(data)).toBe(2)

    const relay = await startRelay(data)
    const space = await openSpace(relay.url)
    expect(
      space.documents
        .get()
        .map(({ id }) => id)
        .sort()
    ).toEqual(['one', 'room..20.2'])
    await expectSame(space, 'one', one.ydoc)
    await expectSame(space, 'room..20.2', two.ydoc)
  })

  it('F11 takes a database of Hocuspocus into a relay that runs, and then only what is new', async () => {
    const folder = await makeTestFolder()
    const [from, data] = [join(folder, 'hocuspocus.db'), join(folder, 'data')]
    const secret = join(folder, 'secret')
    await writeFile(secret, 'a long secret\n')
    const server = openHocuspocusDatabase(from)
    onTestFinished(() => server.close())
    server.database.pragma('journal_mode = WAL')
    const [one, two] = [type('one two'), type('three')]
    server.store('one', stateOf(one))
    server.store('two', stateOf(two))

    const relay = await startRelay(data, '--secret-file', secret)
    const reader = await openSpace(relay.url, 'a long secret')
    const to = ['--to', relay.url, '--token-file', secret]
    const dry = await importInto(from, ...to, '--dry-run')
    expect(linesOf(dry)).toEqual(
      expect.arrayContaining(['dry run: nothing was written', 'taken in        2'])
    )
    expect(reader.documents.get()).toEqual([])
    const first = await importInto(from, ...to)
    expect(first.errors()).not.toContain('weft:')
    expect(await codeOf(first)).toBe(0)
    expect(linesOf(first)).toContain('taken in        2')

    const again = await importInto(from, ...to)
    expect(linesOf(again)).toContain('already there   2')
    const lines = ['partly new      1', 'already there   1']
    one.ydoc.getText('t').delete(0, 4)
    server.store('one', stateOf(one))
    expect(linesOf(await importInto(from, ...to))).toEqual(expect.arrayContaining(lines))

    // What came by the import is everybody's, and nobody waits for the device that brought it.
    await until(reader.documents, ({ length }) => length === 2)
    await until(reader.devices, (devices) => devices.every(({ self }) => self))
    await until(reader.status, ({ kind }) => kind === 'up-to-date')
    await expectSame(reader, 'one', one.ydoc)
    await expectSame(reader, 'two', two.ydoc)
    await relay.stop()
    expect(await headOf(data)).toBe(3)
  })

  it('F11 says by its code and in its report that one of many was not taken in', async () => {
    const folder = await makeTestFolder()
    const [from, data, report] = ['from', 'data', 'report.json'].map((name) => join(folder, name)) as [
      string,
      string,
      string
    ]
    const good = type('good')
    await writeFiles(from, {
      'good.bin': stateOf(good),
      'parts/0001.bin': Y.mergeUpdates(good.updates.slice(0, 2)),
      'parts/0002.bin': Y.mergeUpdates(good.updates.slice(2)),
      'bad/note.bin': stateOf(good).slice(0, 10),
      'empty.bin': Y.encodeStateAsUpdate(new Y.Doc())
    })
    const run = await importInto(from, '--data', data, '--report', report)
    expect(await codeOf(run)).toBe(1)
    expect(linesOf(run)).toEqual(
      expect.arrayContaining(['taken in        2', 'empty           1', 'not taken in    1', 'Not taken in:'])
    )
    expect(run.output()).toMatch(/^ {2}"bad\/note": update-malformed \(.+\)$/m)
    const written = JSON.parse(await readFile(report, 'utf8'))
    expect(written).toMatchObject({ version: 1, complete: false, total: 4, space: 'notes', format: 'bin' })
    const only = await importInto(from, '--data', data, '--document', 'parts')
    expect(await codeOf(only)).toBe(0)
    expect(linesOf(only)).toContain('already there   1')
  })

  it.each(['SIGINT', 'SIGKILL'] as const)(
    'F11 goes on where a %s cut it, with nothing twice',
    async (signal) => {
      const folder = await makeTestFolder()
      const [from, data] = [join(folder, 'from'), join(folder, 'data')]
      const count = 3_000
      const state = stateOf(type('one two three'))
      await writeFiles(
        from,
        Object.fromEntries(Array.from({ length: count }, (_, at) => [`d${at}.bin`, state]))
      )
      const cut = runWeft('import', from, '--space', 'notes', '--data', data)
      await untilTrue(() => isThere(join(data, 'weft.db-wal')))
      cut.child.kill(signal)
      const code = await cut.ended
      if (signal === 'SIGINT') {
        expect(code).toBe(1)
        expect(cut.output()).toContain('stopped: interrupted')
      }
      const before = await headOf(data)
      expect(before).toBeLessThan(count)
      const rest = await importInto(from, '--data', data)
      expect(await codeOf(rest)).toBe(0)
      expect(linesOf(rest)).toContain(`already there   ${before}`)
      expect(await headOf(data)).toBe(count)
    }
  )

  it('F11 goes on when the relay that it imports into is killed and starts again', async () => {
    const folder = await makeTestFolder()
    const [from, data] = [join(folder, 'from'), join(folder, 'data')]
    const count = 2_000
    const state = stateOf(type('one two three'))
    await writeFiles(
      from,
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`d${at}.bin`, state]))
    )
    const relay = await startRelay(data)
    const run = runWeft('import', from, '--space', 'notes', '--to', relay.url)
    await untilTrue(async () => (await stat(join(data, 'weft.db-wal'))).size > 1_000_000)
    await relay.kill()
    expect(await headOf(data)).toBeLessThan(count)
    await startRelay(data, '--port', new URL(relay.url).port)
    expect(await codeOf(run)).toBe(0)
    expect(linesOf(run)).toContain(`taken in        ${count}`)
    expect(linesOf(await importInto(from, '--to', relay.url))).toContain(`already there   ${count}`)
  })

  it('F11 says by name what is in the way, before anything is begun', async () => {
    const folder = await makeTestFolder()
    const [from, data] = [join(folder, 'from'), join(folder, 'data')]
    await writeFiles(from, { 'good.bin': stateOf(type('good')) })
    const relay = await startRelay(data, '--secret', 'a long secret')
    const cases: [string[], string][] = [
      [[from, '--data', data], 'log-in-use: .*--to'],
      [[from, '--to', relay.url], 'sign-in: .*--token-file'],
      [[from, '--to', relay.url, '--token', 'a wrong secret'], 'sign-in: '],
      [[from, '--to', relay.url, '--token-file', join(folder, 'none')], 'token-unreadable: '],
      [[from, '--to', 'http://127.0.0.1:9'], 'relay-unreachable: '],
      [[join(folder, 'none'), '--data', join(folder, 'new')], 'source-not-found: '],
      [[from, '--data', join(folder, 'new'), '--document', 'none'], 'document-not-found: '],
      [[from, '--data', join(from, 'good.bin')], 'data-not-writable: ']
    ]
    for (const [args, expected] of cases) {
      const run = await importInto(...args)
      expect(run.errors()).toMatch(new RegExp(`^weft: ${expected}.*\n$`))
      expect([await codeOf(run), run.output()]).toEqual([1, ''])
    }
    expect(await readdir(folder)).toEqual(['data', 'from'])
  })

  it('F11 shows how it is called when it is called wrongly', async () => {
    const run = runWeft('import', 'from')
    expect(await run.ended).toBe(2)
    expect(run.errors()).toContain('--space is needed')
    expect(run.errors()).toContain('--dry-run')
    const help = runWeft('import', '--help')
    expect(await help.ended).toBe(0)
    expect(help.output()).toContain('--dry-run')
  })
})

async function untilTrue(is: () => Promise<boolean>): Promise<void> {
  while (!(await is())) await setTimeout(2)
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false
  )
