// cursor: how far a device's durable store has come, and what still waits in it.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { readFlag, writeFlag } from './fields.js'

export interface CursorReport {
  readonly type: 'cursor'
  readonly space: string
  /** Everything up to here is in the device's durable store (SPEC L10). */
  readonly position: number
  /** Edits in the device's outbox. */
  readonly waitingEdits: number
  /** Whether the browser promised to keep the store. */
  readonly persistent: boolean
}

export function writeCursor(encoder: encoding.Encoder, cursor: CursorReport): void {
  encoding.writeVarString(encoder, cursor.space)
  encoding.writeVarUint(encoder, cursor.position)
  encoding.writeVarUint(encoder, cursor.waitingEdits)
  writeFlag(encoder, cursor.persistent)
}

export function readCursor(decoder: decoding.Decoder): CursorReport {
  return {
    type: 'cursor',
    space: decoding.readVarString(decoder),
    position: decoding.readVarUint(decoder),
    waitingEdits: decoding.readVarUint(decoder),
    persistent: readFlag(decoder)
  }
}
