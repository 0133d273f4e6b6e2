// Small choices kept by the browser. Where it keeps nothing (private mode, blocked site data) they last for the page.

import { createSignal, type WritableSignal } from '@weft/base'

type Area = 'localStorage' | 'sessionStorage'

const prefix = 'weft-notes:'

/** Null also when the browser refuses: reading the property may throw already. */
export function readKept(area: Area, key: string): string | null {
  try {
    return globalThis[area].getItem(prefix + key)
  } catch {
    return null
  }
}

export function keep(area: Area, key: string, value: string): void {
  try {
    globalThis[area].setItem(prefix + key, value)
  } catch {
    // Full or forbidden: the choice holds until the page closes, and nothing but comfort is lost.
  }
}

/** A signal whose value is kept. `values` is what may be kept; anything else reads as the first of them. */
export function keptSignal<T extends string>(key: string, values: readonly [T, ...T[]]): WritableSignal<T> {
  const found = readKept('localStorage', key)
  const signal = createSignal<T>(values.find((value) => value === found) ?? values[0])
  signal.subscribe((value) => keep('localStorage', key, value))
  return signal
}
