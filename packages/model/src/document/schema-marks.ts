// What a document says of the schemas that were used to write it: one key a schema version, always with the same value.

import type * as Y from 'yjs'

/** As defined, and as marked in documents. */
export interface SchemaMark {
  readonly name: string
  readonly version: number
  /** The oldest version that may write once this one has written. */
  readonly oldestWriter: number
}

const prefix = 'schema:'

export function readMarks(map: Y.Map<unknown>): readonly SchemaMark[] {
  const marks: SchemaMark[] = []
  for (const [key, oldestWriter] of map.entries()) {
    const match = /^schema:(.+):(\d+)$/.exec(key)
    if (!match || !Number.isSafeInteger(oldestWriter)) continue
    marks.push({ name: match[1] as string, version: Number(match[2]), oldestWriter: oldestWriter as number })
  }
  return marks
}

/** With the first edit of a version, inside of its transaction. Two devices that write it at once write the same. */
export function writeMark(map: Y.Map<unknown>, { name, version, oldestWriter }: SchemaMark): void {
  const key = `${prefix}${name}:${version}`
  if (!map.has(key)) map.set(key, oldestWriter)
}
