// Where a person was in a note: the caret and the scroll, kept for this tab, so that a reload changes nothing.

import type { EditorState } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { keep, readKept } from '../app/preferences.js'

interface Place {
  readonly anchor: number
  readonly head: number
  readonly top: number
}

const keyOf = (id: string): string => `place:${id}`

export function readPlace(id: string): Place | null {
  try {
    const place = JSON.parse(readKept('sessionStorage', keyOf(id)) ?? 'null') as Place | null
    return place && [place.anchor, place.head, place.top].every(Number.isFinite) ? place : null
  } catch {
    return null
  }
}

export function keepPlace(id: string, view: EditorView): void {
  const { anchor, head } = view.state.selection.main
  keep('sessionStorage', keyOf(id), JSON.stringify({ anchor, head, top: view.scrollDOM.scrollTop }))
}

/** The note may be shorter than it was. */
export function selectionAt(
  place: Place | null,
  length: number
): EditorState['selection']['main'] | undefined {
  if (!place) return undefined
  const within = (at: number): number => Math.max(0, Math.min(length, at))
  return { anchor: within(place.anchor), head: within(place.head) } as EditorState['selection']['main']
}

/** After the first measure, because before it the editor does not know how tall the note is. */
export function restoreScroll(view: EditorView, place: Place | null): void {
  if (!place) return
  view.requestMeasure({
    read: () => null,
    write: () => {
      view.scrollDOM.scrollTop = place.top
    }
  })
}
