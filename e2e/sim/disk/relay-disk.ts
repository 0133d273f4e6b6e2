// The relay's disk: a journal whose bytes are there for good only after a sync, and which can fill up, fail and rot.

import type { SeededRandom } from '@weft/base/testing'
import { LogError, type LogErrorCode } from '@weft/relay/log'
import type { Tally } from '../world/tally.js'
import type { Timeline } from '../world/timeline.js'
import type { DiskRecord } from './disk-record.js'
import { createDurable, type Durable } from './durable.js'
import { decodeOperation, encodeOperation, isIntact, type Operation, spaceOf } from './operation.js'

export interface RelayDisk {
  readonly records: DiskRecord[]
  /** What an oracle may take for durable, kept apart from what any log says. */
  readonly durable: Durable
  /** No room: what is written fails until this is over. */
  full: boolean
  /** The next write fails once. */
  failNext: boolean
  /** Longest time of a sync, ms. */
  syncMs: number
  /** Raised when what was durable is no longer: a restore. */
  readonly generation: number
  write(operations: readonly Operation[]): void
  /** Takes what was written since the last sync back: the transaction failed. */
  takeBack(): void
  /** Syncs that were asked for, so far. */
  readonly syncs: number
  /** Resolves when what was written before is durable; rejects with LogError. */
  sync(): Promise<void>
  /** Power is lost: what was not synced is lost, torn or kept. */
  loseUnsynced(): void
  /** What a start finds: the operations of the journal, with a torn tail cut off. */
  recover(): readonly DiskRecord[]
  /** One bit of a record that holds entries of the space rots. False when there is none. */
  flip(): boolean
  repair(): void
  readonly flips: number
  isDamaged(record: DiskRecord): boolean
  copy(): readonly DiskRecord[]
  restore(copy: readonly DiskRecord[], as: 'same-epoch' | 'new-epoch'): void
}

export function createRelayDisk(timeline: Timeline, random: SeededRandom, tally: Tally): RelayDisk {
  const records: DiskRecord[] = []
  const flipped: { record: DiskRecord; byte: number; bit: number }[] = []
  const durable = createDurable()
  let generation = 0
  let powerCycle = 0
  let syncs = 0

  const nextFailure = (): LogErrorCode | undefined => {
    if (disk.full) return 'log-full'
    if (!disk.failNext) return undefined
    disk.failNext = false
    return 'log-unavailable'
  }

  const settle = (record: DiskRecord): void => {
    record.synced = true
    durable.synced(record)
  }

  const disk: RelayDisk = {
    records,
    durable,
    full: false,
    failNext: false,
    syncMs: 0,
    get generation() {
      return generation
    },
    write: (operations) => {
      const failure = nextFailure()
      if (failure) {
        tally.fault(failure === 'log-full' ? 'disk: no room' : 'disk: i/o error')
        throw new LogError(failure, 'the disk did not take it')
      }
      for (const operation of operations) {
        records.push({ bytes: encodeOperation(operation), operation, synced: false })
      }
    },
    takeBack: () => {
      while (records.length > 0 && !records.at(-1)?.synced) records.pop()
    },
    get syncs() {
      return syncs
    },
    sync: () =>
      new Promise((resolve, reject) => {
        syncs++
        const written = records.filter(({ synced }) => !synced)
        const asked = powerCycle
        timeline.after(random.below(disk.syncMs + 1), () => {
          // Whoever asked is gone with the power.
          if (asked !== powerCycle) return
          const failure = nextFailure()
          if (failure) {
            tally.fault('disk: sync failed')
            reject(new LogError(failure, 'the disk did not sync'))
            return
          }
          for (const record of written) settle(record)
          resolve()
        })
      }),
    loseUnsynced: () => {
      powerCycle++
      const first = records.findIndex(({ synced }) => !synced)
      if (first < 0) return
      const kept = random.pick(['none', 'some', 'all'] as const)
      const end =
        kept === 'none'
          ? first
          : kept === 'all'
            ? records.length
            : first + random.below(records.length - first)
      tally.fault(`disk: unsynced ${kept === 'all' ? 'kept' : 'lost'}`)
      const torn = kept === 'some' ? records[end] : undefined
      records.length = end
      for (const record of records.slice(first)) settle(record)
      if (!torn) return
      tally.fault('disk: torn tail')
      torn.bytes = torn.bytes.slice(0, random.below(torn.bytes.length))
      records.push(torn)
    },
    recover: () => {
      const last = records.at(-1)
      // A record that was synced and cannot be read is damage in its place; one that was not is a torn tail.
      if (last && !last.synced && decodeOperation(last.bytes) === undefined) records.pop()
      return records
    },
    flip: () => {
      const candidates = records.filter(({ operation, synced }) => synced && operation.type === 'append')
      if (candidates.length === 0) return false
      const record = random.pick(candidates)
      const byte = random.below(record.bytes.length)
      const bit = 1 << random.below(8)
      record.bytes[byte] = (record.bytes[byte] as number) ^ bit
      flipped.push({ record, byte, bit })
      return true
    },
    repair: () => {
      for (const { record, byte, bit } of flipped.splice(0)) {
        record.bytes[byte] = (record.bytes[byte] as number) ^ bit
      }
    },
    get flips() {
      return flipped.length
    },
    isDamaged: ({ bytes }) => flipped.length > 0 && !isIntact(bytes),
    copy: () => records.filter(({ synced }) => synced),
    restore: (copy, as) => {
      disk.repair()
      generation++
      const epochs = new Map<string, Uint8Array>()
      const epochOf = (operation: Operation): Uint8Array => {
        if (as === 'same-epoch') return operation.epoch
        const epoch = epochs.get(spaceOf(operation)) ?? random.bytes(operation.epoch.length)
        epochs.set(spaceOf(operation), epoch)
        return epoch
      }
      records.length = 0
      durable.clear()
      for (const { operation } of copy) {
        const restored = { ...operation, epoch: epochOf(operation) }
        const record = { bytes: encodeOperation(restored), operation: restored, synced: false }
        records.push(record)
        settle(record)
      }
    }
  }
  return disk
}
