// What is asked for when the relay wants its secret.

import type { Device } from '@weft/client'
import { useSignal } from '@weft/react'
import type { ReactNode } from 'react'
import { pairingWords } from '../words/pairing.js'
import { PasteLink } from './paste-link.js'

export function SignIn({ device }: { device: Device }): ReactNode {
  // A device that has a secret and is asked for one has a wrong one.
  const isWrong = useSignal(device.relay, (relay) => relay?.token !== undefined)
  return (
    <section className="card" data-tone="wait">
      <p>
        <strong>{pairingWords.signInTitle}</strong>
      </p>
      {isWrong ? <p role="alert">{pairingWords.signInWrong}</p> : <p>{pairingWords.signInLead}</p>}
      <PasteLink device={device} />
    </section>
  )
}
