// Edits as people and editors make them, drawn at random: text, formats, keys of a map, types in types, and deletions of each.
import * as Y from 'yjs'
import { rootsOf } from './document-state.mjs'

/** One transaction of one to three edits. `mark` gives a text that nobody else writes. */
export function editAtRandom(ydoc, random, mark) {
  ydoc.transact((transaction) => {
    const marks = []
    transaction.meta.set('marks', marks)
    for (let left = 1 + random.below(3); left > 0; left--) {
      random.pick(edits)({ ...rootsOf(ydoc), random, mark, marks })
    }
  })
}

function insertText({ text, random, mark, marks }) {
  const written = mark()
  marks.push(written)
  text.insert(placeIn(text, random), written)
}

/** Right behind a mark: one that nobody cuts stays in one piece. */
function placeIn(text, random) {
  const places = [0, ...[...text.toString().matchAll(/>/g)].map(({ index }) => index + 1)]
  return random.pick(places)
}

/** Now and then somebody pastes a page. */
function paste({ text, random, mark, marks }) {
  if (random.chance(0.9)) return
  const written = mark()
  marks.push(written)
  text.insert(placeIn(text, random), `${written}${'…lorem ipsum'.repeat(200)}`)
}

function deleteText({ text, random }) {
  if (text.length === 0) return
  const from = random.below(text.length)
  const most = random.chance(0.1) ? 3_000 : 12
  text.delete(from, Math.min(text.length - from, 1 + random.below(most)))
}

function insertStyled({ styled, random, mark }) {
  styled.insert(random.below(styled.length + 1), mark(), random.chance(0.5) ? { bold: true } : {})
}

function format({ styled, random }) {
  if (styled.length === 0) return
  const from = random.below(styled.length)
  const length = Math.min(styled.length - from, 1 + random.below(20))
  styled.format(from, length, { bold: random.chance(0.5) ? true : null })
}

function deleteStyled({ styled, random }) {
  if (styled.length === 0) return
  const from = random.below(styled.length)
  styled.delete(from, Math.min(styled.length - from, 1 + random.below(10)))
}

const keyOf = (random) => `key-${random.below(6)}`

function setKey({ map, random, mark }) {
  map.set(keyOf(random), random.chance(0.3) ? { told: mark() } : mark())
}

function deleteKey({ map, random }) {
  map.delete(keyOf(random))
}

function nest({ list, random, mark }) {
  const item = new Y.Map()
  item.set('title', new Y.Text(mark()))
  item.set('done', random.chance(0.5))
  list.insert(random.below(list.length + 1), [item])
}

function editNested({ list, random, mark }) {
  if (list.length === 0) return
  const item = list.get(random.below(list.length))
  item.set('done', random.chance(0.5))
  item.get('title').insert(0, mark())
}

function deleteNested({ list, random }) {
  if (list.length > 0) list.delete(random.below(list.length))
}

function insertParagraph({ page, random, mark }) {
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.setAttribute('level', String(random.below(3)))
  paragraph.insert(0, [new Y.XmlText(mark())])
  page.insert(random.below(page.length + 1), [paragraph])
}

function deleteParagraph({ page, random }) {
  if (page.length > 0) page.delete(random.below(page.length))
}

const edits = [
  ...[insertText, insertText, insertText, paste, deleteText, deleteText],
  ...[insertStyled, format, deleteStyled, setKey, setKey, deleteKey],
  ...[nest, editNested, deleteNested, insertParagraph, deleteParagraph]
]
