// Who holds what is open: components that ask for the same thing share it, and the last one to go closes it.
//
// Letting go waits for a microtask, because React's strict mode and a change of screen let go and take again at
// once. What is asked for again while it closes is opened after the close, never beside it.

import { type Opened, opening } from './opened.js'

export interface Closable {
  close(): Promise<void>
}

interface Lease<T> {
  shown(): Opened<T>
  hold(changed: () => void): () => void
}

const leasesByOwner = new WeakMap<object, Map<string, Lease<unknown>>>()

/** What is open for `owner` under `key` now. */
export function shownOf<T>(owner: object, key: string): Opened<T> {
  const lease = leasesByOwner.get(owner)?.get(key) as Lease<T> | undefined
  return lease?.shown() ?? opening
}

/** Hears of a thing that ends without having been closed. */
export type OnEnded<T> = (value: T, ended: () => void) => void

/**
 * Opens, unless someone did, and calls `changed` at each change of what is shown. What ends by itself is opened anew.
 * Returns its release.
 */
export function hold<T extends Closable>(
  owner: object,
  key: string,
  open: () => Promise<T>,
  changed: () => void,
  onEnded?: OnEnded<T>
): () => void {
  const leases = leasesByOwner.get(owner) ?? new Map<string, Lease<unknown>>()
  leasesByOwner.set(owner, leases)
  const lease = leases.get(key) ?? createLease(open, onEnded, () => leases.delete(key))
  leases.set(key, lease)
  return lease.hold(changed)
}

function createLease<T extends Closable>(
  open: () => Promise<T>,
  onEnded: OnEnded<T> | undefined,
  forget: () => void
): Lease<T> {
  const listeners = new Set<() => void>()
  let shown: Opened<T> = opening
  let value: T | undefined
  let driving = false

  const show = (next: Opened<T>): void => {
    shown = next
    for (const listener of [...listeners]) listener()
  }
  const retry = (): void => {
    if (shown.kind !== 'failed') return
    show(opening)
    void drive()
  }
  const ended = (last: T): void => {
    if (value !== last) return
    value = undefined
    show(opening)
    last.close().catch(throwLater)
    void drive()
  }
  /** One opening or closing at a time, until what is wanted is what is there. */
  const drive = async (): Promise<void> => {
    if (driving) return
    driving = true
    while (shown.kind !== 'failed') {
      if (listeners.size > 0 && !value) {
        try {
          const opened = await open()
          value = opened
          onEnded?.(opened, () => ended(opened))
          if (listeners.size > 0 && value) show({ kind: 'open', value })
        } catch (error) {
          show({ kind: 'failed', error: toError(error), retry })
        }
      } else if (listeners.size === 0 && value) {
        const last = value
        value = undefined
        shown = opening
        await last.close().catch(throwLater)
      } else break
    }
    driving = false
    if (listeners.size === 0) forget()
  }
  return {
    shown: () => shown,
    hold: (changed) => {
      // An entry of its own for each holder, also when one function holds twice.
      const listener = (): void => changed()
      listeners.add(listener)
      void drive()
      return () => {
        listeners.delete(listener)
        queueMicrotask(() => void drive())
      }
    }
  }
}

/** A close that fails is nobody's to await any more, and is not swallowed either. */
function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
