// Frames to bytes and back, whoever sends them: for a relay, and for what stands between or acts as either.

import type { Result } from '@weft/base'
import * as encoding from 'lib0/encoding'
import { deviceWriters, relayReaders } from './device-codec.js'
import {
  byteOf,
  type DeviceFrame,
  encodeWith,
  type Frame,
  parseWith,
  type Readers,
  type RelayFrame,
  type UnreadableFrame,
  type Writers
} from './frame.js'
import { readCursor } from './frames/cursor.js'
import { writeDevices } from './frames/devices.js'
import { writeEntries } from './frames/entries.js'
import { readHello } from './frames/hello.js'
import { readPush } from './frames/push.js'
import { writeReceipt } from './frames/receipt.js'
import {
  readAwareness,
  readCredit,
  readError,
  readFetch,
  readForget,
  readPing,
  readPong,
  writeAwareness,
  writeAwarenessHead,
  writeError,
  writeNumber
} from './frames/small.js'
import { writeSnapshots } from './frames/snapshots.js'
import { writeWelcome } from './frames/welcome.js'

const relayWriters: Writers<RelayFrame> = {
  welcome: writeWelcome,
  entries: writeEntries,
  snapshots: writeSnapshots,
  receipt: writeReceipt,
  devices: writeDevices,
  awareness: writeAwareness,
  error: writeError,
  ping: writeNumber,
  pong: writeNumber
}

const deviceReaders: Readers<DeviceFrame> = {
  hello: readHello,
  push: readPush,
  cursor: readCursor,
  fetch: readFetch,
  forget: readForget,
  awareness: readAwareness,
  credit: readCredit,
  ping: readPing,
  pong: readPong,
  error: readError
}

const writers: Writers<Frame> = { ...deviceWriters, ...relayWriters }
const readers: Readers<Frame> = { ...relayReaders, ...deviceReaders }

export const encodeFrame = (frame: Frame): Uint8Array => encodeWith(writers, frame)

/** A presence frame up to its update, of which so many bytes follow: one update may go to many in several parts. */
export function encodeAwarenessHead(space: string, document: string, updateBytes: number): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8(encoder, byteOf.awareness)
  writeAwarenessHead(encoder, { space, document }, updateBytes)
  return encoding.toUint8Array(encoder)
}

/** Never throws. Trailing bytes are ignored: room for fields of later versions. Byte fields are views of `bytes`. */
export const parseFrame = (bytes: Uint8Array): Result<Frame, UnreadableFrame> => parseWith(readers, bytes)
