// What keys do to Markdown: lists that go on, bold and italic, tasks that are ticked.

import { syntaxTree } from '@codemirror/language'
import { type ChangeSpec, EditorSelection, type EditorState } from '@codemirror/state'
import type { Command, KeyBinding } from '@codemirror/view'

const itemStart = /^(\s*)((?:>\s?)+|(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?)/

/** Enter in an item starts the next one; in an empty item it ends the list. */
export const continueItem: Command = ({ state, dispatch }) => {
  const { main } = state.selection
  if (state.selection.ranges.length > 1 || !main.empty) return false
  const line = state.doc.lineAt(main.head)
  const [whole, indent = '', mark = ''] = itemStart.exec(line.text) ?? []
  if (whole === undefined || main.head < line.from + whole.length || isInCode(state, main.head)) return false
  if (line.text.trimEnd().length <= whole.trimEnd().length) {
    dispatch(
      state.update({ changes: { from: line.from, to: line.to }, userEvent: 'delete', scrollIntoView: true })
    )
    return true
  }
  const insert = `${state.lineBreak}${indent}${nextMark(mark)}`
  const changes = { from: main.head, insert }
  const selection = { anchor: main.head + insert.length }
  dispatch(state.update({ changes, selection, userEvent: 'input', scrollIntoView: true }))
  return true
}

/** The next number, and a task that is not done. */
export const nextMark = (mark: string): string =>
  mark.replace(/^\d+/, (n) => String(Number(n) + 1)).replace(/\[[xX]\]/, '[ ]')

function isInCode(state: EditorState, at: number): boolean {
  for (let node = syntaxTree(state).resolveInner(at, -1); node.parent; node = node.parent) {
    if (node.name === 'FencedCode' || node.name === 'CodeBlock') return true
  }
  return false
}

/** Puts the mark around each selection, or takes it away where it is. */
export function toggleMark(mark: string): Command {
  return ({ state, dispatch }) => {
    const size = mark.length
    const change = state.changeByRange((range) => {
      const before = state.sliceDoc(Math.max(0, range.from - size), range.from)
      const after = state.sliceDoc(range.to, range.to + size)
      const isMarked = before === mark && after === mark
      const changes: ChangeSpec[] = isMarked
        ? [
            { from: range.from - size, to: range.from },
            { from: range.to, to: range.to + size }
          ]
        : [
            { from: range.from, insert: mark },
            { from: range.to, insert: mark }
          ]
      const moved = isMarked ? -size : size
      return { changes, range: EditorSelection.range(range.anchor + moved, range.head + moved) }
    })
    dispatch(state.update(change, { userEvent: 'input', scrollIntoView: true }))
    return true
  }
}

/** Ticks or unticks the task on the caret's line. */
export const toggleTask: Command = (view) => {
  const line = view.state.doc.lineAt(view.state.selection.main.head)
  const box = /^\s*(?:[-*+]|\d{1,9}[.)])\s+\[([ xX])\]/.exec(line.text)
  if (!box) return false
  tick(view, line.from + box[0].length - 2)
  return true
}

/** `at`: the character between the brackets. */
export function tick(view: Parameters<Command>[0], at: number): void {
  if (view.state.readOnly) return
  const isDone = view.state.sliceDoc(at, at + 1) !== ' '
  view.dispatch({ changes: { from: at, to: at + 1, insert: isDone ? ' ' : 'x' }, userEvent: 'input' })
}

export const markdownKeys: readonly KeyBinding[] = [
  { key: 'Enter', run: continueItem },
  { key: 'Mod-b', run: toggleMark('**'), preventDefault: true },
  { key: 'Mod-i', run: toggleMark('*'), preventDefault: true },
  { key: 'Mod-Enter', run: toggleTask }
]
