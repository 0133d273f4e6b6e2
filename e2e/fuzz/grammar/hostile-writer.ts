// Writes the fields of a message, each now and then as a hostile peer would; at a rate of 0 the message is sound.

import type { SeededRandom } from '@weft/base/testing'
import * as encoding from 'lib0/encoding'
import { hostileBytes, hostileText, hostileVarUint } from './numbers.js'

export interface HostileWriter {
  byte(value: number): void
  flag(value: boolean): void
  uint(value: number): void
  /** Signed, as lib0 writes it. */
  int(value: number): void
  text(value: string): void
  /** With its length before it. */
  bytes(value: Uint8Array): void
  /** Without. */
  fixed(value: Uint8Array): void
  optional<T>(value: T | null, write: (value: T) => void): void
  list<T>(items: readonly T[], write: (item: T) => void): void
}

/** `rate` is the chance of each field to be hostile. */
export function writeHostile(
  random: SeededRandom,
  rate: number,
  write: (writer: HostileWriter) => void
): Uint8Array {
  const out = encoding.createEncoder()
  const put = (bytes: Uint8Array): void => encoding.writeUint8Array(out, bytes)
  const isHostile = (): boolean => rate > 0 && random.chance(rate)
  const writer: HostileWriter = {
    byte: (value) => encoding.writeUint8(out, isHostile() ? random.below(256) : value),
    flag: (value) => writer.byte(value ? 1 : 0),
    uint: (value) => {
      if (isHostile()) put(hostileVarUint(value, random))
      else encoding.writeVarUint(out, value)
    },
    int: (value) => encoding.writeVarInt(out, isHostile() ? -value - random.below(2 ** 31) : value),
    text: (value) => {
      if (isHostile()) writer.bytes(hostileText(random))
      else encoding.writeVarString(out, value)
    },
    bytes: (value) => {
      const content = isHostile() ? hostileBytes(random) : value
      // The length may not be the content's.
      writer.uint(content.length)
      put(content)
    },
    fixed: (value) => put(isHostile() ? random.bytes(random.below(40)) : value),
    optional: (value, inner) => {
      writer.flag(value !== null)
      if (value !== null) inner(value)
    },
    list: (items, inner) => {
      writer.uint(items.length)
      for (const item of items) inner(item)
    }
  }
  write(writer)
  return encoding.toUint8Array(out)
}
