// A relay that cannot start, or whose disk is full, says so by name, and what it acknowledged is safe.

import { once } from 'node:events'
import { chmod, mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createScope, type Scope } from '@weft/base'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from '../lib/folders.js'
import { openNodeDevice } from '../lib/node-device.js'
import { RelayNotStarted, startRelay } from '../lib/relay-process.js'
import { canMount, mountSmall } from '../lib/small-volume.js'
import { until } from '../lib/until.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

/** What a relay that does not start says, and its exit code. */
async function refusal(start: Promise<unknown>): Promise<[number | null, string]> {
  const error = await start.then(
    () => undefined,
    (reason: unknown) => reason
  )
  if (!(error instanceof RelayNotStarted)) throw new Error('the relay started', { cause: error })
  return [error.exitCode, error.output]
}

it('A4 a port in use is named, with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  scope.own(() => void other.close())
  const { port } = other.address() as AddressInfo
  const [code, output] = await refusal(startRelay(scope, { data: await makeFolder(scope, 'relay'), port }))
  expect(code).toBe(1)
  expect(output).toMatch(/^weft: port-in-use: port \d+ .*--port\.\n$/)
})

it('A4 a second relay on the same folder is named, and the first goes on', async () => {
  const data = await makeFolder(scope, 'relay')
  const first = await startRelay(scope, { data })
  const [code, output] = await refusal(startRelay(scope, { data }))
  expect(code).toBe(1)
  expect(output).toMatch(/^weft: log-in-use: .*--data\.\n$/)
  const device = await openNodeDevice(scope, { url: first.url })
  await device.write('n/1', 'still here')
  await device.settled()
})

it('A4 a folder whose relay was killed can be used at once', async () => {
  const data = await makeFolder(scope, 'relay')
  const first = await startRelay(scope, { data })
  await first.kill()
  await startRelay(scope, { data })
})

it('A4 a data folder that cannot be made or written is named', async () => {
  const file = join(await makeFolder(scope, 'relay'), 'file')
  await writeFile(file, 'no folder')
  const [code, output] = await refusal(startRelay(scope, { data: join(file, 'data') }))
  expect(code).toBe(1)
  expect(output).toMatch(/^weft: data-not-writable: .*--data\.\n$/)
  // For root every folder can be written; a file system that is read-only cannot.
  const folder = join(await makeFolder(scope, 'relay'), 'locked')
  await mkdir(folder)
  if (process.getuid?.() === 0) mountSmall(scope, folder, 'size=1m,ro')
  else await chmod(folder, 0o500)
  const [, locked] = await refusal(startRelay(scope, { data: folder }))
  expect(locked).toMatch(/^weft: data-not-writable: .*--data\.\n$/)
})

it.skipIf(!(await canMount()))(
  'L6 a full disk gives no receipt, is told by name, and heals without a restart (needs the right to mount)',
  async () => {
    const data = await makeFolder(scope, 'relay')
    mountSmall(scope, data, 'size=8m')
    const relay = await startRelay(scope, { data })
    const device = await openNodeDevice(scope, { url: relay.url, name: 'A' })
    await device.write('n/1', '<before>')
    const reader = await openNodeDevice(scope, { url: relay.url, name: 'B' })
    await until(reader.space.status, ({ kind }) => kind === 'up-to-date', 'up to date')
    const filler = join(data, 'filler')
    const { bavail, bsize } = await statfs(data)
    await writeFile(filler, new Uint8Array(bavail * bsize))

    // Larger than what the files of the log still have room for in their last blocks.
    await device.write('n/1', `<full>${'x'.repeat(200_000)}`)
    const failed = await until(device.space.status, ({ kind }) => kind === 'failed', 'the relay tells')
    expect(failed).toMatchObject({ why: { kind: 'relay-storage', code: 'log-full' } })
    expect(failed.counts).toMatchObject({ waiting: 1, unsaved: 0 })
    await device.write('n/2', '<also waits>')
    expect(device.space.documentStatus('n/2').get()).toMatchObject({ relayed: false, waiting: 1 })
    // Who is connected stays so; who comes is told as well, for a greeting has to be written too.
    expect(reader.device.link.get().kind).toBe('connected')
    const late = await openNodeDevice(scope, { url: relay.url, name: 'C' })
    const told = await until(late.space.status, ({ kind }) => kind === 'failed', 'a newcomer is told')
    expect(told).toMatchObject({ why: { kind: 'relay-storage', code: 'log-full' } })

    await rm(filler)
    const all = [device, reader, late]
    for (const { space } of all) await until(space.status, ({ kind }) => kind === 'up-to-date', 'up to date')
    for (const each of all) {
      expect(await each.read('n/2')).toBe('<also waits>')
      expect((await each.read('n/1')).slice(0, 14)).toBe('<before><full>')
    }
    expect(relay.output()).toContain('log-full')
  }
)
