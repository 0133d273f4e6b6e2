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

/** Strings written once a frame and then named by index: entries repeat their documents, devices and replicas. */
export interface StringTable {
  indexOf(text: string): number
  readonly texts: readonly string[]
}

export function createStringTable(): StringTable {
  const indexes = new Map<string, number>()
  const texts: string[] = []
  return {
    texts,
    indexOf: (text) => {
      const known = indexes.get(text)
      if (known !== undefined) return known
      indexes.set(text, texts.length)
      texts.push(text)
      return texts.length - 1
    }
  }
}

export function textAt(texts: readonly string[], index: number): string {
  const text = texts[index]
  if (text === undefined) throw new RangeError(`string ${index} of ${texts.length}`)
  return text
}
