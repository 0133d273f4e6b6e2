// The relay's time as a device knows it.

import { createSignal } from '@weft/base'
import { expect, it } from 'vitest'
import type { LinkState } from '../session/link-state.js'
import { createDeviceTime } from './device-time.js'

const year = 365 * 24 * 3_600_000
const connected = (relayAheadMs: number): LinkState => ({ kind: 'connected', since: 1, relayAheadMs })
const waiting: LinkState = { kind: 'waiting', since: 1, retryAt: 2, why: 'unreachable' }

function createTime() {
  const clock = { wall: 1_000_000, run: 0 }
  const link = createSignal<LinkState>({ kind: 'unpaired' })
  const time = createDeviceTime({ now: () => clock.wall, monotonic: () => clock.run }, link)
  return { clock, link, time }
}

it('V7 the relay’s time is unknown until it was told, and kept while the connection is away', () => {
  const { link, time } = createTime()
  let told = 0
  time.subscribe(() => told++)
  expect(time.relayAheadMs()).toBeNull()
  link.set(connected(-year))
  link.set(waiting)
  expect([time.relayAheadMs(), told]).toEqual([-year, 1])
})

it('V7 a clock that is set back is known to have been, and a sleep is not taken for it', () => {
  const { clock, link, time } = createTime()
  clock.wall += year
  link.set(connected(-year))
  clock.run += 1_000
  clock.wall += 1_000 - year
  expect(time.relayAheadMs()).toBe(0)

  link.set(waiting)
  link.set(connected(0))
  // Eight hours asleep: wall time alone went on.
  clock.wall += 8 * 3_600_000
  expect(time.relayAheadMs()).toBe(0)
})
