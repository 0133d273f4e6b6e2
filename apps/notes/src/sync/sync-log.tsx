// The sync log: what happened, newest first, kept over reloads (S13).

import type { Device, JournalLine, Space } from '@weft/client'
import { useSyncLog } from '@weft/react'
import { type ReactNode, useState } from 'react'
import { listDate, moment } from '../times.js'
import { CopyButton } from '../ui/copy-button.js'
import { Icon } from '../ui/icons.js'
import { sheetWords } from '../words/sheet.js'
import { diagnostics } from './diagnostics.js'
import { logWords } from './log-words.js'

type Filter = 'all' | 'trouble'

export function SyncLog({ device, space }: { device: Device; space: Space<unknown> }): ReactNode {
  const lines = useSyncLog(space, 1000)
  const [filter, setFilter] = useState<Filter>('all')
  const say = sheetWords.logView
  const shown = lines?.filter(({ level }) => filter === 'all' || level === 'trouble') ?? []
  const option = (value: Filter, label: string): ReactNode => (
    <button
      type="button"
      className="segment"
      aria-pressed={filter === value}
      onClick={() => setFilter(value)}
    >
      {label}
    </button>
  )
  return (
    <>
      <div className="log-bar">
        {/* biome-ignore lint/a11y/useSemanticElements: two toggle buttons, no form */}
        <span className="segments" role="group" aria-label={say.filter}>
          {option('all', say.all)}
          {option('trouble', say.troubles)}
        </span>
        <CopyButton label={sheetWords.sheet.copy} text={() => diagnostics(device, space)} />
      </div>
      {lines !== null && shown.length === 0 ? (
        <p className="nothing">{filter === 'all' ? say.none : say.noTroubles}</p>
      ) : (
        <Days lines={shown} />
      )}
      <p className="hint">{say.kept}</p>
    </>
  )
}

function Days({ lines }: { lines: readonly JournalLine[] }): ReactNode {
  const now = Date.now()
  const days = new Map<string, JournalLine[]>()
  for (const line of lines) {
    const day = new Date(line.time).toDateString()
    days.set(day, [...(days.get(day) ?? []), line])
  }
  return [...days].map(([day, ofDay]) => (
    <section key={day} className="log-day">
      <h3>{dayName(ofDay[0]?.time ?? now, now)}</h3>
      <ol className="log">
        {ofDay.map((line, at) => (
          <li key={at} data-level={line.level}>
            <time dateTime={new Date(line.time).toISOString()} title={moment(line.time, now)}>
              {new Date(line.time).toLocaleTimeString('en-GB')}
            </time>
            <span className="log-level">{line.level === 'trouble' ? <Icon name="failed" /> : null}</span>
            <span>{logWords(line.what)}</span>
          </li>
        ))}
      </ol>
    </section>
  ))
}

function dayName(time: number, now: number): string {
  return new Date(time).toDateString() === new Date(now).toDateString()
    ? sheetWords.logView.today
    : listDate(time, now)
}
