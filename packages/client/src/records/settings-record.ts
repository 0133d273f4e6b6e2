// What a person set for this installation: a record of the device's own store, JSON so that it can grow.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Networks } from '../network/port.js'
import { decodeRecord, encodeRecord } from './versioned.js'

export interface Settings {
  readonly networks: Networks
}

export const settingsKey = 'settings'
export const firstSettings: Settings = { networks: 'any' }

export function encodeSettings(settings: Settings): Uint8Array {
  return encodeRecord((encoder) => encoding.writeVarString(encoder, JSON.stringify(settings)))
}

/** What a later version set and this one does not know reads as it was at first. */
export function decodeSettings(bytes: Uint8Array): Settings {
  return decodeRecord(bytes, (decoder) => {
    const { networks } = JSON.parse(decoding.readVarString(decoder)) as { networks?: unknown }
    return { networks: networks === 'unmetered' ? networks : firstSettings.networks }
  })
}
