// A device's half of the codec: writes what a device sends, reads what a relay sends.
//
// The other half is apart, so that no browser loads it.

import type { Result } from '@weft/base'
import {
  type DeviceFrame,
  encodeWith,
  parseWith,
  type Readers,
  type RelayFrame,
  type UnreadableFrame,
  type Writers
} from './frame.js'
import { writeCursor } from './frames/cursor.js'
import { readDevices } from './frames/devices.js'
import { readEntries } from './frames/entries.js'
import { writeHello } from './frames/hello.js'
import { writePush } from './frames/push.js'
import { readReceipt } from './frames/receipt.js'
import {
  readAwareness,
  readError,
  readPing,
  readPong,
  writeAwareness,
  writeCredit,
  writeError,
  writeFetch,
  writeForget,
  writeNumber
} from './frames/small.js'
import { readSnapshots } from './frames/snapshots.js'
import { readWelcome } from './frames/welcome.js'

export const deviceWriters: Writers<DeviceFrame> = {
  hello: writeHello,
  push: writePush,
  cursor: writeCursor,
  fetch: writeFetch,
  forget: writeForget,
  awareness: writeAwareness,
  credit: writeCredit,
  ping: writeNumber,
  pong: writeNumber,
  error: writeError
}

export const relayReaders: Readers<RelayFrame> = {
  welcome: readWelcome,
  entries: readEntries,
  snapshots: readSnapshots,
  receipt: readReceipt,
  devices: readDevices,
  awareness: readAwareness,
  error: readError,
  ping: readPing,
  pong: readPong
}

export const encodeDeviceFrame = (frame: DeviceFrame): Uint8Array => encodeWith(deviceWriters, frame)

/** As parseFrame; what only a device sends is `unsupported-frame`. */
export const parseRelayFrame = (bytes: Uint8Array): Result<RelayFrame, UnreadableFrame> =>
  parseWith(relayReaders, bytes)
