// Devices that edit one document at random and exchange what they like, with every update kept for delivery in any order.

import * as Y from 'yjs'
import * as z from 'zod'
import { defineDocument } from '../define-document.js'
import { counter, group, list, mapKey, order, records, register, set, text } from '../fields/field.js'
import { latest, manual, rule } from '../strategies.js'
import { createReplica, createTestTime, start } from './replicas.js'

export const sheet = defineDocument({
  name: 'sheet',
  version: 1,
  fields: {
    body: text(),
    late: register(z.number(), { strategy: latest() }),
    hand: register(z.number(), { strategy: manual() }),
    most: register(z.number(), {
      strategy: rule((sides) => Math.max(...sides.map(({ value }) => value ?? 0))),
      default: -1
    }),
    group: group({ inner: register(z.number(), { strategy: manual() }) }),
    tags: set(z.string()),
    steps: order(z.string()),
    log: list(z.number()),
    likes: counter(),
    items: records({
      name: register(z.number(), { strategy: manual() }),
      count: counter(),
      note: text(),
      marks: set(z.string())
    }),
    created: mapKey('meta', 'created', z.number())
  }
})

export const names = ['ana', 'ben', 'cem', 'dia'] as const
export const members = ['a', 'b', 'c'] as const
export const ids = ['one', 'two'] as const

const bound = (device: string, ydoc: Y.Doc, time = createTestTime()) =>
  createReplica(sheet, device, { ydoc, time })

export type Device = ReturnType<typeof bound> & { readonly name: string }

export interface World {
  readonly devices: readonly Device[]
  /** Every update that a device made itself, in the order of time. */
  readonly made: readonly Uint8Array[]
  /** Runs work on a device; whether it made an update. */
  did(at: number, work: (device: Device) => void): boolean
  /** Everything goes from one to the other. */
  send(from: number, to: number): void
  /** Updates by their places in `made`, in this order, as often as they are named. */
  deliver(to: number, places: readonly number[]): void
  /** The app ends, and starts anew over the same bytes. */
  restart(at: number): void
  meet(): void
}

export function createWorld(count: number): World {
  const made: Uint8Array[] = []
  const open = (name: string, ydoc: Y.Doc, time?: Device['time']): Device => {
    ydoc.on('update', (update: Uint8Array, _origin: unknown, _ydoc: Y.Doc, { local }: Y.Transaction) => {
      if (local) made.push(update)
    })
    return { name, ...bound(name, ydoc, time) }
  }
  const devices = names.slice(0, count).map((name) => open(name, new Y.Doc()))
  const device = (at: number): Device => devices[at % count] as Device
  const send = (from: number, to: number): void => {
    const { ydoc } = device(to)
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(device(from).ydoc, Y.encodeStateVector(ydoc)))
  }
  return {
    devices,
    made,
    send,
    did: (at, work) => {
      const before = made.length
      work(device(at))
      return made.length > before
    },
    deliver: (to, places) => {
      if (made.length === 0) return
      for (const place of places) Y.applyUpdate(device(to).ydoc, made[place % made.length] as Uint8Array)
    },
    restart: (at) => {
      const { name, ydoc, time, document } = device(at)
      const bytes = Y.encodeStateAsUpdate(ydoc)
      void document.close()
      const fresh = new Y.Doc()
      Y.applyUpdate(fresh, bytes)
      devices[at % count] = open(name, fresh, time)
    },
    meet: () => {
      for (let round = 0; round < 2; round++) {
        for (let from = 0; from < count; from++) {
          for (let to = 0; to < count; to++) if (from !== to) send(from, to)
        }
      }
    }
  }
}

/** A device's clock jumps, or it hears another time from the relay, or none. */
export function jump({ time }: Device, by: number, tells: number): void {
  const jumps = [0, 1, 1_000, 299_999, 300_001, 365 * 86_400_000, -1_000, -365 * 86_400_000]
  time.set(start + (jumps[by % jumps.length] as number))
  time.tell(tells % 3 === 0 ? null : start - time.now() + (tells % 7))
}

/** What a device shows, as far as all have to show the same. */
export const shown = ({ document }: Device) => ({
  values: document.values(),
  conflicts: document.conflicts.get(),
  state: document.state.get()
})

export function readOnce(ydoc: Y.Doc) {
  const { values, conflicts, state } = sheet.read(ydoc)
  return { values, conflicts, state }
}
