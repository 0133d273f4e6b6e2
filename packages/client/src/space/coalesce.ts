// Runs an action soon after it is asked for, and no more often than a gap allows.

import type { Clock } from '@weft/base'

export interface Coalescer {
  /** The first ask after a pause is answered within this turn of the loop; more within the gap share one run. */
  ask(): void
  /** Runs now what was asked for and has not run. */
  settle(): void
  close(): void
}

export function createCoalescer(clock: Clock, gapMs: number, action: () => void): Coalescer {
  let state: 'idle' | 'due' | 'resting' | 'resting-asked' | 'closed' = 'idle'
  let cancel = (): void => undefined
  const run = (): void => {
    if (state !== 'due') return
    state = 'resting'
    cancel()
    cancel = clock.after(gapMs, () => {
      const wasAsked = state === 'resting-asked'
      state = 'idle'
      if (wasAsked) ask()
    })
    action()
  }
  const ask = (): void => {
    if (state === 'idle') {
      state = 'due'
      queueMicrotask(run)
    } else if (state === 'resting') state = 'resting-asked'
  }
  return {
    ask,
    settle: () => {
      if (state === 'resting-asked') state = 'due'
      run()
    },
    close: () => {
      state = 'closed'
      cancel()
    }
  }
}
