// Random edits of every kind that a Yjs document knows.

import type { SeededRandom } from '@weft/base/testing'
import * as Y from 'yjs'

/** One edit, in a transaction of its own or together with a few others. */
export function editAtRandom(doc: Y.Doc, random: SeededRandom): void {
  doc.transact(() => {
    for (let left = 1 + random.below(3); left > 0; left--) random.pick(edits)(doc, random)
  })
}

type Edit = (doc: Y.Doc, random: SeededRandom) => void

const words = ['a', 'weft', ' ', 'é', '😀', '漢字', '\n', 'x'.repeat(40), '\ud83d', '\u0000', '\ufeff']

const edits: readonly Edit[] = [
  editText,
  editText,
  editText,
  deleteText,
  formatText,
  editMap,
  editMap,
  editList,
  editList,
  deleteList,
  editXml,
  addSubdocument,
  (doc) => doc.getText('text').delete(0, doc.getText('text').length),
  // Made and deleted in one transaction: spans clocks in hardly any bytes.
  (doc, random) => {
    const list = doc.getArray('list')
    list.insert(0, [new Y.Text('y'.repeat(random.below(200)))])
    list.delete(0, 1)
  }
]

function editText(doc: Y.Doc, random: SeededRandom): void {
  const text = doc.getText('text')
  // Any UTF-16 position: now and then in the middle of a surrogate pair.
  const index = random.below(text.length + 1)
  if (random.chance(0.1)) text.insertEmbed(index, { image: random.below(9), deep: [{ nested: null }] })
  else if (random.chance(0.2)) text.insert(index, random.pick(words), { bold: true })
  else text.insert(index, random.pick(words))
}

function deleteText(doc: Y.Doc, random: SeededRandom): void {
  const text = doc.getText('text')
  const index = random.below(text.length + 1)
  text.delete(index, Math.min(random.below(12), text.length - index))
}

function formatText(doc: Y.Doc, random: SeededRandom): void {
  const text = doc.getText('text')
  const index = random.below(text.length + 1)
  const length = Math.min(random.below(9), text.length - index)
  text.format(index, length, {
    [random.pick(['bold', 'link', 'constructor'])]: random.pick([true, null, { a: 1 }])
  })
}

function editMap(doc: Y.Doc, random: SeededRandom): void {
  const map = doc.getMap<unknown>('map')
  const key = random.pick(['a', 'b', 'toString', '', 'ключ'])
  if (random.chance(0.2)) map.delete(key)
  else map.set(key, randomValue(random))
}

function editList(doc: Y.Doc, random: SeededRandom): void {
  const list = doc.getArray<unknown>('list')
  const values = Array.from({ length: 1 + random.below(3) }, () => randomValue(random))
  list.insert(random.below(list.length + 1), values)
}

function deleteList(doc: Y.Doc, random: SeededRandom): void {
  const list = doc.getArray('list')
  const index = random.below(list.length + 1)
  list.delete(index, Math.min(random.below(4), list.length - index))
}

function editXml(doc: Y.Doc, random: SeededRandom): void {
  const fragment = doc.getXmlFragment('xml')
  const element = new Y.XmlElement(random.pick(['p', 'li']))
  element.setAttribute('id', String(random.below(9)))
  const hook: unknown = new Y.XmlHook('hook')
  element.insert(0, [new Y.XmlText('inner'), hook as Y.XmlText])
  const parent = fragment.length > 0 && random.chance(0.5) ? fragment.get(0) : fragment
  if (parent instanceof Y.XmlText) return
  if (random.chance(0.2) && fragment.length > 0) fragment.delete(0, 1)
  else parent.insert(random.below(parent.length + 1), [element])
}

function addSubdocument(doc: Y.Doc, random: SeededRandom): void {
  const options = random.pick([{}, { autoLoad: true }, { gc: false, meta: { a: [1] } }])
  doc
    .getMap('subdocuments')
    .set(String(random.below(4)), new Y.Doc({ guid: `g${random.below(99)}`, ...options }))
}

function randomValue(random: SeededRandom): unknown {
  return random.pick<() => unknown>([
    () => random.below(1000),
    () => -1.5e300,
    () => null,
    () => random.pick(words),
    () => ({ big: 12345678901234567890n }),
    () => [1, 'two', { three: [true, undefined] }],
    () => ({ key: { constructor: 1 }, list: [] }),
    () => random.bytes(random.below(20)),
    () => new Y.Map([['in', new Y.Array<unknown>()]]),
    () => new Y.Text('nested text')
  ])()
}
