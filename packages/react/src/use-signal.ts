// Shows a signal's present value, or what is selected from it, without tearing.

import type { Signal } from '@weft/base'
import { useCallback, useRef, useSyncExternalStore } from 'react'

export type Equal<T> = (a: T, b: T) => boolean

export function useSignal<T>(signal: Signal<T>): T
/** Renders again only when `equal` (by default Object.is) tells the selections apart. */
export function useSignal<T, R>(signal: Signal<T>, select: (value: T) => R, equal?: Equal<R>): R
export function useSignal<T, R>(signal: Signal<T>, select?: (value: T) => R, equal?: Equal<R>): T | R {
  return useMaybeSignal<T, R>(signal, select, equal) as T | R
}

interface Selected<T, R> {
  readonly signal: Signal<T>
  readonly value: T
  readonly select: ((value: T) => R) | undefined
  readonly shown: T | R
}

/** The same for a signal that may not be there yet: null until it is. */
export function useMaybeSignal<T, R>(
  signal: Signal<T> | null,
  select?: (value: T) => R,
  equal: Equal<R> = Object.is
): T | R | null {
  // What was shown last. An inline selector is new at each render; a result that is equal keeps its identity.
  const last = useRef<Selected<T, R> | null>(null)
  const snapshot = (): T | R | null => {
    if (!signal) return null
    const value = signal.get()
    if (!select) return value
    const before = last.current?.signal === signal ? last.current : null
    if (before && Object.is(before.value, value) && before.select === select) return before.shown
    const found = select(value)
    const shown = before?.select && equal(before.shown as R, found) ? before.shown : found
    last.current = { signal, value, select, shown }
    return shown
  }
  const subscribe = useCallback((changed: () => void) => signal?.subscribe(changed) ?? (() => {}), [signal])
  return useSyncExternalStore(subscribe, snapshot, snapshot)
}
