import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { type PreparedDocument, prepareDocument } from './prepare-document.js'

/** Updates of a document as it was made, one for each transaction. */
function updatesOf(client: number, edit: (ydoc: Y.Doc) => void): Uint8Array[] {
  const ydoc = new Y.Doc()
  ydoc.clientID = client
  const updates: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => updates.push(update))
  edit(ydoc)
  return updates
}

const typed = (client: number, text = 'hello'): Uint8Array[] =>
  updatesOf(client, (ydoc) => {
    for (const letter of text) ydoc.getText('t').insert(ydoc.getText('t').length, letter)
  })

function textOf(prepared: PreparedDocument): string {
  if (prepared.kind !== 'whole') throw new Error(`it is ${JSON.stringify(prepared)}`)
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, prepared.update)
  expect(ydoc.store.pendingStructs).toBeNull()
  expect(ydoc.store.pendingDs).toBeNull()
  return ydoc.getText('t').toString()
}

const v1 = { v2: 'refused' } as const

describe('the updates that another server has of a document', () => {
  it('F11 become one update, in whatever order they are, with their deletions', () => {
    const updates = updatesOf(1, (ydoc) => {
      ydoc.getText('t').insert(0, 'hello')
      ydoc.getText('t').insert(5, ' world')
      ydoc.getText('t').delete(0, 6)
    })
    expect(textOf(prepareDocument(updates, v1))).toBe('world')
    expect(textOf(prepareDocument([...updates].reverse(), v1))).toBe('world')
    expect(prepareDocument(updates, v1)).toEqual(prepareDocument(updates, v1))
  })

  it('F11 are taken as they are when there is one', () => {
    const [update] = typed(1, 'a')
    expect(prepareDocument([update!], v1)).toEqual({ kind: 'whole', update })
  })

  it('F11 that change nothing are an empty document', () => {
    const nothing = Y.encodeStateAsUpdate(new Y.Doc())
    expect(prepareDocument([], v1)).toEqual({ kind: 'empty' })
    expect(prepareDocument([nothing, nothing], v1)).toEqual({ kind: 'empty' })
    expect(textOf(prepareDocument([nothing, typed(1, 'a')[0]!], v1))).toBe('a')
  })

  it('F11 may say the same twice, as an interrupted flush leaves it', () => {
    const updates = typed(1)
    expect(textOf(prepareDocument([...updates, Y.mergeUpdates(updates)], v1))).toBe('hello')
  })

  it('F11 may lack in one what another has', () => {
    const updates = typed(1)
    const gapped = Y.mergeUpdates([updates[0]!, updates[4]!])
    expect(prepareDocument([gapped], v1)).toMatchObject({ kind: 'refused', code: 'update-clock-gap' })
    expect(textOf(prepareDocument([gapped, ...updates.slice(1, 4)], v1))).toBe('hello')
  })

  it('F11 with something missing are refused by name', () => {
    const updates = typed(1)
    const missing = updates.filter((_, at) => at !== 2)
    expect(prepareDocument(missing, v1)).toMatchObject({ kind: 'refused', code: 'update-clock-gap' })
    expect(prepareDocument([updates[3]!], v1)).toMatchObject({ code: 'update-clock-gap' })
    const deletes = updatesOf(1, (ydoc) => {
      ydoc.getText('t').insert(0, 'a')
      ydoc.getText('t').delete(0, 1)
    })
    expect(prepareDocument([deletes[1]!], v1)).toMatchObject({ code: 'update-deletes-unknown' })
    const leaning = new Y.Doc()
    Y.applyUpdate(leaning, updates[0]!)
    leaning.clientID = 2
    leaning.getText('t').insert(1, 'b')
    const leans = Y.encodeStateAsUpdate(leaning, Y.encodeStateVectorFromUpdate(updates[0]!))
    expect(prepareDocument([leans], v1)).toMatchObject({ code: 'update-missing-dependency' })
  })

  it('F11 that say different things of one clock are refused by name', () => {
    const one = typed(1, 'abc')
    const other = typed(1, 'axc')
    const expected = { kind: 'refused', code: 'client-id-forked', message: expect.stringMatching(/clock 1 /) }
    expect(prepareDocument([...one, Y.mergeUpdates(other)], v1)).toMatchObject(expected)
    expect(prepareDocument([Y.mergeUpdates(other), ...one], v1)).toMatchObject(expected)
  })

  it('F11 in the second encoding are refused by name, or converted when that is asked for', () => {
    const ydoc = new Y.Doc()
    ydoc.getText('t').insert(0, 'hello')
    const v2 = Y.encodeStateAsUpdateV2(ydoc)
    expect(prepareDocument([v2], v1)).toMatchObject({ kind: 'refused', code: 'update-wrong-version' })
    expect(textOf(prepareDocument([v2], { v2: 'converted' }))).toBe('hello')
    const mixed = [v2, Y.encodeStateAsUpdate(ydoc)]
    expect(textOf(prepareDocument(mixed, { v2: 'converted' }))).toBe('hello')
    const nothing = Y.encodeStateAsUpdateV2(new Y.Doc())
    expect(prepareDocument([nothing], { v2: 'converted' })).toEqual({ kind: 'empty' })
  })

  it('F11 that cannot be read are refused by name, whatever the others are', () => {
    const [update] = typed(1, 'a')
    const code = 'update-malformed'
    expect(prepareDocument([update!, update!.slice(0, -2)], v1)).toMatchObject({ kind: 'refused', code })
    expect(prepareDocument([new Uint8Array(0)], v1)).toMatchObject({ kind: 'refused', code })
    expect(prepareDocument([new TextEncoder().encode('not an update')], v1)).toMatchObject({ code })
    const v2Frame = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9)
    expect(prepareDocument([v2Frame], { v2: 'converted' })).toMatchObject({ kind: 'refused', code })
  })

  it('F11 and G9 with a name that breaks readers are refused by name', () => {
    const [update] = updatesOf(1, (ydoc) => ydoc.getMap('m').set('__proto__', 1))
    expect(prepareDocument([update!], v1)).toMatchObject({ kind: 'refused', code: 'update-malformed' })
  })

  it('F11 that are larger than an item of the log are refused by name', () => {
    const [large] = updatesOf(1, (ydoc) => ydoc.getText('t').insert(0, 'x'.repeat(5 * 1024 * 1024)))
    const [other] = updatesOf(2, (ydoc) => ydoc.getText('t').insert(0, 'y'.repeat(5 * 1024 * 1024)))
    expect(prepareDocument([large!, other!], v1)).toMatchObject({ kind: 'refused', code: 'update-too-large' })
  })
})
