// Binds a <textarea> or <input> to a Y.Text: what is typed becomes edits, what arrives leaves the caret in place.

import type { OpenDocument } from '@weft/client'
import { useCallback, useRef } from 'react'
import type * as Y from 'yjs'
import { type Given, openOf } from './opened.js'

type TextField = HTMLTextAreaElement | HTMLInputElement

/** A ref for the field; until the document is open the field stays as it is, so keep it disabled till then. */
export function useTextField(
  document: Given<OpenDocument> | null,
  name = 'text'
): (field: TextField | null) => void {
  const open = openOf(document)
  const unbind = useRef<(() => void) | null>(null)
  return useCallback(
    (field: TextField | null) => {
      unbind.current?.()
      unbind.current = field && open ? bindTextField(field, open.ydoc.getText(name)) : null
    },
    [open, name]
  )
}

/** Returns its unbind. */
export function bindTextField(field: TextField, text: Y.Text): () => void {
  field.value = text.toString()
  const typed = (): void => {
    const change = changeBetween(text.toString(), field.value)
    text.doc?.transact(() => {
      if (change.removed > 0) text.delete(change.at, change.removed)
      if (change.inserted) text.insert(change.at, change.inserted)
    }, field)
  }
  const arrived = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin === field) return
    const start = movedBy(event.delta, field.selectionStart ?? 0)
    const end = movedBy(event.delta, field.selectionEnd ?? 0)
    field.value = text.toString()
    // Only of the field that has the focus: setting a selection takes the focus in some browsers.
    if (field.ownerDocument.activeElement === field) field.setSelectionRange(start, end)
  }
  field.addEventListener('input', typed)
  text.observe(arrived)
  return () => {
    field.removeEventListener('input', typed)
    text.unobserve(arrived)
  }
}

/** The one replacement that turns `before` into `after`: all between what both begin and end with. */
export function changeBetween(
  before: string,
  after: string
): { at: number; removed: number; inserted: string } {
  const shorter = Math.min(before.length, after.length)
  let at = 0
  while (at < shorter && before[at] === after[at]) at++
  // Not into the middle of a surrogate pair: half a character cannot be encoded.
  if (at > 0 && isHighSurrogate(before.charCodeAt(at - 1))) at--
  let tail = 0
  while (tail < shorter - at && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  if (tail > 0 && isLowSurrogate(before.charCodeAt(before.length - tail))) tail--
  return { at, removed: before.length - tail - at, inserted: after.slice(at, after.length - tail) }
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code < 0xdc00
const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code < 0xe000

/** Where a place in the old text is in the new one; what is inserted at the place comes after it. */
function movedBy(delta: Y.YTextEvent['delta'], place: number): number {
  let old = 0
  let moved = place
  for (const step of delta) {
    if (step.retain !== undefined) old += step.retain
    else if (step.delete !== undefined) {
      if (old < place) moved -= Math.min(step.delete, place - old)
      old += step.delete
    } else if (old < place) moved += typeof step.insert === 'string' ? step.insert.length : 1
    if (old >= place) break
  }
  return moved
}
