// The sheet over the app.

import type { Device, Space } from '@weft/client'
import type { PairingLink } from '@weft/protocol'
import type { ReactNode } from 'react'
import { Conflicts } from '../conflicts/conflicts.js'
import type { NoteSummary } from '../note/summary.js'
import { AddDevice } from '../pairing/add-device.js'
import { Join } from '../pairing/join.js'
import { SyncLog } from '../sync/sync-log.js'
import { SyncSheet } from '../sync/sync-sheet.js'
import { Sheet } from '../ui/sheet.js'
import { conflictWords } from '../words/conflicts.js'
import { pairingWords } from '../words/pairing.js'
import { sheetWords } from '../words/sheet.js'
import { shortcutWords } from '../words/shortcuts.js'
import type { Panel } from './panel.js'
import { Shortcuts } from './shortcuts.js'
import '../styles/sheet.css'

export interface PanelsProps {
  readonly device: Device
  readonly space: Space<NoteSummary>
  readonly noteId: string | null
  readonly panel: Panel
  readonly link: PairingLink | null
  readonly show: (panel: Panel | null) => void
}

export function Panels({ device, space, noteId, panel, link, show }: PanelsProps): ReactNode {
  const from = panel.view === 'log' || panel.view === 'add' ? panel.from : null
  const content = {
    sync: () => (
      <SyncSheet
        device={device}
        space={space}
        noteId={noteId}
        onAdd={() => show({ view: 'add', from: 'sync' })}
        onLog={() => show({ view: 'log', from: 'sync' })}
      />
    ),
    log: () => <SyncLog device={device} space={space} />,
    conflicts: () => <Conflicts device={device} space={space} openId={noteId} onOpen={() => show(null)} />,
    add: () => <AddDevice device={device} />,
    shortcuts: () => <Shortcuts />,
    join: () => <Join device={device} space={space} link={link} onDone={() => show(null)} />
  }[panel.view]
  return (
    <Sheet
      title={titles[panel.view]}
      onClose={() => show(null)}
      onBack={from ? () => show({ view: from }) : undefined}
    >
      {content()}
    </Sheet>
  )
}

const titles: Readonly<Record<Panel['view'], string>> = {
  sync: sheetWords.sheet.title,
  conflicts: conflictWords.title,
  log: sheetWords.logView.title,
  add: pairingWords.addTitle,
  shortcuts: shortcutWords.title,
  join: pairingWords.joinTitle
}
