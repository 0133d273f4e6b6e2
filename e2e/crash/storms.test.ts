// Crowds at a relay's door: all devices come back at once after it was killed or stopped, and sockets that never say who they are.

import { createScope, type Scope } from '@weft/base'
import { cpuMsOf, isCostKnown, memoryOf } from '@weft/bench/process-cost'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from '../lib/folders.js'
import { openNodeDevice } from '../lib/node-device.js'
import { startRelay } from '../lib/relay-process.js'
import { untilTrue } from '../lib/until.js'
import { startCrowd } from './processes/crowd.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

/** WEFT_LOAD=full: the sizes that are published. */
const isFull = process.env.WEFT_LOAD === 'full'
const devices = isFull ? 5_000 : 200
const mutes = isFull ? 10_000 : 300
const patienceMs = 120_000
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`

for (const how of isFull ? (['killed', 'stopped'] as const) : (['killed'] as const)) {
  it.skipIf(!isCostKnown)(
    `C2 all devices are back after the relay was ${how} and started again, each with one connection`,
    async () => {
      const data = await makeFolder(scope, 'relay')
      const first = await startRelay(scope, { data })
      const { url, port } = first
      const crowd = startCrowd(scope, { kind: 'home', url, clients: devices })
      await untilTrue(
        () => crowd.counts().ready === devices,
        () => `all there: ${JSON.stringify(crowd.counts())}`,
        patienceMs
      )
      const before = crowd.counts()
      const idle = await memoryOf(first.pid)
      if (how === 'killed') await first.kill()
      else await first.stop()
      await untilTrue(() => crowd.counts().closed >= before.closed + devices, 'all gone', patienceMs)
      const relay = await startRelay(scope, { data, port })
      const startedMs = performance.now()
      const cpuBefore = await cpuMsOf(relay.pid)
      await untilTrue(
        () => crowd.counts().ready === devices,
        () => `all back: ${JSON.stringify(crowd.counts())}`,
        patienceMs
      )
      const tookMs = performance.now() - startedMs
      const cpuMs = (await cpuMsOf(relay.pid)) - cpuBefore
      const { peakBytes } = await memoryOf(relay.pid)
      // Nobody was let in and lost again: there was no second wave.
      const after = crowd.counts()
      expect(after.opened - before.opened).toBe(devices)
      expect(after.closed - before.closed).toBe(devices)
      console.log(
        `${devices} devices back after the relay was ${how}: ${(tookMs / 1000).toFixed(1)} s, CPU ${(cpuMs / 1000).toFixed(1)} s ` +
          `(${((100 * cpuMs) / tookMs).toFixed(0)} %), memory at most ${megabytes(peakBytes)}, ${megabytes(idle.rssBytes)} before`
      )
    },
    3 * patienceMs
  )
}

it.skipIf(!isCostKnown)(
  'C3 sockets that never say hello are all gone after the deadline, and a device is served beside them',
  async () => {
    const relay = await startRelay(scope, { data: await makeFolder(scope, 'relay') })
    const idle = await memoryOf(relay.pid)
    const startedMs = performance.now()
    const crowd = startCrowd(scope, { kind: 'mute', url: relay.url, clients: mutes })
    await untilTrue(
      () => crowd.counts().opened === mutes,
      () => `all open: ${JSON.stringify(crowd.counts())}`,
      patienceMs
    )
    const openMs = performance.now() - startedMs
    const device = await openNodeDevice(scope, { url: relay.url })
    await device.write('n/1', 'served')
    await device.settled(patienceMs)
    await untilTrue(
      () => crowd.counts().closed === mutes,
      () => `all gone: ${JSON.stringify(crowd.counts())}`,
      patienceMs
    )
    const goneMs = performance.now() - startedMs - openMs
    const { rssBytes, peakBytes } = await memoryOf(relay.pid)
    console.log(
      `${mutes} sockets that say nothing: open in ${(openMs / 1000).toFixed(1)} s, all gone ${(goneMs / 1000).toFixed(1)} s later, ` +
        `memory ${megabytes(idle.rssBytes)} before, at most ${megabytes(peakBytes)}, ${megabytes(rssBytes)} after`
    )
  },
  3 * patienceMs
)
