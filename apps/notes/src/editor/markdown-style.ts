// How Markdown looks while it is written: what it means is shown, the marks stay and step back.

import { HighlightStyle, syntaxHighlighting, syntaxTree } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { RangeSetBuilder } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate
} from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** Classes, so that the styles of the app (and its themes) say the rest. */
const classes = HighlightStyle.define([
  { tag: tags.emphasis, class: 'md-em' },
  { tag: tags.strong, class: 'md-strong' },
  { tag: tags.strikethrough, class: 'md-strike' },
  { tag: tags.monospace, class: 'md-code' },
  { tag: [tags.link, tags.url], class: 'md-link' },
  { tag: tags.labelName, class: 'md-code-name' },
  { tag: tags.atom, class: 'md-task' },
  { tag: [tags.processingInstruction, tags.contentSeparator, tags.escape], class: 'md-mark' },
  { tag: tags.comment, class: 'md-mark' }
])

const lineClasses: Readonly<Record<string, string>> = {
  ATXHeading1: 'md-h1',
  ATXHeading2: 'md-h2',
  ATXHeading3: 'md-h3',
  ATXHeading4: 'md-h4',
  ATXHeading5: 'md-h4',
  ATXHeading6: 'md-h4',
  SetextHeading1: 'md-h1',
  SetextHeading2: 'md-h2',
  Blockquote: 'md-quote',
  FencedCode: 'md-block',
  CodeBlock: 'md-block',
  Table: 'md-block',
  HorizontalRule: 'md-rule'
}

/** Padding and size belong to whole lines; only those in sight are looked at. */
const lines = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet

    constructor(view: EditorView) {
      this.decorations = lineDecorations(view)
    }

    update(update: ViewUpdate): void {
      const isParsed = syntaxTree(update.startState) !== syntaxTree(update.state)
      if (update.docChanged || update.viewportChanged || isParsed)
        this.decorations = lineDecorations(update.view)
    }
  },
  { decorations: (plugin) => plugin.decorations }
)

function lineDecorations(view: EditorView): DecorationSet {
  const { state, visibleRanges } = view
  const classesByLine = new Map<number, Set<string>>()
  const add = (line: number, name: string): void => {
    const found = classesByLine.get(line) ?? new Set()
    classesByLine.set(line, found.add(name))
  }
  // The first line is the note's title, with or without a mark.
  if (state.doc.length === 0 || visibleRanges[0]?.from === 0) add(1, 'md-title')
  for (const { from, to } of visibleRanges) {
    syntaxTree(state).iterate({
      from,
      to,
      enter: (node) => {
        const name = lineClasses[node.name]
        if (!name) return
        const first = state.doc.lineAt(Math.max(node.from, from)).number
        const last = state.doc.lineAt(Math.min(node.to, to)).number
        for (let line = first; line <= last; line++) add(line, name)
      }
    })
  }
  const builder = new RangeSetBuilder<Decoration>()
  for (const line of [...classesByLine.keys()].sort((a, b) => a - b)) {
    const at = state.doc.line(line).from
    builder.add(at, at, Decoration.line({ class: [...(classesByLine.get(line) ?? [])].join(' ') }))
  }
  return builder.finish()
}

export const markdownStyle: Extension = [syntaxHighlighting(classes), lines]
