// Frames to bytes and back: a type byte and the frame's fields.

import { fail, ok, type Result } from '@weft/base'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { type CursorReport, readCursor, writeCursor } from './frames/cursor.js'
import { type Devices, readDevices, writeDevices } from './frames/devices.js'
import { type Entries, readEntries, writeEntries } from './frames/entries.js'
import { type Hello, readHello, writeHello } from './frames/hello.js'
import { type Push, readPush, writePush } from './frames/push.js'
import { type Receipt, readReceipt, writeReceipt } from './frames/receipt.js'
import {
  type AwarenessFrame,
  type Credit,
  type ErrorFrame,
  type Fetch,
  type Forget,
  type Ping,
  type Pong,
  readAwareness,
  readCredit,
  readError,
  readFetch,
  readForget,
  readPing,
  readPong,
  writeAwareness,
  writeAwarenessHead,
  writeCredit,
  writeError,
  writeFetch,
  writeForget,
  writeNumber
} from './frames/small.js'
import { readSnapshots, type Snapshots, writeSnapshots } from './frames/snapshots.js'
import { readWelcome, type Welcome, writeWelcome } from './frames/welcome.js'

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

interface Shape<F> {
  readonly byte: number
  readonly write: (encoder: encoding.Encoder, frame: F) => void
  readonly read: (decoder: decoding.Decoder) => F
}

/** Type bytes never change meaning; a new frame takes the next free one and a line in docs/protocol.md. */
const shapes: { readonly [T in Frame['type']]: Shape<Extract<Frame, { type: T }>> } = {
  hello: { byte: 1, write: writeHello, read: readHello },
  welcome: { byte: 2, write: writeWelcome, read: readWelcome },
  entries: { byte: 3, write: writeEntries, read: readEntries },
  snapshots: { byte: 4, write: writeSnapshots, read: readSnapshots },
  push: { byte: 5, write: writePush, read: readPush },
  receipt: { byte: 6, write: writeReceipt, read: readReceipt },
  cursor: { byte: 7, write: writeCursor, read: readCursor },
  devices: { byte: 8, write: writeDevices, read: readDevices },
  fetch: { byte: 9, write: writeFetch, read: readFetch },
  awareness: { byte: 10, write: writeAwareness, read: readAwareness },
  credit: { byte: 11, write: writeCredit, read: readCredit },
  error: { byte: 12, write: writeError, read: readError },
  ping: { byte: 13, write: writeNumber, read: readPing },
  pong: { byte: 14, write: writeNumber, read: readPong },
  forget: { byte: 15, write: writeForget, read: readForget }
}

const shapesByByte = new Map<number, Shape<Frame>>(
  Object.values(shapes).map((shape) => [shape.byte, shape as unknown as Shape<Frame>])
)

export function encodeFrame(frame: Frame): Uint8Array {
  const shape = shapes[frame.type] as unknown as Shape<Frame>
  const encoder = encoding.createEncoder()
  encoding.writeUint8(encoder, shape.byte)
  shape.write(encoder, frame)
  return encoding.toUint8Array(encoder)
}

/** A presence frame up to its update, of which so many bytes follow: one update may go to many in several parts. */
export function encodeAwarenessHead(space: string, document: string, updateBytes: number): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8(encoder, shapes.awareness.byte)
  writeAwarenessHead(encoder, { space, document }, updateBytes)
  return encoding.toUint8Array(encoder)
}

/** Never throws. Trailing bytes are ignored: room for fields of later versions. Byte fields are views of `bytes`. */
export function parseFrame(bytes: Uint8Array): Result<Frame, UnreadableFrame> {
  const byte = bytes[0]
  if (byte === undefined) return fail({ code: 'frame-unreadable', message: 'an empty frame' })
  const shape = shapesByByte.get(byte)
  if (!shape) return fail({ code: 'unsupported-frame', message: `frame type ${byte} is not known here` })
  try {
    const decoder = decoding.createDecoder(bytes)
    decoding.readUint8(decoder)
    return ok(shape.read(decoder))
  } catch (error) {
    return fail({
      code: 'frame-unreadable',
      message: `frame type ${byte} is cut or malformed: ${String(error)}`
    })
  }
}
