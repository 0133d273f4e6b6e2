// Opens something while the component is mounted, shared with every component that asks for the same.

import { useCallback, useSyncExternalStore } from 'react'
import { type Closable, hold, type OnEnded, shownOf } from './leases.js'
import { type Opened, opening } from './opened.js'

/** `open` is taken from the render that first asked; `owner` and `key` say what it opens. No owner: nothing yet. */
export function useOpened<T extends Closable>(
  owner: object | null,
  key: string,
  open: () => Promise<T>,
  onEnded?: OnEnded<T>
): Opened<T> {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new closure that opens the same must not open again
  const subscribe = useCallback(
    (changed: () => void) => (owner ? hold(owner, key, open, changed, onEnded) : () => {}),
    [owner, key]
  )
  return useSyncExternalStore(
    subscribe,
    () => (owner ? shownOf<T>(owner, key) : opening),
    () => opening
  )
}
