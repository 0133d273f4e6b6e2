// Who this installation is: the one record of the device's own store.

import { readOptional, writeOptional } from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { decodeRecord, encodeRecord } from './versioned.js'

export interface Identity {
  readonly device: string
  /** Names the lock and the channel of this installation's tabs; stays when the device id changes (E5). */
  readonly tabs: string
  /** Proves the device id to the relay (S3). */
  readonly proof: Uint8Array
  readonly name: string
  readonly relay: { readonly url: string; readonly token: string } | null
}

export const identityKey = 'identity'
/** The name of the device's own store; `~` stands in no space id. */
export const identityStore = '~device'

export function encodeIdentity(identity: Identity): Uint8Array {
  return encodeRecord((encoder) => {
    encoding.writeVarString(encoder, identity.device)
    encoding.writeVarString(encoder, identity.tabs)
    encoding.writeVarUint8Array(encoder, identity.proof)
    encoding.writeVarString(encoder, identity.name)
    writeOptional(encoder, identity.relay, (inner, relay) => {
      encoding.writeVarString(inner, relay.url)
      encoding.writeVarString(inner, relay.token)
    })
  })
}

export function decodeIdentity(bytes: Uint8Array): Identity {
  return decodeRecord(bytes, (decoder) => ({
    device: decoding.readVarString(decoder),
    tabs: decoding.readVarString(decoder),
    proof: decoding.readVarUint8Array(decoder).slice(),
    name: decoding.readVarString(decoder),
    relay: readOptional(decoder, (inner) => ({
      url: decoding.readVarString(inner),
      token: decoding.readVarString(inner)
    }))
  }))
}
