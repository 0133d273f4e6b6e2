// What a tab's code runs on: a clock that is wrong, stands still while the tab is frozen, and stops when it is killed.

import type { Clock } from '@weft/base'
import type { Timeline } from '../world/timeline.js'

export interface Life {
  readonly state: 'running' | 'frozen' | 'killed'
  readonly clock: Clock
  /** Nothing runs until it is thawed; what fell due meanwhile runs then, late. */
  freeze(): void
  thaw(): void
  kill(): void
}

/** `wall` is the machine's: how far its wall clock is off, ms. */
export function createLife(timeline: Timeline, startMs: number, wall: { readonly offsetMs: number }): Life {
  let state: Life['state'] = 'running'
  const late = new Set<() => void>()
  return {
    get state() {
      return state
    },
    clock: {
      now: () => Math.floor(startMs + timeline.elapsed() + wall.offsetMs),
      monotonic: timeline.elapsed,
      after: (delayMs, action) => {
        const run = (): void => {
          if (state === 'running') action()
          else if (state === 'frozen') late.add(action)
        }
        const cancel = timeline.after(delayMs, run)
        return () => {
          cancel()
          late.delete(action)
        }
      }
    },
    freeze: () => {
      if (state === 'running') state = 'frozen'
    },
    thaw: () => {
      if (state !== 'frozen') return
      state = 'running'
      const missed = [...late]
      late.clear()
      for (const action of missed) {
        timeline.after(0, () => {
          if (state === 'running') action()
        })
      }
    },
    kill: () => {
      state = 'killed'
      late.clear()
    }
  }
}
