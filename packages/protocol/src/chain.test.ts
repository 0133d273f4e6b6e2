import { describe, expect, it } from 'vitest'
import { encodeBatch, parseBatch } from './batch.js'
import { advanceMark, nextBatchChain, sha256 } from './chain.js'
import type { EntryHeader } from './entry.js'
import { startMark } from './mark.js'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const header: EntryHeader = {
  position: 1,
  document: 'folder/note',
  device: 'device-1',
  replica: 'replica-1',
  batch: 1,
  time: 1_700_000_000_000,
  kind: 1,
  edits: 2,
  payloadHash: sha256(Uint8Array.of(1, 2, 3))
}

describe('chains', () => {
  it('L3 the running hash of known headers never changes', () => {
    const mark = advanceMark(startMark, [header, { ...header, position: 2, document: 'other' }])
    expect(mark.position).toBe(2)
    expect(hex(mark.hash)).toBe('8de655c327649c4e61144abc93c166a109237d70a4e6f97cbe58cda83564f22c')
  })

  it('L3 differs with every field of a header', () => {
    const changes: Partial<EntryHeader>[] = [
      { position: 2 },
      { document: 'folder/notes' },
      { device: 'device-2' },
      { replica: 'replica-2' },
      { batch: 2 },
      { time: 1_700_000_000_001 },
      { kind: 2 },
      { edits: 3 },
      { payloadHash: new Uint8Array(32) }
    ]
    const hashes = [{}, ...changes].map((change) =>
      hex(advanceMark(startMark, [{ ...header, ...change }]).hash)
    )
    expect(new Set(hashes).size).toBe(changes.length + 1)
  })

  it('B2 the chain hash of known batches never changes', () => {
    const content = encodeBatch([{ document: 'note', kind: 1, edits: 1, payload: Uint8Array.of(0, 0) }])
    const first = nextBatchChain(startMark.hash, 1, content)
    expect(hex(content)).toBe('01046e6f7465010102' + '0000')
    expect(hex(nextBatchChain(first, 2, content))).toBe(
      'ae5710162b1bc0c63d9062cd2af7aeb75ed7b78982e904d9cf43466bba63122e'
    )
  })

  it('B7 a batch that is cut at any byte is unreadable', () => {
    const content = encodeBatch([
      { document: 'note', kind: 1, edits: 1, payload: Uint8Array.of(0, 0) },
      { document: 'other', kind: 2, edits: 5, payload: Uint8Array.of() }
    ])
    expect(parseBatch(content)).toMatchObject({ ok: true, value: [{ edits: 1 }, { edits: 5 }] })
    for (let length = 0; length < content.length; length++) {
      expect(parseBatch(content.subarray(0, length)).ok, `${length} bytes`).toBe(false)
    }
  })
})
