// What a pairing link opens: what will happen, and a name for this device (N5).

import type { Device, Space } from '@weft/client'
import type { PairingLink } from '@weft/protocol'
import { useDocuments, useSignal } from '@weft/react'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { isNoteId } from '../note/note.js'
import type { NoteSummary } from '../note/summary.js'
import { longestName } from '../sync/rename-form.js'
import { focusWhenShown } from '../ui/focus-when-shown.js'
import { words } from '../words/app.js'
import { notes } from '../words/numbers.js'
import { pairingWords } from '../words/pairing.js'
import { hostOf } from './link.js'

export interface JoinProps {
  readonly device: Device
  readonly space: Space<NoteSummary>
  /** Null: the link could not be read. */
  readonly link: PairingLink | null
  readonly onDone: () => void
}

export function Join({ device, space, link, onDone }: JoinProps): ReactNode {
  const [name, setName] = useState(useSignal(device.name))
  const [problem, setProblem] = useState<string | null>(null)
  const relay = useSignal(device.relay)
  const held = useDocuments(
    space,
    (items) => items.filter(({ id, summary }) => isNoteId(id) && !summary?.deleted).length
  )
  const id = useId()
  const say = pairingWords
  if (!link) {
    return (
      <>
        <p>
          <strong>{say.badLinkTitle}</strong>
        </p>
        <p>{say.badLink}</p>
        <span className="actions">
          <button type="button" className="button primary" onClick={onDone}>
            {words.close}
          </button>
        </span>
      </>
    )
  }
  const join = async (): Promise<void> => {
    try {
      const chosen = name.trim()
      if (chosen) await device.rename(chosen)
      await device.connect({ url: link.relay, ...(link.secret ? { token: link.secret } : {}) })
      onDone()
    } catch (error) {
      setProblem((error as Error).message)
    }
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void join()
  }
  return (
    <form className="stack" onSubmit={submit}>
      <p>{say.joinLead(hostOf(link.relay))}</p>
      {held > 0 ? <p>{say.joinKeeps(notes(held))}</p> : null}
      {relay && relay.url !== link.relay ? <p>{say.joinReplaces(hostOf(relay.url))}</p> : null}
      <label className="labelled" htmlFor={id}>
        {say.nameLabel}
      </label>
      <input
        id={id}
        ref={focusWhenShown}
        className="field"
        value={name}
        maxLength={longestName}
        autoComplete="off"
        aria-describedby={`${id}-hint`}
        onChange={(event) => setName(event.target.value)}
        onFocus={(event) => event.target.select()}
      />
      <p id={`${id}-hint`} className="hint">
        {say.nameHint}
      </p>
      {problem ? (
        <p role="alert" className="problem">
          {say.joinFailed}: {problem}
        </p>
      ) : null}
      <span className="actions end">
        <button type="button" className="button" onClick={onDone}>
          {words.cancel}
        </button>
        <button type="submit" className="button primary">
          {say.join}
        </button>
      </span>
    </form>
  )
}
