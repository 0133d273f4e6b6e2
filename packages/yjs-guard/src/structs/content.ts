// Scans the content of an item: every kind that Yjs 13 writes, in v1.

import { scanAny } from '../bytes/any-value.js'
import type { ByteReader } from '../bytes/byte-reader.js'
import { scanJson, scanJsonOrUndefined } from '../bytes/json-value.js'
import type { ScanBudget } from '../bytes/scan-budget.js'
import { scanName, scanString } from '../bytes/strings.js'
import { subdocumentWeight, typeWeight } from '../limits.js'
import { malformed } from '../refusal.js'
import { scanSubdocument } from './subdocument.js'

/** The low five bits of a struct's first byte. */
export const kind = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
  skip: 10
} as const

/** Y.Array, Map, Text, XmlElement, XmlFragment, XmlHook, XmlText; elements and hooks carry a name. */
const typeCount = 7
const namedTypes = [3, 5]

/** Reads past the content of an item and returns how many clocks it spans. */
export function scanContent(reader: ByteReader, contentKind: number, budget: ScanBudget): number {
  switch (contentKind) {
    case kind.deleted:
      return reader.varUint()
    case kind.json:
      return scanEach(reader, budget, scanJsonOrUndefined)
    case kind.binary:
      reader.skip(reader.varUint())
      return 1
    case kind.string:
      return scanString(reader)
    case kind.embed:
      scanJson(reader, budget)
      return 1
    case kind.format:
      scanName(reader, budget.limits.nameBytes)
      scanJson(reader, budget)
      return 1
    case kind.type:
      budget.spend(typeWeight)
      scanType(reader, budget)
      return 1
    case kind.any:
      return scanEach(reader, budget, scanAny)
    case kind.doc:
      budget.spend(subdocumentWeight)
      scanSubdocument(reader, budget)
      return 1
    default:
      return malformed('content of an unknown kind')
  }
}

type Scan = (reader: ByteReader, budget: ScanBudget) => void

function scanEach(reader: ByteReader, budget: ScanBudget, scan: Scan): number {
  const count = reader.count(1)
  for (let value = 0; value < count; value++) scan(reader, budget)
  return count
}

function scanType(reader: ByteReader, budget: ScanBudget): void {
  const type = reader.varUint()
  if (type >= typeCount) malformed('a shared type of an unknown kind')
  if (namedTypes.includes(type)) scanName(reader, budget.limits.nameBytes)
}
