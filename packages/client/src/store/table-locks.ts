// Which transactions may run together, by IndexedDB's rule: first come first served, and a writer shares no table.

import type { StoreTable } from './port.js'

export interface TableLocks {
  /** Runs `work` as soon as no earlier transaction stands in its way. */
  run<T>(mode: 'read' | 'write', tables: readonly StoreTable[], work: () => Promise<T>): Promise<T>
}

interface Entry {
  readonly mode: 'read' | 'write'
  readonly tables: readonly StoreTable[]
  readonly start: () => void
  running: boolean
}

export function createTableLocks(): TableLocks {
  let entries: Entry[] = []

  const startWhatCan = (): void => {
    entries.forEach((entry, index) => {
      if (entry.running || entries.slice(0, index).some((earlier) => collide(earlier, entry))) return
      entry.running = true
      entry.start()
    })
  }

  return {
    run: async (mode, tables, work) => {
      let entry: Entry | undefined
      await new Promise<void>((start) => {
        entry = { mode, tables, start, running: false }
        entries.push(entry)
        startWhatCan()
      })
      try {
        return await work()
      } finally {
        entries = entries.filter((other) => other !== entry)
        startWhatCan()
      }
    }
  }
}

const collide = (a: Entry, b: Entry): boolean =>
  (a.mode === 'write' || b.mode === 'write') && a.tables.some((table) => b.tables.includes(table))
