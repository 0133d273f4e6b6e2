// devices: the rows of a space's devices view, whole at first and then each row that changed.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { readFlag, readList, readOptional, writeFlag, writeList, writeOptional } from './fields.js'
import {
  readSchemas,
  readSelection,
  type SchemaVersion,
  type Selection,
  writeSchemas,
  writeSelection
} from './hello.js'

export interface Devices {
  readonly type: 'devices'
  readonly space: string
  /** True: these are all rows. False: each takes the place of the row with the same device and replica. */
  readonly whole: boolean
  readonly rows: readonly DeviceRow[]
}

export interface DeviceRow {
  readonly device: string
  readonly replica: string
  readonly name: string
  readonly platform: string
  readonly appVersion: string
  readonly schemas: readonly SchemaVersion[]
  /** The highest position this replica reported as durable. */
  readonly cursor: number
  /** What the log held beyond that cursor, of others' making, when its head was at `asOf`. */
  readonly behind: Behind
  readonly asOf: number
  readonly selection: Selection
  /** Edits in its outbox as last reported, and when (relay's wall time, ms); none when it never said. */
  readonly waiting: { readonly edits: number; readonly time: number } | null
  readonly persistent: boolean | null
  /** Relay's wall time when the device was last heard, ms. */
  readonly lastSeen: number
  readonly online: boolean
  /** `weft` for devices of this protocol; other endpoints name theirs. */
  readonly kind: string
  /** The replica that took this one's place; such a row no longer counts (SPEC S1). */
  readonly replacedBy: string | null
  /** The row was removed by a person: drop it. */
  readonly removed: boolean
}

export interface Behind {
  readonly edits: number
  readonly documents: number
  /** Relay's wall time of the oldest missing entry, ms; 0 when nothing is missing. */
  readonly since: number
  /** False: the log was folded beyond the cursor, so there may be more (SPEC S5). */
  readonly exact: boolean
}

export function writeDevices(encoder: encoding.Encoder, frame: Devices): void {
  encoding.writeVarString(encoder, frame.space)
  writeFlag(encoder, frame.whole)
  writeList(encoder, frame.rows, writeDeviceRow)
}

export function readDevices(decoder: decoding.Decoder): Devices {
  return {
    type: 'devices',
    space: decoding.readVarString(decoder),
    whole: readFlag(decoder),
    rows: readList(decoder, readDeviceRow)
  }
}

/** Also the form in which a device stores the rows it last saw. */
export function writeDeviceRow(encoder: encoding.Encoder, row: DeviceRow): void {
  encoding.writeVarString(encoder, row.device)
  encoding.writeVarString(encoder, row.replica)
  encoding.writeVarString(encoder, row.name)
  encoding.writeVarString(encoder, row.platform)
  encoding.writeVarString(encoder, row.appVersion)
  writeSchemas(encoder, row.schemas)
  encoding.writeVarUint(encoder, row.cursor)
  encoding.writeVarUint(encoder, row.behind.edits)
  encoding.writeVarUint(encoder, row.behind.documents)
  encoding.writeVarUint(encoder, row.behind.since)
  writeFlag(encoder, row.behind.exact)
  encoding.writeVarUint(encoder, row.asOf)
  writeSelection(encoder, row.selection)
  writeOptional(encoder, row.waiting, (inner, waiting) => {
    encoding.writeVarUint(inner, waiting.edits)
    encoding.writeVarUint(inner, waiting.time)
  })
  writeOptional(encoder, row.persistent, writeFlag)
  encoding.writeVarUint(encoder, row.lastSeen)
  writeFlag(encoder, row.online)
  encoding.writeVarString(encoder, row.kind)
  writeOptional(encoder, row.replacedBy, encoding.writeVarString)
  writeFlag(encoder, row.removed)
}

export function readDeviceRow(decoder: decoding.Decoder): DeviceRow {
  return {
    device: decoding.readVarString(decoder),
    replica: decoding.readVarString(decoder),
    name: decoding.readVarString(decoder),
    platform: decoding.readVarString(decoder),
    appVersion: decoding.readVarString(decoder),
    schemas: readSchemas(decoder),
    cursor: decoding.readVarUint(decoder),
    behind: {
      edits: decoding.readVarUint(decoder),
      documents: decoding.readVarUint(decoder),
      since: decoding.readVarUint(decoder),
      exact: readFlag(decoder)
    },
    asOf: decoding.readVarUint(decoder),
    selection: readSelection(decoder),
    waiting: readOptional(decoder, (inner) => ({
      edits: decoding.readVarUint(inner),
      time: decoding.readVarUint(inner)
    })),
    persistent: readOptional(decoder, readFlag),
    lastSeen: decoding.readVarUint(decoder),
    online: readFlag(decoder),
    kind: decoding.readVarString(decoder),
    replacedBy: readOptional(decoder, decoding.readVarString),
    removed: readFlag(decoder)
  }
}
