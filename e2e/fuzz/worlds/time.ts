// Time that stands still until it is told to pass, with everything that falls due in it.

import { createFakeClock, type FakeClock } from '@weft/base/testing'

export interface FuzzTime {
  readonly clock: FakeClock
  /** Everything that is due now, and all that follows from it without a timer, happens. */
  settle(): Promise<void>
  /** Throws when timers never come to an end. */
  pass(ms: number): Promise<void>
}

/** A macrotask runs after all microtasks, also those that they start. */
const turns = 3
const mostTimers = 20_000

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export function createTime(): FuzzTime {
  const clock = createFakeClock()
  const settle = async (): Promise<void> => {
    for (let left = turns; left > 0; left--) await turn()
  }
  return {
    clock,
    settle,
    pass: async (ms) => {
      const end = clock.monotonic() + ms
      await settle()
      let timers = 0
      for (let due = clock.nextDue(); due !== undefined && due <= end; due = clock.nextDue()) {
        clock.advance(Math.max(0, due - clock.monotonic()))
        await settle()
        if (++timers > mostTimers) throw new Error(`${timers} timers in ${ms} ms`)
      }
      clock.advance(Math.max(0, end - clock.monotonic()))
      await settle()
    }
  }
}
