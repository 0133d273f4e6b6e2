// One field of a note that devices changed at once: what each wrote, and a person's choice.

import type { Device, DeviceStatus, Space } from '@weft/client'
import type { Conflict, Side } from '@weft/model'
import { useDevices } from '@weft/react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { calendarDay, moment } from '../times.js'
import { focusWhenShown } from '../ui/focus-when-shown.js'
import { useNow } from '../ui/use-now.js'
import { words } from '../words/app.js'
import { conflictWords as say } from '../words/conflicts.js'
import { statusPhrases } from '../words/status.js'
import { type Choice, settle } from './settle.js'

export interface ConflictCardProps {
  readonly device: Device
  readonly space: Space<unknown>
  readonly id: string
  /** The note's title. */
  readonly note: string
  readonly conflict: Conflict
}

export function ConflictCard({ device, space, id, note, conflict }: ConflictCardProps): ReactNode {
  const [doing, setDoing] = useState<'choosing' | 'writing' | 'working'>('choosing')
  const [problem, setProblem] = useState<string | null>(null)
  const devices = useDevices(space)
  const now = useNow(60_000)
  const name = conflict.path.join('.')
  const field = say.fields[name] ?? name
  const read = (value: unknown): string => readable(name, value, now)
  const choose = async (choice: Choice, value: unknown): Promise<void> => {
    setDoing('working')
    setProblem(null)
    const text = value === undefined ? say.settledEmpty(field) : say.settled(field, read(value))
    await settle({ device, space, id, conflict, choice, text }).catch((error: unknown) =>
      setProblem(say.failed(error instanceof Error ? error.message : String(error)))
    )
    setDoing('choosing')
  }
  return (
    <li className="card conflict" data-tone={conflict.strategy === 'manual' ? 'busy' : 'wait'}>
      <p>
        <strong>{field}</strong>
      </p>
      <p className="device-fact">{say.why[conflict.strategy]}</p>
      <ul className="sides" aria-label={field}>
        {conflict.sides.map((side) => (
          <li key={side.id} className="side">
            <div className="side-text">
              <p className="side-value" data-empty={side.value === undefined || undefined}>
                {read(side.value)}
              </p>
              <p className="device-fact">
                {say.by(deviceName(side, device, devices), moment(side.at, now))}
                {isShown(conflict, side) ? <span className="tag">{say.shown}</span> : null}
              </p>
            </div>
            <button
              type="button"
              className="button"
              aria-label={say.keepLabel(read(side.value), field)}
              disabled={doing === 'working'}
              onClick={() => void choose({ side: side.id }, side.value)}
            >
              {say.keep}
            </button>
          </li>
        ))}
      </ul>
      {doing === 'writing' ? (
        <AnotherForm
          type={name === 'due' ? 'date' : 'text'}
          label={say.otherLabel(field, note)}
          onSave={(value) => void choose({ value }, value)}
          onCancel={() => setDoing('choosing')}
        />
      ) : (
        <button
          type="button"
          className="button small"
          aria-label={say.otherLabel(field, note)}
          disabled={doing === 'working'}
          onClick={() => setDoing('writing')}
        >
          {say.other}
        </button>
      )}
      {problem === null ? null : (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </li>
  )
}

interface AnotherFormProps {
  readonly type: 'text' | 'date'
  readonly label: string
  /** Undefined for an empty field: none of them. */
  readonly onSave: (value: string | undefined) => void
  readonly onCancel: () => void
}

function AnotherForm({ type, label, onSave, onCancel }: AnotherFormProps): ReactNode {
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const value = String(new FormData(event.currentTarget).get('value') ?? '').trim()
    onSave(value === '' ? undefined : value)
  }
  return (
    <form
      className="actions"
      onSubmit={save}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        // Not the whole sheet.
        event.preventDefault()
        event.stopPropagation()
        onCancel()
      }}
    >
      <input
        ref={focusWhenShown}
        name="value"
        type={type}
        className="field"
        aria-label={label}
        maxLength={200}
      />
      <button type="submit" className="button primary">
        {say.save}
      </button>
      <button type="button" className="button" onClick={onCancel}>
        {words.cancel}
      </button>
    </form>
  )
}

/** What is shown is the value of one side, or of several that are alike: of these the latest. */
function isShown({ sides, value }: Conflict, side: Side<unknown>): boolean {
  return side === sides.filter((one) => one.value === value).at(-1)
}

function readable(field: string, value: unknown, now: number): string {
  if (value === undefined) return say.nothing
  return field === 'due' ? calendarDay(String(value), now) : String(value)
}

function deviceName(side: Side<unknown>, own: Device, devices: readonly DeviceStatus[]): string {
  if (side.device === own.id) return say.thisDevice
  const found = devices.find(({ device }) => device === side.device)
  return found ? found.name || statusPhrases.unnamed : say.otherDevice
}
