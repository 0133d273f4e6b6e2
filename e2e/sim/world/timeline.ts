// Simulated time: what falls due, in order, each event with all that follows from it before the next one runs.

export interface Timeline {
  /** Monotonic ms since the world began. */
  elapsed(): number
  /** Runs `action` once, `delayMs` from now. Returns its cancel. */
  after(delayMs: number, action: () => void): () => void
  /** Lets `ms` pass, with everything that falls due. */
  pass(ms: number): Promise<void>
  /** Passes time in steps of what falls due until it holds, at most `ms`. False when it did not come to hold. */
  passUntil(holds: () => boolean, ms: number): Promise<boolean>
  /** Time jumps: everything that fell due meanwhile is late, as when all machines were asleep. */
  skip(ms: number): void
  /** What waits to fall due. */
  readonly pending: number
  /** Events that ran. */
  readonly events: number
}

interface Due {
  at: number
  readonly sequence: number
  /** undefined when it was cancelled. */
  action: (() => void) | undefined
}

/** Work that never ends is a finding too. */
const mostEventsInAPass = 200_000

export function createTimeline(): Timeline {
  const heap: Due[] = []
  let elapsed = 0
  let sequence = 0
  let cancelled = 0
  let events = 0

  const isBefore = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.sequence < b.sequence)

  const push = (due: Due): void => {
    let index = heap.length
    heap.push(due)
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent] as Due
      if (!isBefore(due, above)) break
      heap[index] = above
      index = parent
    }
    heap[index] = due
  }

  const pop = (): Due | undefined => {
    const first = heap[0]
    const last = heap.pop()
    if (!first || !last || first === last) return first
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Due, heap[child] as Due)) child++
      if (!isBefore(heap[child] as Due, last)) break
      heap[index] = heap[child] as Due
      index = child
    }
    heap[index] = last
    return first
  }

  /** The next that was not cancelled, if it is due by then. */
  const nextBy = (limit: number): Due | undefined => {
    for (let first = heap[0]; first && first.at <= limit; first = heap[0]) {
      pop()
      if (first.action) return first
      cancelled--
    }
    return undefined
  }

  const pass = (ms: number, isOver: () => boolean): Promise<void> => {
    const end = elapsed + ms
    let count = 0
    const step = (): 'over' | 'more' => {
      const due = isOver() ? undefined : nextBy(end)
      if (!due) {
        if (!isOver()) elapsed = end
        return 'over'
      }
      if (count++ > mostEventsInAPass) throw new Error(`C4 ${count} events in ${ms} ms: work that never ends`)
      elapsed = Math.max(elapsed, due.at)
      events++
      due.action?.()
      return 'more'
    }
    return new Promise((resolve, reject) => {
      // Outside of any promise, where what follows from an event can be run to its end before the next.
      setImmediate(() => {
        try {
          while (step() === 'more') settle()
          resolve()
        } catch (error) {
          reject(error)
        }
      })
    })
  }

  return {
    elapsed: () => elapsed,
    after: (delayMs, action) => {
      const due: Due = { at: elapsed + Math.max(0, delayMs), sequence: sequence++, action }
      push(due)
      return () => {
        if (due.action) cancelled++
        due.action = undefined
      }
    },
    pass: (ms) => pass(ms, () => false),
    passUntil: async (holds, ms) => {
      await pass(ms, holds)
      return holds()
    },
    skip: (ms) => {
      elapsed += ms
    },
    get pending() {
      return heap.length - cancelled
    },
    get events() {
      return events
    }
  }
}

/**
 * Stores and logs answer by promises alone, and those have all run when this returns. It is what Node does between two
 * timers; a turn of the loop for each event does the same, and a world takes a quarter longer.
 */
const settle = (process as unknown as { _tickCallback(): void })._tickCallback
