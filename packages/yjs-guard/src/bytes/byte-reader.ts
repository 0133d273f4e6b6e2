// Reads lib0's encoding from untrusted bytes: never past the end, never a number that is not exact.

import { malformed } from '../refusal.js'

/**
 * Stricter than lib0's own decoder, which takes integers that overflow into NaN or lose precision, and padded ones. No
 * encoder writes those. Every read moves forward by at least one byte, so a scan is bounded by the length of its input.
 */
export class ByteReader {
  constructor(
    readonly bytes: Uint8Array,
    public pos = 0
  ) {}

  get remaining(): number {
    return this.bytes.length - this.pos
  }

  uint8(): number {
    if (this.pos >= this.bytes.length) malformed('ends in the middle')
    return this.bytes[this.pos++] as number
  }

  /** 0 to 2^53 - 1, seven bits a byte, lowest first. */
  varUint(): number {
    let byte = this.uint8()
    if (byte < 128) return byte
    let value = byte & 127
    for (let unit = 128; unit <= 2 ** 49; unit *= 128) {
      byte = this.uint8()
      value += (byte & 127) * unit
      if (byte < 128) return exact(value, byte)
    }
    return malformed('an integer of more than 53 bits')
  }

  /** Reads past a signed integer: as varUint, with the sign in bit 6 of the first byte. */
  skipVarInt(): void {
    let byte = this.uint8()
    if (byte < 128) return
    let value = byte & 63
    for (let unit = 64; unit <= 2 ** 48; unit *= 128) {
      byte = this.uint8()
      value += (byte & 127) * unit
      if (byte < 128) {
        exact(value, byte)
        return
      }
    }
    malformed('an integer of more than 53 bits')
  }

  skip(length: number): void {
    if (length > this.remaining) malformed('ends in the middle')
    this.pos += length
  }

  /** A number of things of at least `leastBytes` each, refused at once if the rest of the bytes cannot hold them. */
  count(leastBytes: number): number {
    const count = this.varUint()
    if (count > this.remaining / leastBytes) malformed('counts more than its bytes can hold')
    return count
  }

  /** Client ids are 32 bits in Yjs 13. */
  client(): number {
    const client = this.varUint()
    if (client > 0xffff_ffff) malformed('a client id of more than 32 bits')
    return client
  }
}

/** `last` is the highest byte: zero there means padding. */
function exact(value: number, last: number): number {
  if (last === 0) malformed('a padded integer')
  if (value > Number.MAX_SAFE_INTEGER) malformed('an integer of more than 53 bits')
  return value
}
