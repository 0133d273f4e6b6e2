// Opens the device and the space, or says why it cannot; then the app.

import { StoreError } from '@weft/client'
import type { PairingLink } from '@weft/protocol'
import { useDevice, useSpace } from '@weft/react'
import { type ReactNode, useEffect, useRef } from 'react'
import { summaryOption } from '../note/summary-option.js'
import { Icon } from '../ui/icons.js'
import { words } from '../words/app.js'
import { App } from './app.js'
import { spaceName } from './space-name.js'
import { openNotesDevice } from './start.js'

export interface RootProps {
  readonly arrival: { readonly link: PairingLink | null } | null
}

export function Root({ arrival }: RootProps): ReactNode {
  const device = useDevice(openNotesDevice)
  const space = useSpace(device, spaceName, { summary: summaryOption })
  const openSpace = space.kind === 'open' ? space.value : null
  const latest = useRef(openSpace)
  latest.current = openSpace
  useEffect(() => {
    let isOver = false
    let stop = (): void => {}
    void import('./update.js').then(({ watchForUpdates }) => {
      if (!isOver) stop = watchForUpdates(() => latest.current)
    })
    return () => {
      isOver = true
      stop()
    }
  }, [])
  if (device.kind === 'failed') return <Failure error={device.error} retry={device.retry} />
  if (space.kind === 'failed') return <Failure error={space.error} retry={space.retry} />
  // Nothing is drawn for the few milliseconds that the local store takes.
  if (device.kind === 'opening' || space.kind === 'opening') return null
  return <App device={device.value} space={space.value} arrival={arrival} />
}

function Failure({ error, retry }: { error: Error; retry: () => void }): ReactNode {
  const say = words.failure
  const isNewer = error instanceof StoreError && error.code === 'storage-newer'
  return (
    <main className="page-message failure" role="alert">
      <Icon name="alarm" className="page-message-icon" />
      <h1>{say.title}</h1>
      <p>{isNewer ? say.newer : say.storage}</p>
      <p className="reason">
        {say.reason}: {error.message}
      </p>
      <button type="button" className="button primary" onClick={isNewer ? () => location.reload() : retry}>
        {isNewer ? say.reload : say.retry}
      </button>
    </main>
  )
}
