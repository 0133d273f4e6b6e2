// The keys of y-leveldb: a list of texts (0, length, UTF-8) and numbers (1, 32 bits, the highest byte first).

export type YLeveldbKey = readonly (string | number)[]

/** The first part of the keys that documents' updates and meta values have, and of those with state vectors. */
export const documentKey = 'v1'
export const stateVectorKey = 'v1_sv'

const textPart = 0
const numberPart = 1
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** undefined for bytes that are no such key. */
export function parseYLeveldbKey(bytes: Uint8Array): YLeveldbKey | undefined {
  const parts: (string | number)[] = []
  try {
    for (let at = 0; at < bytes.length; ) {
      const kind = bytes[at++]
      if (kind === numberPart) {
        parts.push(new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at))
        at += 4
      } else if (kind === textPart) {
        const text = readText(bytes, at)
        parts.push(decoder.decode(text))
        at = text.byteOffset - bytes.byteOffset + text.length
      } else return undefined
    }
  } catch {
    return undefined
  }
  return parts
}

/** Throws a RangeError where there is no text. */
function readText(bytes: Uint8Array, start: number): Uint8Array {
  let length = 0
  let at = start
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[at++]
    if (byte === undefined || factor > 2 ** 28) throw new RangeError('no length')
    length += (byte & 127) * factor
    if (byte < 128) break
  }
  if (at + length > bytes.length) throw new RangeError('cut')
  return bytes.subarray(at, at + length)
}
