// Greets a replica within the group's transaction, and removes a device.

import { type DeviceRow, startMark } from '@weft/protocol'
import {
  decideGreeting,
  type Greeted,
  type Greeting,
  isGuestId,
  notBehind,
  positionsToVerify,
  refuseGreeting,
  toDeviceRow,
  toRemoved
} from '@weft/relay/log'
import { toSpaceRecord } from '../rows/space-rows.js'
import type { Tables } from '../rows/tables.js'
import type { Planned } from './append.js'

export function planGreeting(tables: Tables, greeting: Greeting, epoch: string): Planned<Greeted> {
  const { hello, device } = greeting
  const proofHash = tables.devices.proofHashOf(device.id, hello.space)
  const error = refuseGreeting(greeting, proofHash)
  if (error) return { answer: { ok: false, error } }
  const space = tables.spaces.find(hello.space)
  const replica = space && tables.replicas.find(space, hello.replica)
  const replaces = space && hello.replaces !== null ? tables.replicas.find(space, hello.replaces) : undefined
  const hashes = new Map<number, Uint8Array>()
  for (const position of space ? positionsToVerify(hello) : []) {
    const hash = space && tables.hashAt(space, position)
    if (hash) hashes.set(position, hash)
  }
  const record = space ? toSpaceRecord(space) : newSpace(hello.space, epoch)
  const decision = decideGreeting(greeting, {
    space: record,
    proofHash,
    replica: replica?.record,
    replaces: replaces?.record,
    rowsOfDevice: () => (space ? tables.replicas.list(space, device.id).map(({ record: row }) => row) : []),
    hashes
  })
  if (!decision.ok) return { answer: decision }
  return {
    answer: { ok: true, standing: decision.standing, space: record, held: decision.held },
    write: () => {
      const opened = space ?? tables.spaces.insert(hello.space, epoch)
      for (const row of decision.replicas) tables.replicas.write(opened, row)
      if (decision.proofHash) tables.devices.bind(device.id, decision.proofHash)
      if (replica && decision.forgetBatchesBelow > 0) {
        tables.batches.forgetBelow(replica.ref, decision.forgetBatchesBelow)
      }
    }
  }
}

export function planForgetting(tables: Tables, space: string, device: string): Planned<DeviceRow[]> {
  const found = tables.spaces.find(space)
  if (!found || isGuestId(device)) return { answer: [] }
  const states = tables.replicas.list(found, device)
  const head = found.head.position
  return {
    answer: states.map(({ record }) => toDeviceRow({ ...record, removed: true }, notBehind, head)),
    write: () => {
      for (const { record } of states) tables.replicas.write(found, toRemoved(record))
    }
  }
}

function newSpace(space: string, epoch: string) {
  return { space, epoch, head: startMark, horizon: 0 }
}
