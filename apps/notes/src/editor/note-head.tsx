// What stands above a note's text: its title, its folder and its due date, and why it may only be read.

import type { Device, OpenDocument, Space } from '@weft/client'
import type { DocumentState, RegisterHandle, TypedDocument } from '@weft/model'
import { useDocumentState, useDocuments, useFields, useTypedDocument } from '@weft/react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { writesFrom } from '../app/platform.js'
import { becomeReal } from '../note/fresh-note.js'
import { type NoteFields, note as noteSchema } from '../note/note-schema.js'
import type { NoteSummary } from '../note/summary.js'
import { Icon } from '../ui/icons.js'
import { noteHeadWords as say } from '../words/note-head.js'
import type { Access } from './extensions.js'
import { RegisterInput, type Seen } from './register-input.js'
import '../styles/note-head.css'

export interface NoteHeadProps {
  readonly device: Device
  readonly space: Space<NoteSummary>
  readonly note: OpenDocument
  /** Called when it is known whether the note may be changed here, and when that changes. */
  readonly onAccess: (access: Access) => void
}

export function NoteHead({ device, space, note, onAccess }: NoteHeadProps): ReactNode {
  const typed = useTypedDocument(note, noteSchema, { device, from: writesFrom(navigator) })
  const state = useDocumentState(typed)
  useEffect(() => {
    if (state.kind !== 'closed') onAccess(state.kind === 'open' ? 'write' : 'read')
  }, [state.kind, onAccess])
  if (typed.kind !== 'open' || state.kind === 'closed') return null
  return (
    <>
      <ReadOnlyNotice state={state} />
      <Head space={space} note={note} document={typed.value} readOnly={state.kind !== 'open'} />
    </>
  )
}

interface HeadProps {
  readonly space: Space<NoteSummary>
  readonly note: OpenDocument
  readonly document: TypedDocument<NoteFields>
  readonly readOnly: boolean
}

function Head({ space, note, document, readOnly }: HeadProps): ReactNode {
  const { fields } = document
  const title = useFields(document, ({ title }) => title.get() ?? '') as string
  const folder = useFields(document, ({ folder }) => folder.get() ?? '') as string
  const due = useFields(document, ({ due }) => due.get() ?? '') as string
  const head = useRef<HTMLDivElement>(null)
  const ids = useId()
  const commit =
    (register: RegisterHandle<string>) =>
    (value: string, seen: Seen): void => {
      // Only read since the person began, or closed: nothing may be written.
      if (document.state.get().kind !== 'open') return
      if (value === '') register.clear(seen)
      else register.set(value, seen)
      becomeReal(note.id, note.ydoc)
    }
  return (
    <div ref={head}>
      <RegisterInput
        type="text"
        className="note-title"
        label={say.title}
        placeholder={say.title}
        maxLength={200}
        value={title}
        readOnly={readOnly}
        sides={fields.title.sides}
        onCommit={commit(fields.title)}
        onEnter={() =>
          head.current?.closest('.cm-scroller')?.querySelector<HTMLElement>('.cm-content')?.focus()
        }
      />
      <div className="note-facts">
        <div className="note-fact note-folder">
          <label htmlFor={`${ids}folder`}>{say.folder}</label>
          <RegisterInput
            type="text"
            id={`${ids}folder`}
            className="note-field"
            label={say.folder}
            placeholder={say.noFolder}
            list={`${ids}folders`}
            maxLength={100}
            value={folder}
            readOnly={readOnly}
            sides={fields.folder.sides}
            onCommit={commit(fields.folder)}
          />
          <Folders id={`${ids}folders`} space={space} />
        </div>
        <div className="note-fact">
          <label htmlFor={`${ids}due`}>{say.due}</label>
          <RegisterInput
            type="date"
            id={`${ids}due`}
            className="note-field"
            label={say.dueLabel}
            value={due}
            readOnly={readOnly}
            sides={fields.due.sides}
            onCommit={commit(fields.due)}
          />
        </div>
      </div>
    </div>
  )
}

/** The folders that are in use, as suggestions. */
function Folders({ id, space }: { id: string; space: Space<NoteSummary> }): ReactNode {
  const folders = useDocuments(
    space,
    (items) => [...new Set(items.flatMap(({ summary }) => summary?.folder || []))].sort(),
    (a, b) => a.join('\n') === b.join('\n')
  )
  return (
    <datalist id={id}>
      {folders.map((folder) => (
        <option key={folder} value={folder} />
      ))}
    </datalist>
  )
}

function ReadOnlyNotice({ state }: { state: DocumentState }): ReactNode {
  if (state.kind !== 'read-only') return null
  return (
    <div className="notice" role="note">
      <Icon name="failed" />
      {state.why === 'update' ? (
        <span>{say.update}</span>
      ) : (
        <span>
          {say.misfit}
          <ul aria-label={say.misfitReport}>
            {state.report.map(({ path, problem }, at) => (
              <li key={at}>{say.misfitLine(path.join(' › '), problem)}</li>
            ))}
          </ul>
        </span>
      )}
    </div>
  )
}
