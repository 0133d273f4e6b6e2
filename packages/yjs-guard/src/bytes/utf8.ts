// Checks UTF-8, as strictly as a fatal TextDecoder does, without making a string.

/** Length in UTF-16 code units, which is how Yjs counts text, or -1 if the bytes are not UTF-8. */
export function utf16Length(bytes: Uint8Array, start: number, end: number): number {
  let units = 0
  let pos = start
  while (pos < end) {
    const lead = bytes[pos] as number
    if (lead < 0x80) {
      pos++
      units++
      continue
    }
    const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
    if (pos + size > end || !isSequence(bytes, pos, size)) return -1
    pos += size
    units += size === 4 ? 2 : 1
  }
  return units
}

/** The ranges of the second byte shut out overlong forms, surrogates and what is beyond U+10FFFF (RFC 3629). */
function isSequence(bytes: Uint8Array, pos: number, size: number): boolean {
  const lead = bytes[pos] as number
  const second = bytes[pos + 1] as number
  if (lead < 0xc2 || lead > 0xf4) return false
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (second < least || second > most) return false
  for (let at = 2; at < size; at++) if (((bytes[pos + at] as number) & 0xc0) !== 0x80) return false
  return true
}
