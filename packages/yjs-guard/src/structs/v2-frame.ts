// Recognises the framing of a v2 update, so that a refusal can name the mistake.

import { ByteReader } from '../bytes/byte-reader.js'
import { Stop } from '../refusal.js'

/** Key clocks, clients, left and right clocks, infos, strings, parent infos, type kinds, lengths. */
const columnCount = 9

/**
 * A v2 update is a feature byte, always 0, nine columns with their lengths, and a rest that is never empty. Read as v1,
 * the 0 says "no structs" and the rest does not come out even. Called only for what is no sound v1 update: a v1 update
 * of deletions begins with 0 too.
 */
export function isV2Frame(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0) return false
  const reader = new ByteReader(bytes, 1)
  try {
    for (let column = 0; column < columnCount; column++) reader.skip(reader.varUint())
    return reader.remaining > 0
  } catch (thrown) {
    if (thrown instanceof Stop) return false
    throw thrown
  }
}
