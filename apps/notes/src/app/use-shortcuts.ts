// The keys that work everywhere.

import { useEffect, useRef } from 'react'

export interface ShortcutActions {
  readonly create: () => void
  readonly filter: () => void
  readonly help: () => void
  /** False when there is nothing to bring back. */
  readonly undoDelete: () => boolean
  readonly back: () => void
}

export function useShortcuts(actions: ShortcutActions): void {
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector('dialog[open]')) return
      if (run(event, latest.current)) event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

function run(event: KeyboardEvent, actions: ShortcutActions): boolean {
  const mod = (event.ctrlKey || event.metaKey) && !event.altKey
  const isWriting =
    (event.target as HTMLElement).closest('input, textarea, [contenteditable="true"]') !== null
  // A search whose last find was deleted has the focus; what was deleted matters more than what was typed there.
  const isSearching = (event.target as HTMLElement).matches('input[type="search"]')
  // By place as well: on a Mac, Alt with N is a dead key.
  if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === 'KeyN') actions.create()
  else if (mod && !event.shiftKey && event.key.toLowerCase() === 'k') actions.filter()
  else if (mod && !event.shiftKey && event.key.toLowerCase() === 'z' && (isSearching || !isWriting)) {
    return actions.undoDelete()
  } else if (isWriting) return false
  else if (event.key === '?' && !mod) actions.help()
  else if (event.key === 'Escape') actions.back()
  else return false
  return true
}
