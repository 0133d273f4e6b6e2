// A relay whose data folder was put back from an older copy, or lost: the devices give back what they hold.

import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createScope, type Scope } from '@weft/base'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder, putBack } from '../lib/folders.js'
import { type NodeDevice, openNodeDevice } from '../lib/node-device.js'
import { startRelay } from '../lib/relay-process.js'
import { untilTrue } from '../lib/until.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

const notes = 10

/** All at once: one may be so before another has given back what it holds. */
const allUpToDate = (devices: readonly NodeDevice[]): Promise<void> =>
  untilTrue(
    () => {
      const counts = devices.map(({ space }) => space.status.get())
      return counts.every(
        ({ kind, counts: { otherDevices } }) => kind === 'up-to-date' && otherDevices === devices.length - 1
      )
    },
    () =>
      `all up to date ${JSON.stringify(
        devices.map(({ space }) => [space.status.get(), space.devices.get()]),
        null,
        1
      )}`
  )

/** Every device writes a token into every note. */
async function writeAll(devices: readonly NodeDevice[], words: string): Promise<string[]> {
  const tokens: string[] = []
  for (const device of devices) {
    for (let note = 0; note < notes; note++) {
      const token = `<${note} ${words} ${device.device.name.get()}>`
      await device.write(`n/${note}`, token)
      tokens.push(token)
    }
  }
  return tokens
}

/** Each token once, in its note, on each of the devices. */
async function expectTokens(devices: readonly NodeDevice[], tokens: readonly string[]): Promise<void> {
  for (const device of devices) {
    const texts = await Promise.all(Array.from({ length: notes }, (_, note) => device.read(`n/${note}`)))
    const found = texts.flatMap((text) => text.match(/<[^>]+>/g) ?? [])
    expect([...found].sort()).toEqual([...tokens].sort())
    for (const [note, text] of texts.entries()) expect(text).toMatch(new RegExp(`^(<${note} [^>]+>)+$`))
  }
}

async function expectGivenBack(device: NodeDevice, reasons: readonly string[]): Promise<void> {
  const facts = (await device.space.journal()).map(({ what }) => what)
  const renewals = facts.flatMap((fact) => (fact.kind === 'new-replica' ? [fact.reason] : []))
  expect(renewals).toHaveLength(1)
  expect(reasons).toContain(renewals[0])
}

it('E2 a relay that was put back from an older copy is given back what it lost, and nothing twice', async () => {
  const data = join(await makeFolder(scope, 'relay'), 'data')
  const copy = join(await makeFolder(scope, 'copy'), 'data')
  const relay = await startRelay(scope, { data })
  const { url, port } = relay
  const devices = [
    await openNodeDevice(scope, { url, name: 'A' }),
    await openNodeDevice(scope, { url, name: 'B', folder: await makeFolder(scope, 'b') })
  ]
  const tokens = await writeAll(devices, 'early')
  await allUpToDate(devices)
  await relay.stop()
  await putBack(data, copy)
  const second = await startRelay(scope, { data, port })
  for (const { device } of devices) device.retry()
  tokens.push(...(await writeAll(devices, 'late')))
  await allUpToDate(devices)
  await second.kill()
  tokens.push(...(await writeAll(devices, 'without a relay')))
  await putBack(copy, data)

  await startRelay(scope, { data, port })
  for (const { device } of devices) device.retry()
  const fresh = await openNodeDevice(scope, { url, name: 'Fresh' })
  await allUpToDate([...devices, fresh])
  await expectTokens([...devices, fresh], tokens)
  for (const device of devices) {
    await expectGivenBack(device, ['log-rolled-back', 'cursor-ahead', 'log-forked'])
  }
  // The same devices as before: no row more, none that stays behind for ever.
  expect(fresh.space.devices.get().map(({ name }) => name)).toEqual(['Fresh', 'A', 'B'])
})

it('E2 a relay whose data folder was deleted is given everything by any one device', async () => {
  const data = join(await makeFolder(scope, 'relay'), 'data')
  const relay = await startRelay(scope, { data })
  const { url, port } = relay
  const a = await openNodeDevice(scope, { url, name: 'A' })
  const b = await openNodeDevice(scope, { url, name: 'B', folder: await makeFolder(scope, 'b') })
  const tokens = await writeAll([a, b], 'early')
  await allUpToDate([a, b])
  // A did not write these, and alone gives them back.
  await b.close()
  await relay.kill()
  await rm(data, { recursive: true })
  tokens.push(...(await writeAll([a], 'without a relay')))

  await startRelay(scope, { data, port })
  a.device.retry()
  await a.settled()
  const fresh = await openNodeDevice(scope, { url, name: 'Fresh' })
  await allUpToDate([a, fresh])
  await expectTokens([a, fresh], tokens)
  await expectGivenBack(a, ['epoch-changed'])
})
