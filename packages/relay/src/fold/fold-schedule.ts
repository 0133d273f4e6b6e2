// When spaces are folded into snapshots: after many entries, and slowly by the clock. One at a time, beside appends.

import type { Core } from '../core/core.js'
import type { FoldSettings } from '../core/settings.js'
import type { CommittedGroup } from '../log/port.js'

export interface FoldSchedule {
  /** Resolves when the fold under way is done; none begins after. */
  close(): Promise<void>
}

/** Between two folds, so that appends and reads have the log for themselves most of the time. */
const restMs = 1_000

export function startFoldSchedule(core: Core, settings: FoldSettings): FoldSchedule {
  const { clock, log, logger } = core
  const entriesBySpace = new Map<string, number>()
  const due = new Set<string>()
  let folding = Promise.resolve()
  let busy = false
  let closed = false
  let cancelRest: (() => void) | undefined

  const foldNext = (): void => {
    const [space] = due
    if (space === undefined || busy || closed) return
    due.delete(space)
    entriesBySpace.delete(space)
    busy = true
    folding = fold(space).finally(() => {
      cancelRest = clock.after(restMs, () => {
        busy = false
        foldNext()
      })
      if (closed) cancelRest()
    })
  }

  const fold = async (space: string): Promise<void> => {
    const { minEntries, retentionMs } = settings
    const deleteBefore = retentionMs === null ? null : clock.now() - retentionMs
    try {
      const { snapshots, deletedEntries, horizon } = await log.fold({ space, minEntries, deleteBefore })
      if (snapshots + deletedEntries === 0) return
      logger({ level: 'info', event: 'space-folded', fields: { space, snapshots, deletedEntries, horizon } })
    } catch (error) {
      // A space that cannot be folded is still served (SPEC L5); it is tried again with the timer.
      logger({ level: 'error', event: 'fold-failed', fields: { space, error: String(error) } })
      entriesBySpace.set(space, 1)
    }
  }

  const unsubscribe = log.subscribe(({ space, entries }: CommittedGroup) => {
    const count = (entriesBySpace.get(space) ?? 0) + entries.length
    entriesBySpace.set(space, count)
    if (count < settings.afterEntries) return
    due.add(space)
    foldNext()
  })

  /** With a retention, entries come of age in spaces where nothing is written, and from before this start. */
  const sweep = async (): Promise<void> => {
    for (const space of entriesBySpace.keys()) due.add(space)
    if (settings.retentionMs !== null) {
      try {
        for (const { space, head } of await log.spaces()) if (head.position > 0) due.add(space)
      } catch (error) {
        logger({ level: 'error', event: 'fold-failed', fields: { error: String(error) } })
      }
    }
    foldNext()
  }

  let cancelSweep = clock.after(settings.everyMs, function again() {
    cancelSweep = clock.after(settings.everyMs, again)
    void sweep()
  })

  return {
    close: () => {
      closed = true
      unsubscribe()
      cancelSweep()
      cancelRest?.()
      return folding
    }
  }
}
