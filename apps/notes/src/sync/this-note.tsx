// The note that is open: three facts, never merged into one word.

import type { DocumentStatus, Space } from '@weft/client'
import { useDocumentStatus, useSetAside } from '@weft/react'
import type { ReactNode } from 'react'
import { Icon } from '../ui/icons.js'
import { sheetWords } from '../words/sheet.js'

interface Fact {
  readonly isTrue: boolean
  readonly text: string
}

export function ThisNote({ space, id }: { space: Space<unknown>; id: string }): ReactNode {
  const isUnreadable = useSetAside(space, (items) =>
    items.some(({ document, reason }) => document === id && reason === 'unreadable')
  )
  const status = factsOf(useDocumentStatus(space, id))
  // What it counts is not all that was stored, so nothing of it may be said.
  const facts = isUnreadable ? [{ isTrue: false, text: sheetWords.setAside.unreadable }] : status
  return (
    <ul className="facts">
      {facts.map(({ isTrue, text }) => (
        <li key={text} data-tone={isTrue ? 'good' : 'behind'}>
          <Icon name={isTrue ? 'check' : 'wait'} />
          {text}
        </li>
      ))}
    </ul>
  )
}

export function factsOf(status: DocumentStatus): readonly Fact[] {
  const say = sheetWords.sheet
  const saved: Fact =
    status.unsaved === 0
      ? { isTrue: true, text: say.savedHere }
      : { isTrue: false, text: say.notSavedHere(status.unsaved) }
  const relayed: Fact =
    status.setAside > 0
      ? { isTrue: false, text: say.setAside(status.setAside) }
      : status.relayed
        ? { isTrue: true, text: say.onRelay }
        : { isTrue: false, text: status.waiting > 0 ? say.waitsForRelay(status.waiting) : say.notOnRelay }
  return [saved, relayed, onOthers(status)]
}

function onOthers({ onDevices, otherDevices }: DocumentStatus): Fact {
  const say = sheetWords.sheet
  if (otherDevices === 0) return { isTrue: false, text: say.noOthers }
  if (onDevices === null) return { isTrue: false, text: say.othersUnknown }
  return onDevices >= otherDevices
    ? { isTrue: true, text: say.onAllOthers(otherDevices) }
    : { isTrue: false, text: say.onSomeOthers(onDevices, otherDevices) }
}
