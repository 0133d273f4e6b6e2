// One campaign for leadership over Web Locks, which outlives a frozen page and takes over from a silent leader.
//
// The lock passes on by itself when its page dies (T3). A page that is suspended would keep it and block all tabs, so
// the leader lets go when it is about to be suspended; and since not every browser says so beforehand, a visible page
// asks the leader now and then whether it is there, and takes the lock from one that does not answer.

import type { Clock } from '@weft/base'
import { isPageVisible, onPageLifecycle } from './page-lifecycle.js'

/** How long a leader may be silent when asked. Long enough for a page that is busy, and no harm is done if not (T5). */
const answerWithinMs = 1_000
const askEveryMs = 10_000
/** A timer this late says that this tab was not running itself, so the answer may be waiting to be heard. */
const lateByMs = 500

export interface LockCampaign {
  readonly locks: LockManager
  readonly name: string
  readonly clock: Clock
  readonly onElected: () => void
  readonly onDeposed: () => void
}

interface Candidacy {
  leading: boolean
  /** Leaves the queue or gives the lock back. */
  withdraw: () => void
}

/** Returns the release. */
export function campaignByLock({ locks, name, clock, onElected, onDeposed }: LockCampaign): () => void {
  let current: Candidacy | undefined
  let cancelTimer = (): void => {}
  const line = new BroadcastChannel(name)

  const stand = (how: 'queue' | 'steal'): void => {
    withdraw()
    const queued = new AbortController()
    const own: Candidacy = { leading: false, withdraw: () => queued.abort() }
    const hold = (): Promise<void> | undefined => {
      if (current !== own) return undefined
      own.leading = true
      cancelTimer()
      // In a microtask, so that an error of the listener is nobody else's.
      queueMicrotask(() => {
        if (current === own) onElected()
      })
      return new Promise((giveBack) => {
        own.withdraw = giveBack
      })
    }
    current = own
    locks.request(name, how === 'steal' ? { steal: true } : { signal: queued.signal }, hold).catch(() => {
      if (current !== own) return
      if (own.leading) {
        stand('queue')
        onDeposed()
      } else {
        // The browser refuses locks to this page (an opaque origin): as without locks, it leads alone.
        own.leading = true
        onElected()
      }
    })
  }

  const withdraw = (): void => {
    const last = current
    current = undefined
    last?.withdraw()
  }

  const askLeader = (): void => {
    cancelTimer()
    if (!current || current.leading || !isPageVisible()) return
    line.postMessage('there?')
    const askedAt = clock.monotonic()
    cancelTimer = clock.after(answerWithinMs, () => {
      if (!current || current.leading || !isPageVisible()) return
      if (clock.monotonic() - askedAt > answerWithinMs + lateByMs) askLeader()
      else stand('steal')
    })
  }

  line.onmessage = ({ data }) => {
    if (data === 'there?' && current?.leading) line.postMessage('here')
    if (data !== 'here' || current?.leading) return
    cancelTimer()
    cancelTimer = clock.after(askEveryMs, askLeader)
  }

  const unwatch = onPageLifecycle((fact) => {
    if (fact === 'suspending') {
      const led = current?.leading
      cancelTimer()
      withdraw()
      if (led) onDeposed()
    } else if (fact !== 'hidden') {
      if (!current) stand('queue')
      askLeader()
    }
  })

  stand('queue')
  askLeader()

  return () => {
    unwatch()
    cancelTimer()
    line.close()
    withdraw()
  }
}
