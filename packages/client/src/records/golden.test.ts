// The bytes of every stored record: old stores must stay readable, so these files never change (D6, D4).

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { startMark } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { createChunk, decodeContents, encodeContents } from './chunk-record.js'
import { decodeIdentity, encodeIdentity } from './identity-record.js'
import { decodeJournalLine, encodeJournalLine } from './journal-record.js'
import { decodeOutboxRow, encodeOutboxRow, type OutboxRow } from './outbox-record.js'
import { decodeRows, encodeRows } from './rows-record.js'
import { decodeSent, encodeSent } from './sent-record.js'
import { decodeSetAside, encodeSetAside } from './set-aside-record.js'
import { decodeSettings, encodeSettings } from './settings-record.js'
import { decodeState, encodeState, newReplicaState } from './state-record.js'
import { decodeSummaryShard, encodeSummaryShard } from './summary-record.js'
import { UnreadableRecord } from './versioned.js'

const hash = new Uint8Array(32).fill(7)
const mark = { position: 9, hash }

const state = {
  ...newReplicaState('replica-1'),
  sequence: 300,
  replaces: 'replica-0',
  greeting: 4,
  epoch: 'epoch-1',
  cursor: mark,
  highest: mark,
  checkpoint: startMark,
  made: { batch: 3, chain: hash },
  acknowledged: 2,
  catchUp: { base: mark, lastDocument: 'n/b' }
}
const contents = createChunk(
  [
    { document: 'n/a', kind: 1, position: 0, time: 1_000, payload: Uint8Array.of(1, 2, 3) },
    { document: 'n/b', kind: 200, position: 9, time: 2_000, payload: null },
    { document: 'n/c', kind: 4, position: 8, time: 3_000, payload: Uint8Array.of(4) }
  ],
  [5, 6]
).contents
const edits: OutboxRow = {
  type: 'edits',
  time: 1_000,
  items: [
    { document: 'n/a', kind: 1, edits: 2, place: { payload: Uint8Array.of(1, 2) } },
    { document: 'n/b', kind: 2, edits: 1, place: { chunk: 7, offset: 3, length: 40 } }
  ]
}
const giveBack: OutboxRow = { type: 'give-back', time: 1_000, documents: ['n/a', 'n/b'], upTo: 12 }
const sent = [
  {
    batch: 3,
    chain: hash,
    bytes: 120,
    time: 1_000,
    acknowledgedAt: null,
    items: [{ document: 'n/a', edits: 2, payloadHash: hash }]
  }
]
const setAside = {
  document: 'n/a',
  kind: 1,
  edits: 2,
  reason: 'client-id-taken',
  time: 1_000,
  payload: Uint8Array.of(9)
}
const shard = { version: 2, summaries: [{ document: 'n/a', upTo: 12, json: '{"title":"A"}' }] }
const line = { time: 1_000, level: 'note', what: { kind: 'caught-up', documents: 4 } } as const
const identity = {
  device: 'd',
  tabs: 't',
  proof: hash,
  name: 'Laptop',
  relay: { url: 'http://relay.test', token: 's' }
}
const settings = { networks: 'unmetered' } as const
const rows = {
  provenAt: 1_000,
  rows: [
    {
      device: 'd',
      replica: 'r',
      name: 'Phone',
      platform: 'p',
      appVersion: '1',
      schemas: [{ name: 'note', version: 1 }],
      cursor: 4,
      behind: { edits: 3, documents: 2, since: 900, exact: false },
      asOf: 9,
      selection: { kind: 'all' } as const,
      waiting: { edits: 1, time: 800 },
      persistent: true,
      lastSeen: 700,
      online: false,
      kind: 'weft',
      replacedBy: null,
      removed: false
    }
  ]
}

const records: readonly [string, Uint8Array, (bytes: Uint8Array) => unknown, unknown][] = [
  ['state', encodeState(state), decodeState, state],
  ['contents', encodeContents(contents), decodeContents, contents],
  ['outbox-edits', encodeOutboxRow(edits), decodeOutboxRow, edits],
  ['outbox-give-back', encodeOutboxRow(giveBack), decodeOutboxRow, giveBack],
  ['sent', encodeSent(sent), decodeSent, sent],
  ['set-aside', encodeSetAside(setAside), decodeSetAside, setAside],
  ['summaries', encodeSummaryShard(shard), decodeSummaryShard, shard],
  ['journal', encodeJournalLine(line), decodeJournalLine, line],
  ['identity', encodeIdentity(identity), decodeIdentity, identity],
  ['settings', encodeSettings(settings), decodeSettings, settings],
  ['rows', encodeRows(rows), decodeRows, rows]
]

describe('stored records', () => {
  it.each(records)('D6 %s has the same bytes for ever, and is read back', (name, bytes, decode, value) => {
    const file = new URL(`./golden/${name}-1.hex`, import.meta.url)
    // Written once, for a record that is new; never again. A change here is another store format.
    if (!existsSync(file) && process.env.WEFT_NEW_GOLDEN === name)
      writeFileSync(file, `${Buffer.from(bytes).toString('hex')}\n`)
    const golden = Uint8Array.from(Buffer.from(readFileSync(file, 'utf8').trim(), 'hex'))
    expect(Buffer.from(bytes).toString('hex')).toBe(Buffer.from(golden).toString('hex'))
    expect(decode(golden)).toEqual(value)
  })

  it.each(records)('D6 %s of a newer version is refused by name', (_name, bytes, decode) => {
    const newer = bytes.slice()
    newer[0] = 2
    expect(() => decode(newer)).toThrow(expect.objectContaining({ code: 'storage-newer' }))
  })

  it.each(records)('D4 %s that is cut is unreadable, never half a value', (_name, bytes, decode) => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decode(bytes.slice(0, length)), `${length} bytes`).toThrow(UnreadableRecord)
    }
  })
})
