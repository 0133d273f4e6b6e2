// Reads like a page where nobody writes: marks are hidden, bullets and boxes are drawn. The lines with the caret show
// every character, so that nothing is ever changed unseen.

import { syntaxTree } from '@codemirror/language'
import type { EditorState, Range } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate
} from '@codemirror/view'
import { Bullet, Checkbox } from './markdown-widgets.js'

type SyntaxNodeRef = Parameters<Parameters<ReturnType<typeof syntaxTree>['iterate']>[0]['enter']>[0]

const hidden = Decoration.replace({})
const bullet = Decoration.replace({ widget: new Bullet() })
const boxes = {
  done: Decoration.replace({ widget: new Checkbox(true) }),
  open: Decoration.replace({ widget: new Checkbox(false) })
}

export const markdownPreview = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet

    constructor(view: EditorView) {
      this.decorations = previewOf(view)
    }

    update(update: ViewUpdate): void {
      const { docChanged, viewportChanged, selectionSet, focusChanged } = update
      const isParsed = syntaxTree(update.startState) !== syntaxTree(update.state)
      if (docChanged || viewportChanged || selectionSet || focusChanged || isParsed) {
        this.decorations = previewOf(update.view)
      }
    }
  },
  { decorations: (plugin) => plugin.decorations }
)

function previewOf(view: EditorView): DecorationSet {
  const { state, visibleRanges } = view
  const written = view.hasFocus ? writtenLines(state) : () => false
  const found: Range<Decoration>[] = []
  for (const { from, to } of visibleRanges) {
    syntaxTree(state).iterate({
      from,
      to,
      enter: (node) => {
        if (node.from === node.to || written(node)) return
        const range = decorationOf(state, node)
        if (range) found.push(range)
      }
    })
  }
  return Decoration.set(found, true)
}

/** Whether something is on a line that has a caret or a selection. */
function writtenLines(state: EditorState): (node: { from: number; to: number }) => boolean {
  const lines = state.selection.ranges.map((range) => ({
    from: state.doc.lineAt(range.from).from,
    to: state.doc.lineAt(range.to).to
  }))
  return (node) => lines.some(({ from, to }) => node.from <= to && node.to >= from)
}

function decorationOf(state: EditorState, node: SyntaxNodeRef): Range<Decoration> | null {
  const parent = node.node.parent?.name
  switch (node.name) {
    case 'HeaderMark':
      // The line below a Setext heading is a line of its own: hiding it would leave a hole.
      return parent?.startsWith('ATX') ? hidden.range(node.from, withSpace(state, node.to)) : null
    case 'EmphasisMark':
    case 'StrikethroughMark':
      return hidden.range(node.from, node.to)
    case 'CodeMark':
      return parent === 'InlineCode' ? hidden.range(node.from, node.to) : null
    case 'QuoteMark':
      return hidden.range(node.from, withSpace(state, node.to))
    case 'LinkMark':
    case 'URL':
      return parent === 'Link' && node.node.parent?.getChild('URL') ? hidden.range(node.from, node.to) : null
    case 'ListMark':
      return listMark(state, node)
    case 'TaskMarker':
      return boxes[/x/i.test(state.sliceDoc(node.from, node.to)) ? 'done' : 'open'].range(node.from, node.to)
    default:
      return null
  }
}

function listMark(state: EditorState, node: SyntaxNodeRef): Range<Decoration> | null {
  const item = node.node.parent
  if (item?.getChild('Task')) return hidden.range(node.from, withSpace(state, node.to))
  return item?.parent?.name === 'BulletList' ? bullet.range(node.from, node.to) : null
}

const withSpace = (state: EditorState, at: number): number =>
  state.sliceDoc(at, at + 1) === ' ' ? at + 1 : at
