// Takes a pairing link, or the secret of the relay in use, from the clipboard (no secret has to be remembered).

import type { Device } from '@weft/client'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { pairingWords } from '../words/pairing.js'
import { readLink } from './link.js'

export function PasteLink({ device }: { device: Device }): ReactNode {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const id = useId()
  const connect = async (): Promise<void> => {
    const relay = device.relay.get()
    const link = readLink(text)
    const secret = text.trim()
    try {
      if (link) await device.connect({ url: link.relay, ...(link.secret ? { token: link.secret } : {}) })
      else if (relay && secret && !/\s/.test(secret)) await device.connect({ url: relay.url, token: secret })
      else return setProblem(pairingWords.notALink)
      setText('')
      setProblem(null)
    } catch (error) {
      setProblem((error as Error).message)
    }
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void connect()
  }
  return (
    <form className="paste" onSubmit={submit}>
      <label className="labelled" htmlFor={id}>
        {pairingWords.pasteLabel}
      </label>
      <span className="actions">
        <input
          id={id}
          className="field"
          type="password"
          autoComplete="off"
          value={text}
          aria-describedby={`${id}-hint`}
          aria-invalid={problem !== null}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button primary">
          {pairingWords.connect}
        </button>
      </span>
      <p id={`${id}-hint`} className="hint" role={problem ? 'alert' : undefined}>
        {problem ?? pairingWords.pasteHint}
      </p>
    </form>
  )
}
