// Field shapes that several frames share: lists, optional fields, flags, string tables.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

type Write<T> = (encoder: encoding.Encoder, value: T) => void
type Read<T> = (decoder: decoding.Decoder) => T

export function writeList<T>(encoder: encoding.Encoder, items: readonly T[], write: Write<T>): void {
  encoding.writeVarUint(encoder, items.length)
  for (const item of items) write(encoder, item)
}

/** Nothing is allocated ahead: a forged count fails at the end of the bytes. */
export function readList<T>(decoder: decoding.Decoder, read: Read<T>): T[] {
  const items: T[] = []
  for (let left = decoding.readVarUint(decoder); left > 0; left--) items.push(read(decoder))
  return items
}

export function writeOptional<T>(encoder: encoding.Encoder, value: T | null, write: Write<T>): void {
  encoding.writeUint8(encoder, value === null ? 0 : 1)
  if (value !== null) write(encoder, value)
}

export function readOptional<T>(decoder: decoding.Decoder, read: Read<T>): T | null {
  return readByte(decoder) === 0 ? null : read(decoder)
}

/** lib0 reads undefined beyond the end; a cut frame must not pass for a whole one (SPEC P5). */
export function readByte(decoder: decoding.Decoder): number {
  if (!decoding.hasContent(decoder)) throw new RangeError('the bytes end too early')
  return decoding.readUint8(decoder)
}

export function writeFlag(encoder: encoding.Encoder, flag: boolean): void {
  encoding.writeUint8(encoder, flag ? 1 : 0)
}

export function readFlag(decoder: decoding.Decoder): boolean {
  return readByte(decoder) !== 0
}

/** Ids written once a frame and then named by index: entries repeat their documents, devices and replicas. */
export interface IdTable {
  /** Where these stand, one behind the other; they are added when they do not. */
  indexOf(...ids: readonly string[]): number
  readonly ids: readonly string[]
}

export function createIdTable(): IdTable {
  const indexes = new Map<string, number>()
  const ids: string[] = []
  return {
    ids,
    indexOf: (...these) => {
      const key = these.join('\n')
      const known = indexes.get(key)
      if (known !== undefined) return known
      indexes.set(key, ids.length)
      return ids.push(...these) - these.length
    }
  }
}

export function idAt(ids: readonly string[], index: number): string {
  const id = ids[index]
  if (id === undefined) throw new RangeError(`id ${index} of ${ids.length}`)
  return id
}
