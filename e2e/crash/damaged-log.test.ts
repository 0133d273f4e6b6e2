// A bit flips in a relay's file: devices are told, the doctor names it, a salvage makes a new log, and devices heal it.

import { spawnSync } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createScope, type Scope } from '@weft/base'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from '../lib/folders.js'
import { type NodeDevice, openNodeDevice } from '../lib/node-device.js'
import { startRelay } from '../lib/relay-process.js'
import { until, untilTrue } from '../lib/until.js'

const command = fileURLToPath(new URL('../../packages/cli/bin/weft.js', import.meta.url))

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

const notes = ['n/one', 'n/two', 'n/three']

async function writeAll(device: NodeDevice, words: string): Promise<string[]> {
  const tokens = notes.map((note) => `<${note} ${words}>`)
  for (const [index, note] of notes.entries()) await device.write(note, tokens[index] as string)
  return tokens
}

const tokensOf = async (device: NodeDevice): Promise<string[]> =>
  (await Promise.all(notes.map((note) => device.read(note)))).flatMap((text) => text.match(/<[^>]+>/g) ?? [])

function doctor(...args: string[]): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'doctor', ...args], {
    encoding: 'utf8'
  })
  return { code: status, output: stdout + stderr }
}

/** One bit of what stands in the file where this text is. */
async function flipIn(data: string, text: string): Promise<void> {
  const file = join(data, 'weft.db')
  const bytes = await readFile(file)
  const at = bytes.indexOf(text)
  expect(at).toBeGreaterThan(0)
  bytes[at + 3] = (bytes[at + 3] as number) ^ 4
  await writeFile(file, bytes)
}

it('L16 what a flipped bit cost a relay is given back by the devices that held it, and nothing twice', async () => {
  const data = join(await makeFolder(scope, 'relay'), 'data')
  const into = join(await makeFolder(scope, 'salvaged'), 'data')
  const folderOfB = await makeFolder(scope, 'b')
  const relay = await startRelay(scope, { data })
  const { url, port } = relay
  const a = await openNodeDevice(scope, { url, name: 'A' })
  const b = await openNodeDevice(scope, { url, name: 'B', folder: folderOfB })
  const tokens: string[] = []
  for (const round of ['first', 'second', 'third']) {
    tokens.push(...(await writeAll(a, `${round} of A`)))
    tokens.push(...(await writeAll(b, `${round} of B`)))
    await Promise.all([a.settled(), b.settled()])
  }
  await untilTrue(
    async () => (await tokensOf(a)).length === tokens.length && (await tokensOf(b)).length === tokens.length,
    'both have everything'
  )
  await relay.stop()
  await flipIn(data, '<n/two second of A>')

  // Those who have it go on; who lacks it is told what is the matter, and keeps what it writes.
  const damaged = await startRelay(scope, { data, port })
  for (const { device } of [a, b]) device.retry()
  tokens.push(...(await writeAll(a, 'on a damaged relay')))
  await a.settled()
  const c = await openNodeDevice(scope, { url, name: 'C' })
  const told = await until(c.space.status, ({ kind }) => kind === 'failed', 'C is told')
  expect(told).toMatchObject({ kind: 'failed', why: { kind: 'relay-storage', code: 'log-damaged' } })
  tokens.push(...(await writeAll(c, 'of C, who lacks it')))
  expect(c.space.status.get().counts.unsaved).toBe(0)
  await damaged.stop()
  tokens.push(...(await writeAll(b, 'without a relay')))

  const found = doctor('--data', data)
  expect(found.code).toBe(1)
  expect(found.output).toMatch(
    /entry in space "notes", document "n\/two", position \d+: the entry is not as it was written/
  )
  const salvaged = doctor('--data', data, '--salvage', into)
  expect(salvaged.output).toContain('space "notes": a new epoch, 2 of 3 documents whole')
  expect(salvaged.code).toBe(0)

  const healed = await startRelay(scope, { data: into, port })
  for (const { device } of [a, b, c]) device.retry()
  await untilTrue(async () => {
    const all = await Promise.all([a, b, c].map(tokensOf))
    return all.every((one) => one.length === tokens.length)
  }, 'all three have everything')
  await Promise.all([a, b, c].map((device) => device.settled()))
  for (const device of [a, b]) {
    const renewals = (await device.space.journal()).flatMap(({ what }) =>
      what.kind === 'new-replica' ? [what.reason] : []
    )
    expect(renewals).toEqual(['epoch-changed'])
  }

  // Nobody who held anything is left when it is looked at.
  for (const device of [a, b, c]) await device.close()
  await rm(folderOfB, { recursive: true })
  await healed.stop()
  await startRelay(scope, { data: into, port })
  const fresh = await openNodeDevice(scope, { url, name: 'Fresh' })
  await fresh.settled()
  expect([...(await tokensOf(fresh))].sort()).toEqual([...tokens].sort())
  expect(doctor('--data', data).output).toBe(found.output)
})
