// The devices sheet: the whole truth about where everything is, and what can be done about it.

import type { Device, Space } from '@weft/client'
import { useDevices, useSignal, useSyncStatus } from '@weft/react'
import type { ReactNode } from 'react'
import type { NoteSummary } from '../note/summary.js'
import { SignIn } from '../pairing/sign-in.js'
import { CopyButton } from '../ui/copy-button.js'
import { Icon } from '../ui/icons.js'
import { useNow } from '../ui/use-now.js'
import { sheetWords } from '../words/sheet.js'
import { statusPhrases } from '../words/status.js'
import { toneIcons } from './chip.js'
import { DeviceRow } from './device-row.js'
import { diagnostics } from './diagnostics.js'
import { NetworkRow } from './network-row.js'
import { NoteCount } from './note-count.js'
import { RelayRow } from './relay-row.js'
import { SetAside } from './set-aside.js'
import { StorageRow } from './storage-row.js'
import { ThisNote } from './this-note.js'
import { useStatusWords } from './use-status.js'

export interface SyncSheetProps {
  readonly device: Device
  readonly space: Space<NoteSummary>
  readonly noteId: string | null
  readonly onAdd: () => void
  readonly onLog: () => void
}

export function SyncSheet({ device, space, noteId, onAdd, onLog }: SyncSheetProps): ReactNode {
  const devices = useDevices(space)
  const link = useSignal(device.link)
  const now = useNow(1000)
  const say = sheetWords.sheet
  const needsSignIn = link.kind === 'stopped' && link.why === 'sign-in'
  return (
    <>
      <Headline device={device} space={space} />
      {needsSignIn ? <SignIn device={device} /> : null}
      <SetAside space={space} now={now} />
      {noteId === null ? null : (
        <section className="sheet-section">
          <h3>{say.thisNote}</h3>
          <ThisNote space={space} id={noteId} />
        </section>
      )}
      <section className="sheet-section">
        <h3>
          {say.allNotes} <NoteCount space={space} />
        </h3>
        <ul className="devices">
          <RelayRow device={device} space={space} now={now} />
          {devices.map((row) => (
            <DeviceRow key={row.device} own={device} space={space} device={row} now={now} />
          ))}
          <NetworkRow device={device} />
          <StorageRow space={space} />
        </ul>
        <button type="button" className="button primary wide" onClick={onAdd}>
          <Icon name="add" />
          {say.add}
        </button>
      </section>
      <footer className="sheet-foot">
        <button type="button" className="button" onClick={onLog}>
          <Icon name="log" />
          {say.log}
        </button>
        <CopyButton label={say.copy} text={() => diagnostics(device, space)} />
        <p className="hint">{say.copyHint}</p>
      </footer>
    </>
  )
}

function Headline({ device, space }: { device: Device; space: Space<unknown> }): ReactNode {
  const words = useStatusWords(space)
  const canRetry = useSyncStatus(
    space,
    (status) =>
      status.kind === 'failed' ||
      status.kind === 'not-saved' ||
      (status.kind === 'waiting' && ['network', 'relay', 'blocked-network'].includes(status.for))
  )
  const isHeld = useSyncStatus(space, (status) => status.kind === 'waiting' && status.for === 'wifi')
  const retry = (): void => {
    void space.flush().catch(() => {})
    device.retry()
  }
  return (
    <div className="headline" data-tone={words.tone}>
      <Icon name={toneIcons[words.tone]} className={words.tone === 'busy' ? 'turning' : ''} />
      <div>
        <p className="headline-title">{statusPhrases.join(words.label, words.detail)}</p>
        <p>{words.sentence}</p>
        {canRetry || isHeld ? (
          <button type="button" className="button" onClick={retry}>
            {isHeld ? sheetWords.sheet.syncAnyway : sheetWords.sheet.retry}
          </button>
        ) : null}
      </div>
    </div>
  )
}
