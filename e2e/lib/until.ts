// Waits for facts: each wait names what it waits for and fails by name when that does not come in time.

import type { Signal } from '@weft/base'

const patienceMs = 30_000

/** Resolves with the first value, from the present one on, that `is` holds for. */
export function until<T>(
  signal: Signal<T>,
  is: (value: T) => boolean,
  what: string,
  timeoutMs = patienceMs
): Promise<T> {
  return new Promise((resolve, reject) => {
    const present = signal.get()
    if (is(present)) return resolve(present)
    const timer = setTimeout(() => {
      unsubscribe()
      reject(new Error(`${what} did not come within ${timeoutMs} ms; now ${JSON.stringify(signal.get())}`))
    }, timeoutMs)
    const unsubscribe = signal.subscribe((value) => {
      if (!is(value)) return
      clearTimeout(timer)
      unsubscribe()
      resolve(value)
    })
  })
}

/** Looks every few ms; for what tells nobody when it changes. `what` may say how it stands when it fails. */
export async function untilTrue(
  is: () => boolean | Promise<boolean>,
  what: string | (() => string),
  timeoutMs = patienceMs
): Promise<void> {
  const end = performance.now() + timeoutMs
  while (!(await is())) {
    if (performance.now() > end) {
      throw new Error(`${typeof what === 'string' ? what : what()} did not come within ${timeoutMs} ms`)
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
