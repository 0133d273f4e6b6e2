// How much of one kind of work is under way, and when none is: a relay that stops waits for what it has begun.

export interface UnderWay {
  started(): void
  ended(): void
  /** Resolves when none is under way; at once if none is. */
  idle(): Promise<void>
}

export function createUnderWay(): UnderWay {
  let count = 0
  let waiting: (() => void)[] = []
  return {
    started: () => {
      count++
    },
    ended: () => {
      count--
      if (count > 0) return
      for (const resolve of waiting) resolve()
      waiting = []
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)))
  }
}
