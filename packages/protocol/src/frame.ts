// What a frame is, whoever sends it: a type byte and the frame's fields.

import { fail, ok, type Result } from '@weft/base'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { CursorReport } from './frames/cursor.js'
import type { Devices } from './frames/devices.js'
import type { Entries } from './frames/entries.js'
import type { Hello } from './frames/hello.js'
import type { Push } from './frames/push.js'
import type { Receipt } from './frames/receipt.js'
import type { AwarenessFrame, Credit, ErrorFrame, Fetch, Forget, Ping, Pong } from './frames/small.js'
import type { Snapshots } from './frames/snapshots.js'
import type { Welcome } from './frames/welcome.js'

export const protocolVersion = 1
/** The WebSocket subprotocol. */
export const subprotocol = 'weft.1'

export type DeviceFrame =
  | Hello
  | Push
  | CursorReport
  | Fetch
  | Forget
  | AwarenessFrame
  | Credit
  | Ping
  | Pong
  | ErrorFrame
export type RelayFrame =
  | Welcome
  | Entries
  | Snapshots
  | Receipt
  | Devices
  | AwarenessFrame
  | ErrorFrame
  | Ping
  | Pong
export type Frame = DeviceFrame | RelayFrame

export interface UnreadableFrame {
  readonly code: 'frame-unreadable' | 'unsupported-frame'
  readonly message: string
}

/** Type bytes never change meaning; a new frame takes the next free one and a line in docs/protocol.md. */
export const byteOf: { readonly [T in Frame['type']]: number } = {
  hello: 1,
  welcome: 2,
  entries: 3,
  snapshots: 4,
  push: 5,
  receipt: 6,
  cursor: 7,
  devices: 8,
  fetch: 9,
  awareness: 10,
  credit: 11,
  error: 12,
  ping: 13,
  pong: 14,
  forget: 15
}

const typesByByte = new Map(
  Object.entries(byteOf).map(([type, byte]) => [byte, type as Frame['type']] as const)
)

/** How each of the frames F is written: complete, or it does not type-check. */
export type Writers<F extends Frame> = {
  readonly [T in F['type']]: (encoder: encoding.Encoder, frame: Extract<F, { type: T }>) => void
}

/** How each of the frames F is read: complete, or it does not type-check. */
export type Readers<F extends Frame> = {
  readonly [T in F['type']]: (decoder: decoding.Decoder) => Extract<F, { type: T }>
}

export function encodeWith<F extends Frame>(writers: Writers<F>, frame: F): Uint8Array {
  const type: F['type'] = frame.type
  const write = writers[type] as (encoder: encoding.Encoder, frame: F) => void
  const encoder = encoding.createEncoder()
  encoding.writeUint8(encoder, byteOf[type])
  write(encoder, frame)
  return encoding.toUint8Array(encoder)
}

/** Never throws. Trailing bytes are ignored: room for fields of later versions. Byte fields are views of `bytes`. */
export function parseWith<F extends Frame>(
  readers: Readers<F>,
  bytes: Uint8Array
): Result<F, UnreadableFrame> {
  const byte = bytes[0]
  if (byte === undefined) return fail({ code: 'frame-unreadable', message: 'an empty frame' })
  const type: F['type'] | undefined = typesByByte.get(byte)
  const read: ((decoder: decoding.Decoder) => F) | undefined = type && readers[type]
  if (!read) return fail({ code: 'unsupported-frame', message: `frame type ${byte} is not known here` })
  try {
    const decoder = decoding.createDecoder(bytes)
    decoding.readUint8(decoder)
    return ok(read(decoder))
  } catch (error) {
    return fail({
      code: 'frame-unreadable',
      message: `frame type ${byte} is cut or malformed: ${String(error)}`
    })
  }
}
