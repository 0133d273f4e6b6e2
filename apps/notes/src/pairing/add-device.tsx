// Adds a second device: a link and its QR code, or what stands in the way of one (N5).

import type { Device } from '@weft/client'
import { useSignal } from '@weft/react'
import { type ReactNode, Suspense } from 'react'
import { lazyPart } from '../app/load-later.js'
import { CopyButton } from '../ui/copy-button.js'
import { pairingWords } from '../words/pairing.js'
import { hostOf, isLoopback, linkTo } from './link.js'
import { PasteLink } from './paste-link.js'

const QrCode = lazyPart(() => import('./qr-code.js').then((module) => module.QrCode))

export function AddDevice({ device }: { device: Device }): ReactNode {
  const relay = useSignal(device.relay)
  if (!relay) return <NoRelay device={device} />
  const link = linkTo(location.origin, { relay: relay.url, secret: relay.token ?? '' })
  const say = pairingWords
  return (
    <>
      <p>{say.addLead}</p>
      {isLoopback(relay.url) || isLoopback(location.origin) ? (
        <LoopbackWarning host={hostOf(relay.url)} />
      ) : null}
      <div className="qr-frame">
        <Suspense fallback={null}>
          <QrCode text={link} label={say.qrLabel} />
        </Suspense>
      </div>
      <label className="labelled">
        {say.linkLabel}
        <input className="field" readOnly value={link} onFocus={(event) => event.target.select()} />
      </label>
      <span className="actions">
        <CopyButton label={say.copy} text={() => link} />
        {'share' in navigator ? (
          <button type="button" className="button" onClick={() => void share(link)}>
            {say.share}
          </button>
        ) : null}
      </span>
      {relay.token ? <p className="hint">{say.secretHint}</p> : null}
    </>
  )
}

/** Rejects when the person closes the system's sheet, which is no failure. */
const share = (url: string): Promise<void> => navigator.share({ url }).catch(() => {})

function LoopbackWarning({ host }: { host: string }): ReactNode {
  const say = pairingWords
  return (
    <div className="card" data-tone="wait">
      <p>
        <strong>{say.loopbackTitle}</strong>
      </p>
      <p>{say.loopback(host)}</p>
      <pre className="command">{say.loopbackCommand}</pre>
      <p>{say.loopbackAfter}</p>
    </div>
  )
}

function NoRelay({ device }: { device: Device }): ReactNode {
  const say = pairingWords
  return (
    <>
      <p>
        <strong>{say.noRelayTitle}</strong>
      </p>
      <p>{say.noRelay}</p>
      <pre className="command">{say.noRelayCommand}</pre>
      <PasteLink device={device} />
    </>
  )
}
