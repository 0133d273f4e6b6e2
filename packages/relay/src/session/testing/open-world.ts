// A relay over a memory log with a clock that stands still, for the tests of one package.

import { setImmediate as nextTurn } from 'node:timers/promises'
import { createFakeClock, createSeededRandom, type FakeClock } from '@weft/base/testing'
import { createMemoryLog } from '../../log/memory-log.js'
import type { Log } from '../../log/port.js'
import { openRelay, type Relay, type RelayOptions } from '../../relay.js'
import type { ReplicaName, TestReplica } from '../../testing/test-replica.js'
import { TestDevice } from './test-device.js'

export interface World {
  readonly clock: FakeClock
  readonly log: Log
  readonly relay: Relay
  connect(name?: ReplicaName | TestReplica): TestDevice
  /** Lets everything that is due now, and all that follows from it without a timer, happen. */
  settle(): Promise<void>
  /** Moves the clock, stopping at each timer for what follows from it. */
  pass(ms: number): Promise<void>
}

export function openWorld(options: Partial<RelayOptions> = {}): World {
  const clock = createFakeClock()
  const random = createSeededRandom(1)
  const log = options.log ?? createMemoryLog({ random })
  const relay = openRelay({ clock, random, ...options, log })
  const settle = async (): Promise<void> => {
    // A macrotask runs after all microtasks, also those that they start.
    for (let turn = 0; turn < 3; turn++) await nextTurn()
  }
  return {
    clock,
    log,
    relay,
    connect: (name) => new TestDevice(relay, log, name),
    settle,
    pass: async (ms) => {
      const end = clock.monotonic() + ms
      await settle()
      for (let due = clock.nextDue(); due !== undefined && due <= end; due = clock.nextDue()) {
        clock.advance(Math.max(0, due - clock.monotonic()))
        await settle()
      }
      clock.advance(end - clock.monotonic())
    }
  }
}
