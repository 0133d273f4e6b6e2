// Fails once, for good: when it is told to, or when nothing has moved for a while although something is awaited.

import type { Clock } from '@weft/base'
import { TargetError } from './port.js'

export interface StallWatch {
  /** Something moved. */
  moved(): void
  fail(error: TargetError): void
  /** Runs `work` with the watch on: rejects as soon as it fails, and at once when it has failed already. */
  during<T>(work: Promise<T>): Promise<T>
  close(): void
}

/** Longer than a relay takes to start again, and than a dead connection takes to be noticed. */
const patienceMs = 120_000

export function createStallWatch(clock: Clock): StallWatch {
  let failed: TargetError | undefined
  let failWaiters: ((error: TargetError) => void)[] = []
  let cancel: (() => void) | undefined

  const fail = (error: TargetError): void => {
    failed ??= error
    for (const reject of failWaiters) reject(failed)
    failWaiters = []
  }
  const stalled = (): void =>
    fail(new TargetError('relay-unreachable', `the relay has not answered for ${patienceMs / 1_000} s.`))
  const restart = (): void => {
    cancel?.()
    cancel = failWaiters.length > 0 ? clock.after(patienceMs, stalled) : undefined
  }

  return {
    moved: restart,
    fail,
    during: async (work) => {
      if (failed) {
        work.catch(() => undefined)
        throw failed
      }
      let leave = (): void => undefined
      const failing = new Promise<never>((_, reject) => {
        failWaiters.push(reject)
        leave = () => {
          failWaiters = failWaiters.filter((other) => other !== reject)
        }
      })
      if (!cancel) restart()
      try {
        return await Promise.race([work, failing])
      } finally {
        leave()
        if (failWaiters.length === 0) restart()
      }
    },
    close: () => cancel?.()
  }
}
