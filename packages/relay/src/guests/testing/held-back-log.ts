// A log whose appends of guests' updates can be held back, or fail, for a test.

import type { Log, LogError, UpdateOutcome } from '../../log/port.js'

export interface HeldBackLog {
  readonly log: Log
  /** Appends that came and have not been let through. */
  readonly waiting: number
  /** What an append is answered with instead. */
  error: LogError | undefined
  hold(): void
  letGo(): void
}

export function holdBack(log: Log): HeldBackLog {
  let waiting: (() => void)[] = []
  let held = false
  const self = {
    error: undefined as LogError | undefined,
    get waiting() {
      return waiting.length
    },
    hold: () => {
      held = true
    },
    letGo: () => {
      held = false
      const appends = waiting
      waiting = []
      for (const append of appends) append()
    },
    log: {
      ...log,
      appendUpdate: async (request): Promise<UpdateOutcome> => {
        if (self.error) throw self.error
        if (held) await new Promise<void>((resolve) => waiting.push(resolve))
        return log.appendUpdate(request)
      }
    } as Log
  }
  return self
}
