// Deletions that are being appended: the log compares none, and what two clients send at once is to stand there once (SPEC F4).

import { findUndeleted, type StateSummary, summarizeState } from '@weft/yjs-guard'
import { clocksIn } from '../log/subtract-update.js'

export interface DeletionsUnderWay {
  /** Appends; or, while another append deletes some of the same, waits for that one and gives undefined. */
  run<T>(key: string, update: Uint8Array, append: () => Promise<T>): Promise<T | undefined>
}

interface Append {
  readonly summary: StateSummary
  readonly ended: Promise<unknown>
}

export function createDeletionsUnderWay(): DeletionsUnderWay {
  const appends = new Map<string, Set<Append>>()
  return {
    run: async (key, update, append) => {
      const summary = summarizeState(update)
      const ofKey = appends.get(key) ?? new Set<Append>()
      const other = [...ofKey].find((one) => doMeet(one.summary, summary))
      if (other) {
        await other.ended
        return undefined
      }
      const appended = append()
      const own = { summary, ended: appended.catch(() => {}) }
      appends.set(key, ofKey.add(own))
      try {
        return await appended
      } finally {
        ofKey.delete(own)
        if (ofKey.size === 0 && appends.get(key) === ofKey) appends.delete(key)
      }
    }
  }
}

function doMeet(one: StateSummary, other: StateSummary): boolean {
  const ranges = [...other.deleted.values()].flat()
  return clocksIn(findUndeleted(ranges, one)) < clocksIn(ranges)
}
