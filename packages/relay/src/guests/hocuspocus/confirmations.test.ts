import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createConfirmations } from './confirmations.js'

/** A document with a text, each of its changes as an update of its own. */
function typed(...changes: ((text: Y.Text) => void)[]): { doc: Y.Doc; updates: Uint8Array[] } {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const change of changes) change(doc.getText('t'))
  return { doc, updates }
}

const insert = (text: Y.Text): void => text.insert(0, 'ab')
const remove = (text: Y.Text): void => text.delete(0, 1)

describe('what a provider counts', () => {
  it('F2 leaves out what was made before its step 1, whenever that is sent', () => {
    const { doc, updates } = typed(insert, insert)
    const confirmations = createConfirmations({ isOver: true })
    confirmations.restarted(Y.encodeStateVector(doc))
    for (const update of updates) {
      confirmations.took(update, 'update')
      expect(confirmations.saved(update)).toBe(0)
    }
    // Made after it, but gathered into one with what was made before.
    let later: Uint8Array = new Uint8Array()
    doc.once('update', (update: Uint8Array) => {
      later = update
    })
    doc.getText('t').insert(0, 'c')
    const gathered = Y.mergeUpdates([updates[1] as Uint8Array, later])
    confirmations.took(gathered, 'update')
    expect(confirmations.saved(gathered)).toBe(0)
    confirmations.took(later, 'update')
    expect(confirmations.saved(later)).toBe(1)
  })

  it('F2 leaves out deletions alone as long as they may have waited for the connection', () => {
    const backlog = { isOver: false }
    const { doc, updates } = typed(insert, remove, remove)
    const [, early, late] = updates as [Uint8Array, Uint8Array, Uint8Array]
    const confirmations = createConfirmations(backlog)
    confirmations.restarted(Y.encodeStateVector(doc))
    confirmations.took(early, 'update')
    const stepTwo = Y.encodeStateAsUpdate(doc)
    confirmations.took(stepTwo, 'step-two')
    confirmations.took(late, 'update')
    expect([early, stepTwo, late].map(confirmations.saved)).toEqual([0, 1, 1])
    // Of another document on the socket: what waited for that has come as well.
    const other = createConfirmations(backlog)
    other.restarted(Y.encodeStateVector(doc))
    other.took(early, 'update')
    expect(other.saved(early)).toBe(1)
  })

  it('F2 forgets what was under way when the client begins again', () => {
    const { doc, updates } = typed(insert, insert)
    const [one, two] = updates as [Uint8Array, Uint8Array]
    const confirmations = createConfirmations({ isOver: true })
    confirmations.restarted(Uint8Array.of(0))
    confirmations.took(one, 'update')
    confirmations.took(two, 'update')
    confirmations.missing(two)
    confirmations.restarted(Y.encodeStateVector(doc))
    expect(confirmations.saved(one)).toBe(0)
    const stepTwo = Y.encodeStateAsUpdate(doc)
    confirmations.took(stepTwo, 'step-two')
    expect(confirmations.saved(stepTwo)).toBe(1)
  })

  it('F5 gives a change that leaned on what was missing to the next step 2, not to one from before it', () => {
    const { doc, updates } = typed(insert, insert)
    const late = updates[1] as Uint8Array
    const confirmations = createConfirmations({ isOver: true })
    confirmations.restarted(Uint8Array.of(0))
    const [first, second] = [Y.encodeStateAsUpdate(doc), Y.encodeStateAsUpdate(doc)]
    confirmations.took(first, 'step-two')
    confirmations.took(late, 'update')
    confirmations.missing(late)
    expect(confirmations.saved(first)).toBe(1)
    confirmations.took(second, 'step-two')
    expect(confirmations.saved(second)).toBe(1)
  })
})
