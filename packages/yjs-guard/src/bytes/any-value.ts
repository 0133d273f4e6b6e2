// Scans a value in lib0's Any encoding without making it, and without recursion.

import { malformed, stop } from '../refusal.js'
import type { ByteReader } from './byte-reader.js'
import type { ScanBudget } from './scan-budget.js'
import { openString, refuseReservedKey, scanString } from './strings.js'
import { utf16Length } from './utf8.js'

export function scanAny(reader: ByteReader, budget: ScanBudget): void {
  /** Values still to come in each open array or object; objects are kept as negative numbers. */
  const open: number[] = []
  for (;;) {
    const members = scanNode(reader, budget)
    if (members !== 0) {
      if (open.length >= budget.limits.anyDepth) {
        stop('update-too-deep', `a value nested more than ${budget.limits.anyDepth} deep`)
      }
      open.push(members)
    }
    while (open.at(-1) === 0) open.pop()
    const left = open.at(-1)
    if (left === undefined) return
    if (left < 0) scanKey(reader)
    open[open.length - 1] = left < 0 ? left + 1 : left - 1
  }
}

/** The members that follow: positive for an array, negative for an object, 0 for everything else. */
function scanNode(reader: ByteReader, budget: ScanBudget): number {
  const tag = reader.uint8()
  switch (tag) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return 0
    case 125:
      reader.skipVarInt()
      return 0
    case 124: // float32
      reader.skip(4)
      return 0
    case 123: // float64
    case 122: // bigint
      reader.skip(8)
      return 0
    case 119:
      scanString(reader)
      return 0
    case 118:
      budget.spend(1)
      return -reader.count(2)
    case 117:
      budget.spend(1)
      return reader.count(1)
    case 116:
      budget.spend(1)
      reader.skip(reader.varUint())
      return 0
    default:
      return malformed('a value of an unknown kind')
  }
}

function scanKey(reader: ByteReader): void {
  const start = openString(reader)
  if (utf16Length(reader.bytes, start, reader.pos) < 0) malformed('text that is not UTF-8')
  refuseReservedKey(reader.bytes, start, reader.pos)
}
