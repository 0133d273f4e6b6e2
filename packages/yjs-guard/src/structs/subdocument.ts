// Scans a subdocument's content: its guid, then the options that Yjs hands to the constructor of Y.Doc.

import { scanAny } from '../bytes/any-value.js'
import type { ByteReader } from '../bytes/byte-reader.js'
import type { ScanBudget } from '../bytes/scan-budget.js'
import { isWord, openString, scanName, word } from '../bytes/strings.js'
import { malformed } from '../refusal.js'

const foreignOptions = [word('guid'), word('gcFilter')]

/**
 * Subdocuments are accepted, as heavy structs: only the reference is in the update, their content is a document of its
 * own. Their options are spread over Yjs's own, so `guid` would rename the subdocument behind the log's back, and
 * `gcFilter` would be called as a function. No encoder writes either.
 */
export function scanSubdocument(reader: ByteReader, budget: ScanBudget): void {
  scanName(reader, budget.limits.nameBytes)
  const { pos } = reader
  scanAny(reader, budget)
  const end = reader.pos
  reader.pos = pos
  if (reader.uint8() !== 118) malformed('subdocument options that are no object')
  const count = reader.varUint()
  for (let option = 0; option < count; option++) {
    const start = openString(reader)
    const isForeign = (name: Uint8Array): boolean => isWord(reader.bytes, start, reader.pos, name)
    if (foreignOptions.some(isForeign)) malformed('a subdocument option that Yjs never writes')
    scanAny(reader, budget)
  }
  reader.pos = end
}
