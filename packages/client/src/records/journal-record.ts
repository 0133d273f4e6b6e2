// A line of the sync log as it is stored: JSON, since it holds only ids, counts and codes.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { JournalLine } from '../status/journal.js'
import { decodeRecord, encodeRecord } from './versioned.js'

export function encodeJournalLine(line: JournalLine): Uint8Array {
  return encodeRecord((encoder) => encoding.writeVarString(encoder, JSON.stringify(line)))
}

export function decodeJournalLine(bytes: Uint8Array): JournalLine {
  return decodeRecord(bytes, (decoder) => JSON.parse(decoding.readVarString(decoder)) as JournalLine)
}
