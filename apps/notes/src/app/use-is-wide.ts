// Whether there is room for the list beside the note: the same width as in the styles.

import { useSyncExternalStore } from 'react'

const wide = window.matchMedia('(min-width: 700px)')

const subscribe = (changed: () => void): (() => void) => {
  wide.addEventListener('change', changed)
  return () => wide.removeEventListener('change', changed)
}

export const useIsWide = (): boolean => useSyncExternalStore(subscribe, () => wide.matches)
