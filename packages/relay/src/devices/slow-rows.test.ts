// A space so large that its rows take a second to read.

import { createFakeClock, createSeededRandom } from '@weft/base/testing'
import { expect, it } from 'vitest'
import { createMemoryLog } from '../log/memory-log.js'
import type { Log } from '../log/port.js'
import { openWorld } from '../session/testing/open-world.js'

it('S2 a device that comes is told the rows within two seconds and a read, however long reading takes', async () => {
  const memory = createMemoryLog({ random: createSeededRandom(1) })
  let clock = createFakeClock()
  const log: Log = {
    ...memory,
    devices: (space, device) =>
      new Promise((resolve) => clock.after(1_000, () => resolve(memory.devices(space, device))))
  }
  const world = openWorld({ log })
  clock = world.clock
  const ana = world.connect({ device: 'ana' })
  await ana.greet()
  await world.pass(1_100)
  expect(ana.all('devices')).toHaveLength(1)
  // The next refresh would come after twenty times as long as the last one took.
  const ben = world.connect({ device: 'ben' })
  await ben.greet()
  await world.pass(3_100)
  expect(ben.all('devices')[0]).toMatchObject({ whole: true })
})
