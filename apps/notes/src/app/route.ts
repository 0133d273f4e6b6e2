// Where the app is: the path says which note, the history says the way back.

import { createSignal, type Signal } from '@weft/base'
import { noteIdOfPath, pathOfNote } from '../note/note.js'

const current = createSignal<string | null>(noteIdOfPath(location.pathname))

/** The id of the note that is shown; null for the list alone. */
export const openNote: Signal<string | null> = current

export function watchHistory(): void {
  window.addEventListener('popstate', () => current.set(noteIdOfPath(location.pathname)))
}

/** `replace` where going back to the present place makes no sense, such as a note that was just deleted. */
export function goTo(id: string | null, how: 'push' | 'replace' = 'push'): void {
  if (id === current.get()) return
  const path = id === null ? '/' : pathOfNote(id)
  if (how === 'push') history.pushState({ inApp: true }, '', path)
  else history.replaceState(history.state, '', path)
  current.set(id)
}

/** To the list: by going back when the list is what is behind, so that a phone's own back button agrees. */
export function leaveNote(): void {
  if ((history.state as { inApp?: boolean } | null)?.inApp) history.back()
  else goTo(null, 'replace')
}
