// What was not accepted or cannot be read, with the two things a person can do about it (B5).

import type { SetAsideItem, Space } from '@weft/client'
import { useDocuments, useSetAside } from '@weft/react'
import { type ReactNode, useState } from 'react'
import type { NoteSummary } from '../note/summary.js'
import { moment } from '../times.js'
import { words } from '../words/app.js'
import { sheetWords } from '../words/sheet.js'

export function SetAside({ space, now }: { space: Space<NoteSummary>; now: number }): ReactNode {
  const items = useSetAside(space)
  if (items.length === 0) return null
  const documents = [...new Set(items.map((item) => item.document))]
  return (
    <section className="sheet-section">
      <h3>{sheetWords.setAside.title}</h3>
      <ul className="cards">
        {documents.map((document) => (
          <SetAsideCard
            key={document}
            space={space}
            document={document}
            items={items.filter((item) => item.document === document)}
            now={now}
          />
        ))}
      </ul>
    </section>
  )
}

interface SetAsideCardProps {
  readonly space: Space<NoteSummary>
  readonly document: string
  readonly items: readonly SetAsideItem[]
  readonly now: number
}

function SetAsideCard({ space, document, items, now }: SetAsideCardProps): ReactNode {
  const [state, setState] = useState<'asked' | 'sure' | 'working'>('asked')
  const [problem, setProblem] = useState<string | null>(null)
  const title = useDocuments(space, (all) => all.find(({ id }) => id === document)?.summary?.title)
  const say = sheetWords.setAside
  const [{ reason, time } = { reason: '', time: now }] = items
  const edits = items.reduce((sum, item) => sum + item.edits, 0)
  // What cannot be read cannot be sent either.
  const isUnreadable = items.some((item) => item.reason === 'unreadable')
  const [discard, sure] = isUnreadable ? [say.fetch, say.fetchSure] : [say.discard, say.sure]
  const decide = async (work: Promise<void>): Promise<void> => {
    setState('working')
    setProblem(null)
    await work.catch((error: unknown) => setProblem(say.problem(String(error))))
    setState('asked')
  }
  return (
    <li className="card" data-tone="failed">
      <p>
        <strong>{title || words.list.untitled}</strong>
      </p>
      <p>{isUnreadable ? say.unreadable : say.refused(reason)}</p>
      {edits > 0 ? <p className="device-fact">{say.body(edits, moment(time, now))}</p> : null}
      <span className="actions">
        {isUnreadable ? null : (
          <button
            type="button"
            className="button"
            title={say.keepHint}
            disabled={state === 'working'}
            onClick={() => void decide(space.retrySetAside(document))}
          >
            {say.keep}
          </button>
        )}
        <button
          type="button"
          className="button danger"
          title={say.discardHint}
          disabled={state === 'working'}
          onClick={() => (state === 'sure' ? void decide(space.discardSetAside(document)) : setState('sure'))}
        >
          {state === 'sure' ? sure : discard}
        </button>
      </span>
      {problem === null ? null : (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </li>
  )
}
