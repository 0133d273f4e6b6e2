// The status as a screen shows it: bad news at once; good news after a moment, so that typing does not flicker.

import type { Space, SpaceStatus } from '@weft/client'
import { useDevices, useSyncStatus } from '@weft/react'
import { useEffect, useState } from 'react'
import { useNow } from '../ui/use-now.js'
import { type StatusWords, statusWords } from './status-words.js'

/** While someone types, "sent" and "sending" alternate several times a second. */
const calmMs = 700

/** Late good news is still true: what is shown has happened (S2). Nothing else is ever held back. */
export function useCalmStatus(space: Space<unknown>): SpaceStatus {
  const status = useSyncStatus(space)
  const [busyUntil, setBusyUntil] = useState(0)
  const isBusy = status.kind === 'syncing'
  const isGood = status.kind === 'up-to-date' || (status.kind === 'waiting' && status.for === 'devices')
  useEffect(() => {
    if (isBusy) setBusyUntil(Number.POSITIVE_INFINITY)
    else if (isGood && busyUntil > 0) {
      if (busyUntil === Number.POSITIVE_INFINITY) setBusyUntil(Date.now() + calmMs)
      const timer = setTimeout(() => setBusyUntil(0), calmMs)
      return () => clearTimeout(timer)
    } else setBusyUntil(0)
    return undefined
  }, [isBusy, isGood, busyUntil])
  if (isGood && busyUntil > 0) {
    return { kind: 'syncing', sendingEdits: 0, receiving: null, counts: status.counts }
  }
  return status
}

export function useStatusWords(space: Space<unknown>): StatusWords & { readonly kind: SpaceStatus['kind'] } {
  const status = useCalmStatus(space)
  const devices = useDevices(space)
  const countsDown = status.kind === 'waiting' && status.retryAt !== null
  const now = useNow(countsDown ? 1000 : 30_000)
  return { ...statusWords(status, devices, now), kind: status.kind }
}
