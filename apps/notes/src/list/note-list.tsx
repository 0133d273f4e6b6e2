// The list of notes: one tab stop, moved in with the arrow keys, drawn only where it is in sight.

import { type KeyboardEvent, type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { calendarDay, listDate } from '../times.js'
import { useNow } from '../ui/use-now.js'
import { words } from '../words/app.js'
import type { ListedNote } from './list-notes.js'
import { rowWindow, scrollTopFor } from './row-window.js'

/** The same as --row-height in the styles. */
const rowHeight = 84

export interface NoteListProps {
  readonly notes: readonly ListedNote[]
  readonly openId: string | null
  /** `focus`: whether a person asked to go on in the note, or only to see it. */
  readonly onOpen: (id: string, go: 'look' | 'write') => void
  readonly onDelete: (id: string) => void
  readonly listRef: RefObject<HTMLDivElement | null>
}

export function NoteList({ notes, openId, onOpen, onDelete, listRef }: NoteListProps): ReactNode {
  const [activeId, setActiveId] = useState<string | null>(openId)
  const { place, onScroll } = usePlace(listRef)
  const now = useNow(60_000)
  const shownOpen = useRef(openId)
  if (shownOpen.current !== openId) {
    // Another note was opened from elsewhere: the list goes along.
    shownOpen.current = openId
    if (openId !== null && openId !== activeId) setActiveId(openId)
  }
  const active = Math.max(
    notes.findIndex(({ id }) => id === activeId),
    0
  )

  const moveTo = (row: number): void => {
    const to = Math.max(0, Math.min(notes.length - 1, row))
    const list = listRef.current
    setActiveId(notes[to]?.id ?? null)
    if (list) list.scrollTop = scrollTopFor(to, list.scrollTop, list.clientHeight, rowHeight)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const page = Math.max(1, Math.floor(place.height / rowHeight) - 1)
    const row = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: notes.length - 1
    }[event.key]
    const note = notes[active]
    if (row !== undefined) moveTo(row)
    else if ((event.key === 'Enter' || event.key === ' ') && note) onOpen(note.id, 'write')
    else if ((event.key === 'Delete' || event.key === 'Backspace') && note) {
      setActiveId(notes[active + 1]?.id ?? notes[active - 1]?.id ?? null)
      onDelete(note.id)
    } else return
    event.preventDefault()
  }
  const { first, end } = rowWindow(place.top, place.height, rowHeight, notes.length)
  const isActiveDrawn = active >= first && active < end
  return (
    <div
      ref={listRef}
      className="list"
      role="listbox"
      aria-label={words.list.label}
      aria-activedescendant={notes.length > 0 && isActiveDrawn ? rowId(notes[active]) : undefined}
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        // Not at a press: the row under it must stay there until the button is up.
        if (event.currentTarget.matches(':focus-visible')) moveTo(active)
      }}
    >
      <div className="list-extent" role="presentation" style={{ height: notes.length * rowHeight }}>
        {notes.slice(first, end).map((note, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
          // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant on the list says which one it is
          <div
            key={note.id}
            id={rowId(note)}
            role="option"
            className="row"
            aria-selected={note.id === openId}
            aria-setsize={notes.length}
            aria-posinset={first + index + 1}
            data-active={first + index === active || undefined}
            style={{ transform: `translateY(${(first + index) * rowHeight}px)` }}
            onClick={() => {
              setActiveId(note.id)
              onOpen(note.id, 'look')
            }}
          >
            <RowText note={note} now={now} />
          </div>
        ))}
      </div>
    </div>
  )
}

const rowId = (note: ListedNote | undefined): string => `row-${note?.id.replace('/', '-')}`

function RowText({ note, now }: { note: ListedNote; now: number }): ReactNode {
  const title = note.title === null ? words.list.reading : note.title || words.list.untitled
  const facts = [note.folder, note.due ? words.list.due(calendarDay(note.due, now)) : ''].filter(Boolean)
  return (
    <>
      <span className="row-head">
        <span className={note.title ? 'row-title' : 'row-title row-quiet'}>{title}</span>
        <span className="row-time">{listDate(note.changedAt, now)}</span>
      </span>
      <span className="row-excerpt" data-lines={facts.length > 0 ? 1 : 2}>
        {note.excerpt || (note.title ? words.list.noText : '')}
      </span>
      {facts.length > 0 ? <span className="row-facts">{facts.join(' · ')}</span> : null}
    </>
  )
}

/** Where the list is scrolled to and how much of it is in sight. */
function usePlace(list: RefObject<HTMLDivElement | null>) {
  const [place, setPlace] = useState({ top: 0, height: 800 })
  const read = (): void => {
    const element = list.current
    if (!element) return
    // To whole rows: drawing again for each pixel would be noise.
    const next = { top: Math.floor(element.scrollTop / rowHeight) * rowHeight, height: element.clientHeight }
    setPlace((last) => (last.top === next.top && last.height === next.height ? last : next))
  }
  useLayoutEffect(() => {
    read()
    const watch = new ResizeObserver(read)
    if (list.current) watch.observe(list.current)
    return () => watch.disconnect()
  }, [])
  return { place, onScroll: read }
}
