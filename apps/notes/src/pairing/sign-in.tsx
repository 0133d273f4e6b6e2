// What is asked for when the relay wants its secret.

import type { Device } from '@weft/client'
import type { ReactNode } from 'react'
import { pairingWords } from '../words/pairing.js'
import { PasteLink } from './paste-link.js'

export function SignIn({ device }: { device: Device }): ReactNode {
  return (
    <section className="card" data-tone="wait">
      <p>
        <strong>{pairingWords.signInTitle}</strong>
      </p>
      <p>{pairingWords.signInLead}</p>
      <PasteLink device={device} />
    </section>
  )
}
