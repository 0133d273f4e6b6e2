// What is durable on the relay's disk, as an oracle sees it: from records that were synced, not from what a log says.

import type { DiskRecord } from './disk-record.js'

export interface Durable {
  synced(record: DiskRecord): void
  /** The log applied the record; its space's head is there now. */
  applied(record: DiskRecord, space: string, position: number): void
  /** Whether the batch stands on the disk with these bytes' chain hash. */
  hasBatch(space: string, replica: string, batch: number): boolean
  hasUpdate(space: string, document: string, update: Uint8Array): boolean
  /** Position of the last entry that is both applied and on the disk. */
  headOf(space: string): number
  clear(): void
}

export function createDurable(): Durable {
  const batches = new Set<string>()
  const updates = new Set<string>()
  const heads = new Map<string, number>()
  const waiting = new Map<DiskRecord, { space: string; position: number }>()
  const raise = (space: string, position: number): void => {
    heads.set(space, Math.max(position, heads.get(space) ?? 0))
  }
  return {
    synced: (record) => {
      const { operation } = record
      if (operation.type === 'append') {
        const { space, replica, batch } = operation.request
        batches.add(`${space} ${replica} ${batch}`)
      } else if (operation.type === 'update') {
        const { space, document, update } = operation.request
        updates.add(keyOf(space, document, update))
      }
      const applied = waiting.get(record)
      waiting.delete(record)
      if (applied) raise(applied.space, applied.position)
    },
    applied: (record, space, position) => {
      if (record.synced) raise(space, position)
      else waiting.set(record, { space, position })
    },
    hasBatch: (space, replica, batch) => batches.has(`${space} ${replica} ${batch}`),
    hasUpdate: (space, document, update) => updates.has(keyOf(space, document, update)),
    headOf: (space) => heads.get(space) ?? 0,
    clear: () => {
      batches.clear()
      updates.clear()
      heads.clear()
      waiting.clear()
    }
  }
}

const keyOf = (space: string, document: string, update: Uint8Array): string =>
  `${space} ${document} ${Buffer.from(update.buffer, update.byteOffset, update.length).toString('latin1')}`
