// What becomes of a cursor report that the log cannot take.

import { createSeededRandom } from '@weft/base/testing'
import { expect, it } from 'vitest'
import { createMemoryLog } from '../log/memory-log.js'
import { LogError } from '../log/port.js'
import { openWorld } from './testing/open-world.js'

it('S2 a cursor that the log could not take is put to it again, and then shown to the others', async () => {
  const memory = createMemoryLog({ random: createSeededRandom(2) })
  let isFull = true
  const log = {
    ...memory,
    reportCursor: async (report: Parameters<typeof memory.reportCursor>[0]) => {
      if (isFull) throw new LogError('log-full', 'no room')
      return memory.reportCursor(report)
    }
  }
  const world = openWorld({ log })
  const ana = world.connect()
  const ben = world.connect({ device: 'ben' })
  await ana.greet()
  await ben.greet()
  await ana.type('page', 'hello')
  ben.send({ type: 'cursor', space: 'notes', position: 1, waitingEdits: 0, persistent: false })
  await world.pass(10_000)
  const cursor = async () => (await memory.devices('notes', 'ben')).map((row) => row.cursor)
  expect(await cursor()).toEqual([0])
  isFull = false
  await world.pass(10_000)
  expect(await cursor()).toEqual([1])
})
