// Waits for a signal to have a value.

import type { Signal } from '@weft/base'

/** Resolves with the first value, from the present one on, that `is` holds for. */
export function until<T>(signal: Signal<T>, is: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const present = signal.get()
    if (is(present)) return resolve(present)
    const unsubscribe = signal.subscribe((value) => {
      if (!is(value)) return
      unsubscribe()
      resolve(value)
    })
  })
}
