// The list of conflicts: by note, of notes that are not open too (N7).

import type { Device, Space } from '@weft/client'
import { useSpaceConflicts } from '@weft/react'
import type { ReactNode } from 'react'
import { goTo } from '../app/route.js'
import type { NoteSummary } from '../note/summary.js'
import { Icon } from '../ui/icons.js'
import { words } from '../words/app.js'
import { conflictWords as say } from '../words/conflicts.js'
import { ConflictCard } from './conflict-card.js'
import '../styles/conflicts.css'

export interface ConflictsProps {
  readonly device: Device
  readonly space: Space<NoteSummary>
  /** The note behind the sheet comes first. */
  readonly openId: string | null
  /** A note was chosen to be looked at. */
  readonly onOpen: () => void
}

export function Conflicts({ device, space, openId, onOpen }: ConflictsProps): ReactNode {
  const contested = useSpaceConflicts(space)
  const notes = contested
    .filter(({ summary }) => !summary?.deleted)
    .sort(
      (a, b) =>
        Number(b.id === openId) - Number(a.id === openId) ||
        b.changedAt - a.changedAt ||
        (a.id < b.id ? -1 : 1)
    )
  if (notes.length === 0) return <NoConflicts />
  return (
    <>
      <p className="hint">{say.lead}</p>
      {notes.map(({ id, summary }) => {
        const title = summary?.title || words.list.untitled
        return (
          <section key={id} className="sheet-section" aria-label={title}>
            <div className="conflict-note">
              <h3>{title}</h3>
              {id === openId ? null : (
                <button
                  type="button"
                  className="button small"
                  aria-label={say.open(title)}
                  onClick={() => {
                    goTo(id)
                    onOpen()
                  }}
                >
                  {say.openNote}
                </button>
              )}
            </div>
            <ul className="cards">
              {summary?.conflicts.map((conflict) => (
                <ConflictCard
                  key={conflict.path.join('.')}
                  device={device}
                  space={space}
                  id={id}
                  note={title}
                  conflict={conflict}
                />
              ))}
            </ul>
          </section>
        )
      })}
    </>
  )
}

function NoConflicts(): ReactNode {
  return (
    <div className="nothing">
      <Icon name="good" className="page-message-icon" />
      <strong>{say.none}</strong>
      <p>{say.noneHint}</p>
    </div>
  )
}
