// The pane with the list: its heading, the search box, what to say when there is nothing to list.

import type { Space } from '@weft/client'
import { useDocuments, useSyncStatus } from '@weft/react'
import { type ReactNode, type RefObject, useDeferredValue, useState } from 'react'
import type { NoteSummary } from '../note/summary.js'
import { Icon } from '../ui/icons.js'
import { words } from '../words/app.js'
import { notes as countNotes } from '../words/numbers.js'
import { NoteList } from './note-list.js'
import { useNotes } from './use-notes.js'

export interface ListPaneProps {
  readonly space: Space<NoteSummary>
  readonly openId: string | null
  readonly onOpen: (id: string, go: 'look' | 'write') => void
  readonly onCreate: () => void
  readonly onDelete: (id: string) => void
  readonly onConflicts: () => void
  readonly listRef: RefObject<HTMLDivElement | null>
  readonly filterRef: RefObject<HTMLInputElement | null>
  readonly menu: ReactNode
  /** On a phone the chip stands in this pane's head; on a wide screen in the note's. */
  readonly chip: ReactNode
}

export function ListPane(props: ListPaneProps): ReactNode {
  const { space, listRef, filterRef } = props
  const [query, setQuery] = useState('')
  // Alone on the screen, the list is the page's main part.
  const Pane = props.chip === null ? 'nav' : 'main'
  const deferred = useDeferredValue(query)
  const found = useNotes(space, deferred)
  const clear = (): void => {
    setQuery('')
    listRef.current?.focus()
  }
  return (
    <Pane className="list-pane" aria-label={words.list.title}>
      <header className="bar">
        {props.menu}
        <h1>{words.list.title}</h1>
        {props.chip}
        <button
          type="button"
          className="icon-button wide-only"
          aria-label={words.list.create}
          title={`${words.list.create} (Alt + N)`}
          onClick={props.onCreate}
        >
          <Icon name="write" />
        </button>
      </header>
      <search className="filter">
        <Icon name="search" />
        <input
          ref={filterRef}
          type="search"
          placeholder={words.list.filter}
          aria-label={words.list.filter}
          value={query}
          enterKeyHint="search"
          autoComplete="off"
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') clear()
            else if (event.key === 'ArrowDown' || event.key === 'Enter') listRef.current?.focus()
            else return
            event.preventDefault()
            event.stopPropagation()
          }}
        />
        {query ? (
          <button
            type="button"
            className="icon-button small"
            aria-label={words.list.clearFilter}
            onClick={clear}
          >
            <Icon name="close" />
          </button>
        ) : null}
      </search>
      <ConflictCount space={space} onConflicts={props.onConflicts} />
      <p className="visually-hidden" role="status">
        {deferred ? words.list.found(found.length) : ''}
      </p>
      {found.length > 0 ? (
        <NoteList
          notes={found}
          openId={props.openId}
          onOpen={props.onOpen}
          onDelete={props.onDelete}
          listRef={listRef}
        />
      ) : (
        <Nothing space={space} query={deferred} onCreate={props.onCreate} />
      )}
      <footer className="bottom-bar">
        <span>{found.length > 0 ? countNotes(found.length) : ''}</span>
        <button type="button" className="compose" aria-label={words.list.create} onClick={props.onCreate}>
          <Icon name="write" />
        </button>
      </footer>
    </Pane>
  )
}

function ConflictCount({ space, onConflicts }: Pick<ListPaneProps, 'space' | 'onConflicts'>): ReactNode {
  const n = useDocuments(space, (items) =>
    items.reduce((sum, { summary }) => sum + (summary && !summary.deleted ? summary.conflicts.length : 0), 0)
  )
  if (n === 0) return null
  return (
    <button type="button" className="list-notice" onClick={onConflicts}>
      <Icon name="fork" />
      {words.list.conflicts(n)}
    </button>
  )
}

interface NothingProps {
  readonly space: Space<NoteSummary>
  readonly query: string
  readonly onCreate: () => void
}

function Nothing({ space, query, onCreate }: NothingProps): ReactNode {
  const isFetching = useSyncStatus(
    space,
    (status) => status.kind === 'syncing' && status.receiving !== null && status.receiving.kind !== 'entries'
  )
  if (query) return <p className="nothing">{words.list.noMatch(query)}</p>
  return (
    <div className="nothing">
      <strong>{isFetching ? words.list.noneFetching : words.list.none}</strong>
      <p>{isFetching ? words.list.noneFetchingHint : words.list.noneHint}</p>
      {isFetching ? null : (
        <button type="button" className="button primary" onClick={onCreate}>
          <Icon name="add" />
          {words.list.create}
        </button>
      )}
    </div>
  )
}
