import { EditorState, type Transaction, type TransactionSpec } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { expect, it } from 'vitest'
import { markdown } from './markdown.js'
import { continueItem, toggleMark, toggleTask } from './markdown-commands.js'

/** Runs a command on a text whose caret or selection is between bars. Returns the text with the caret. */
function run(command: typeof continueItem, marked: string): string | false {
  const from = marked.indexOf('|')
  const to = marked.lastIndexOf('|')
  let state = EditorState.create({
    doc: marked.replaceAll('|', ''),
    selection: { anchor: from, head: from === to ? from : to - 1 },
    extensions: [markdown]
  })
  const view = {
    get state() {
      return state
    },
    dispatch: (change: TransactionSpec | Transaction) => {
      state = 'state' in change ? change.state : state.update(change).state
    }
  }
  if (!command(view as unknown as EditorView)) return false
  const { main } = state.selection
  const text = state.doc.toString()
  const head = `${text.slice(0, main.from)}|${text.slice(main.from)}`
  return main.empty ? head : `${head.slice(0, main.to + 1)}|${head.slice(main.to + 1)}`
}

it('N2 Enter goes on with a list, a number, a task or a quote', () => {
  expect(run(continueItem, '- milk|')).toBe('- milk\n- |')
  expect(run(continueItem, '  9. nine|')).toBe('  9. nine\n  10. |')
  expect(run(continueItem, '- [x] done|')).toBe('- [x] done\n- [ ] |')
  expect(run(continueItem, '> quoted|')).toBe('> quoted\n> |')
  expect(run(continueItem, '- mi|lk')).toBe('- mi\n- |lk')
})

it('N2 Enter in an empty item ends the list; elsewhere it is a plain Enter', () => {
  expect(run(continueItem, '- milk\n- |')).toBe('- milk\n|')
  expect(run(continueItem, 'text|')).toBe(false)
  expect(run(continueItem, '|- milk')).toBe(false)
  expect(run(continueItem, '```\n- code|\n```')).toBe(false)
})

it('N2 bold is put around the selection, and taken away again', () => {
  expect(run(toggleMark('**'), 'a |word| b')).toBe('a **|word|** b')
  expect(run(toggleMark('**'), 'a **|word|** b')).toBe('a |word| b')
  expect(run(toggleMark('*'), 'a | b')).toBe('a *|* b')
})

it('N2 a task is ticked with the keyboard', () => {
  expect(run(toggleTask, '- [ ] bank|')).toBe('- [x] bank|')
  expect(run(toggleTask, '1. [x] bank|')).toBe('1. [ ] bank|')
  expect(run(toggleTask, '- bank|')).toBe(false)
})
