// The sheet of keyboard shortcuts.

import type { ReactNode } from 'react'
import { shortcutWords as say } from '../words/shortcuts.js'
import { isApple } from './platform.js'

type Line = readonly [keys: string, what: string]

export function Shortcuts(): ReactNode {
  const mod = isApple() ? '⌘' : 'Ctrl'
  const groups: readonly (readonly [string, readonly Line[]])[] = [
    [
      say.everywhere,
      [
        ['Alt + N', say.create],
        [`${mod} + K`, say.filter],
        [`${mod} + Z`, say.undoDelete],
        ['?', say.sheet]
      ]
    ],
    [
      say.inList,
      [
        ['↑ ↓', say.move],
        ['Enter', say.open],
        ['Delete', say.remove]
      ]
    ],
    [
      say.inNote,
      [
        ['Esc', say.toList],
        ['Tab', say.leave],
        [`${mod} + B`, say.bold],
        [`${mod} + I`, say.italic],
        [`${mod} + Enter`, say.tick],
        [`${mod} + ] [`, say.indent],
        [`${mod} + F`, say.find],
        [`${mod} + Z`, say.undo]
      ]
    ]
  ]
  return groups.map(([title, lines]) => (
    <section key={title} className="sheet-section">
      <h3>{title}</h3>
      <dl className="keys">
        {lines.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(' + ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  ))
}
