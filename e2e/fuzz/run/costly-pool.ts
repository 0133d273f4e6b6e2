// The cost search: keeps the messages that cost most for their bytes, to be sent again and mutated further.

import { type Costly, type Figures, heapPerByte, msPerByte } from './figures.js'
import type { Cost } from './meter.js'
import type { Pool } from './target.js'

export interface CostlyPool extends Pool {
  note(message: Uint8Array, cost: Cost): void
  /** The worst so far; times are the least of all that were measured of that message. */
  worst(): Pick<Figures, 'dearest' | 'hungriest'>
}

interface Kept {
  readonly message: Uint8Array
  ms: number
  heapBytes: number
  sent: number
}

const most = 24
/** A first time may have met a collection or a compilation; the least of several is the message's own. */
const enough = 3
/** Larger ones would fill the heap that they are to be measured in. */
const largest = 2 * 1024 * 1024

export function createCostlyPool(): CostlyPool {
  const kept = new Map<string, Kept>()
  const score = ({ message, ms, heapBytes }: Kept): number => {
    const bytes = message.length
    // Both count: a millisecond a KiB is about as bad as a kibibyte a byte.
    return msPerByte({ ms, bytes }) * 1024 + heapPerByte({ heapBytes, bytes }) / 1024
  }
  const keyOf = (message: Uint8Array): string => `${message.length} ${beginOf(message)}`
  const dropLeast = (): void => {
    let least: [string, number] | undefined
    for (const [key, one] of kept) {
      const its = score(one)
      if (!least || its < least[1]) least = [key, its]
    }
    if (least) kept.delete(least[0])
  }
  const proven = (): Kept[] => [...kept.values()].filter(({ sent }) => sent >= enough)
  return {
    pick: (random) => {
      if (kept.size === 0) return undefined
      return random.pick([...kept.values()]).message
    },
    note: (message, { ms, heapBytes }) => {
      if (message.length > largest) return
      const known = kept.get(keyOf(message))
      if (known) {
        known.ms = Math.min(known.ms, ms)
        if (heapBytes >= 0) known.heapBytes = Math.min(known.heapBytes, heapBytes)
        known.sent++
        return
      }
      const fresh: Kept = { message, ms, heapBytes: Math.max(0, heapBytes), sent: 1 }
      if (kept.size >= most) {
        const least = Math.min(...[...kept.values()].map(score))
        if (score(fresh) <= least) return
        dropLeast()
      }
      kept.set(keyOf(message), { ...fresh, message: message.slice() })
    },
    worst: () => {
      let dearest: Costly | null = null
      let hungriest: Figures['hungriest'] = null
      for (const { message, ms, heapBytes } of proven()) {
        const begins = beginOf(message)
        const bytes = message.length
        if (!dearest || msPerByte({ ms, bytes }) > msPerByte(dearest)) dearest = { ms, bytes, begins }
        const isHungrier = !hungriest || heapPerByte({ heapBytes, bytes }) > heapPerByte(hungriest)
        if (isHungrier) hungriest = { heapBytes, bytes, begins }
      }
      return { dearest, hungriest }
    }
  }
}

export const beginOf = (message: Uint8Array): string =>
  Buffer.from(message.subarray(0, 24)).toString('hex') + (message.length > 24 ? '…' : '')
