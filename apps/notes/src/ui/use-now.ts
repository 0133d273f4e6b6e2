// The present moment, at each render and as often as what is shown needs it.

import { useEffect, useState } from 'react'

/** Null: nothing that is shown depends on the time passing. */
export function useNow(everyMs: number | null): number {
  const [, setTick] = useState(0)
  useEffect(() => {
    if (everyMs === null) return
    const tick = (): void => setTick((ticks) => ticks + 1)
    const timer = setInterval(tick, everyMs)
    // A page that comes back into sight may have slept through its timers.
    document.addEventListener('visibilitychange', tick)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tick)
    }
  }, [everyMs])
  return Date.now()
}
