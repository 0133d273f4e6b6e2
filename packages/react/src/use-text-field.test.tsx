// @vitest-environment happy-dom
import { createSeededRandom } from '@weft/base/testing'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { bindTextField, changeBetween } from './use-text-field.js'

function bound(start: string) {
  const text = new Y.Doc().getText('text')
  text.insert(0, start)
  const field = document.createElement('textarea')
  document.body.append(field)
  const unbind = bindTextField(field, text)
  const type = (value: string) => {
    field.value = value
    field.dispatchEvent(new Event('input'))
  }
  return { text, field, unbind, type }
}

it('D1 what is typed becomes the smallest edit, and what arrives is shown', () => {
  const { text, field, type, unbind } = bound('milk, bread')
  const deltas: unknown[] = []
  text.observe((event) => deltas.push(event.delta))
  type('milk, dark bread')
  expect(text.toString()).toBe('milk, dark bread')
  expect(deltas).toEqual([[{ retain: 6 }, { insert: 'dark ' }]])
  text.insert(0, 'oat ')
  expect(field.value).toBe('oat milk, dark bread')
  unbind()
  type('nothing')
  text.insert(0, '- ')
  expect(text.toString()).toBe('- oat milk, dark bread')
  expect(field.value).toBe('nothing')
})

it('D1 the caret stays where it was in the words when edits arrive before, at and after it', () => {
  const { text, field } = bound('milk, bread')
  field.focus()
  field.setSelectionRange(6, 6)
  text.insert(11, ' and tea')
  expect(field.selectionStart).toBe(6)
  text.insert(0, 'oat ')
  expect(field.selectionStart).toBe(10)
  text.insert(10, 'dark ')
  expect(field.selectionStart).toBe(10)
  text.delete(0, 4)
  expect(field.selectionStart).toBe(6)
  text.delete(4, 4)
  expect(field.selectionStart).toBe(4)
})

it('D1 no change splits a character of two code units', () => {
  expect(changeBetween('😀', '😁')).toEqual({ at: 0, removed: 2, inserted: '😁' })
  const random = createSeededRandom(7)
  const pick = () =>
    Array.from({ length: random.below(6) }, () => random.pick(['a', 'b', '😀', '😁', '𐀀'])).join('')
  for (let round = 0; round < 2000; round++) {
    const [before, after] = [pick(), pick()]
    const { at, removed, inserted } = changeBetween(before, after)
    expect(before.slice(0, at) + inserted + before.slice(at + removed)).toBe(after)
    expect(new TextDecoder().decode(new TextEncoder().encode(inserted))).toBe(inserted)
  }
})
