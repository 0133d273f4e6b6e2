// One note: its editor, or why there is none and what to do about it (D4: never an empty note in place of an error).

import type { Device, OpenDocument, Space } from '@weft/client'
import { useDocument, useDocuments, useSetAside, useSignal } from '@weft/react'
import { type ReactNode, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { lazyPart } from '../app/load-later.js'
import { restoreNote } from '../note/actions.js'
import { freshNote } from '../note/fresh-note.js'
import { deletedAt, hasFields, isBlank, onAnyChange, onDeletedChange } from '../note/note.js'
import type { NoteSummary } from '../note/summary.js'
import { Icon } from '../ui/icons.js'
import { words } from '../words/app.js'
import { edits as countEdits } from '../words/numbers.js'
import type { Access } from './extensions.js'
import { useOwnPresence } from './own-presence.js'

const Editor = lazyPart(() => import('./editor.js').then((module) => module.Editor))
const NoteHead = lazyPart(() => import('./note-head.js').then((module) => module.NoteHead))

export interface NotePageProps {
  readonly device: Device
  readonly space: Space<NoteSummary>
  readonly id: string
  /** What others see at this device's carets. */
  readonly name: string
  readonly focus: boolean
  readonly onEscape: () => void
  readonly onDecide: () => void
  readonly onCompare: () => void
}

export function NotePage(props: NotePageProps): ReactNode {
  const { space, id } = props
  const note = useDocument(space, id)
  if (note.kind === 'failed') return <Broken {...props} error={note.error} retry={note.retry} />
  // No spinner: from the local store it takes a few milliseconds, and a flash of one would look like more.
  if (note.kind === 'opening') return <div className="editor" aria-busy="true" />
  return <OpenNote {...props} note={note.value} />
}

function OpenNote({ note, ...props }: NotePageProps & { note: OpenDocument }): ReactNode {
  const { device, space, id, name } = props
  useOwnPresence(note, { device: device.id, name })
  const fresh = useSignal(freshNote)
  const deleted = useSyncExternalStore(
    (changed) => onDeletedChange(note.ydoc, changed),
    () => deletedAt(note.ydoc)
  )
  const isAbsent = useSyncExternalStore(
    (changed) => onAnyChange(note.ydoc, changed),
    () => isBlank(note.ydoc)
  )
  // What newer versions of the app wrote stands in fields; until they are read, a note that has some is only read.
  const [known, setKnown] = useState<Access | null>(null)
  const access = known ?? (hasFields(note.ydoc) ? 'read' : 'write')
  if (deleted !== null) return <Deleted restore={() => void restoreNote(space, id)} />
  // Nothing of it is here: never a note that looks as if it were empty (D4).
  if (isAbsent && fresh !== id) return <Absent />
  return (
    <Suspense fallback={<div className="editor" aria-busy="true" />}>
      <SetAsideNotice space={space} id={id} onDecide={props.onDecide} />
      <ConflictNotice space={space} id={id} onCompare={props.onCompare} />
      <Editor
        key={id}
        note={note}
        focus={props.focus}
        onEscape={props.onEscape}
        access={access}
        head={
          <Suspense fallback={null}>
            <NoteHead device={device} space={space} note={note} onAccess={setKnown} />
          </Suspense>
        }
      />
    </Suspense>
  )
}

/** Out of the list's summary, so that it is there with the text and moves nothing. */
function ConflictNotice({
  space,
  id,
  onCompare
}: Pick<NotePageProps, 'space' | 'id' | 'onCompare'>): ReactNode {
  const isContested = useDocuments(space, (items) =>
    items.some((item) => item.id === id && item.summary?.conflicts.length)
  )
  if (!isContested) return null
  return (
    <div className="notice" data-tone="busy" role="note">
      <Icon name="fork" />
      <span>{words.editor.contested}</span>
      <button type="button" className="button small" onClick={onCompare}>
        {words.editor.compare}
      </button>
    </div>
  )
}

function SetAsideNotice({
  space,
  id,
  onDecide
}: Pick<NotePageProps, 'space' | 'id' | 'onDecide'>): ReactNode {
  const edits = useSetAside(space, (items) =>
    items.reduce((sum, item) => (item.document === id ? sum + item.edits : sum), 0)
  )
  if (edits === 0) return null
  return (
    <div className="notice" role="note">
      <Icon name="failed" />
      <span>{words.editor.setAside(countEdits(edits))}</span>
      <button type="button" className="button small" onClick={onDecide}>
        {words.editor.decide}
      </button>
    </div>
  )
}

function Broken({
  space,
  id,
  error,
  retry,
  onDecide
}: NotePageProps & { error: Error; retry: () => void }): ReactNode {
  const isAside = useSetAside(space, (items) => items.some(({ document }) => document === id))
  const wasAside = useRef(false)
  useEffect(() => {
    if (wasAside.current && !isAside) retry()
    wasAside.current = isAside
  }, [isAside, retry])
  return (
    <div className="page-message" role="alert">
      <Icon name="failed" className="page-message-icon" />
      <h2>{words.editor.brokenTitle}</h2>
      <p>{words.editor.brokenHint}</p>
      <p className="reason">
        {words.editor.brokenReason}: {error.message}
      </p>
      <span className="banner-actions">
        <button type="button" className="button primary" onClick={retry}>
          {words.editor.tryAgain}
        </button>
        {isAside ? (
          <button type="button" className="button" onClick={onDecide}>
            {words.editor.decide}
          </button>
        ) : null}
      </span>
    </div>
  )
}

function Deleted({ restore }: { restore: () => void }): ReactNode {
  return (
    <div className="page-message">
      <Icon name="bin" className="page-message-icon" />
      <h2>{words.editor.deletedTitle}</h2>
      <p>{words.editor.deletedHint}</p>
      <button type="button" className="button primary" onClick={restore}>
        {words.editor.restore}
      </button>
    </div>
  )
}

function Absent(): ReactNode {
  return (
    <div className="page-message">
      <Icon name="relay" className="page-message-icon" />
      <h2>{words.editor.absentTitle}</h2>
      <p>{words.editor.absentHint}</p>
    </div>
  )
}
