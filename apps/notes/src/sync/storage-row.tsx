// Whether the browser keeps what is stored here, and how much that is.

import type { Space } from '@weft/client'
import { useSignal } from '@weft/react'
import { type ReactNode, useEffect, useState } from 'react'
import { Icon } from '../ui/icons.js'
import { bytes } from '../words/numbers.js'
import { sheetWords } from '../words/sheet.js'

export function StorageRow({ space }: { space: Space<unknown> }): ReactNode {
  const persistence = useSignal(space.persistence)
  const [refused, setRefused] = useState(false)
  const used = useUsedBytes()
  const say = sheetWords.sheet
  const text = {
    persistent: say.persistent,
    'may-be-cleared': refused ? say.refusedPersistent : say.mayBeCleared,
    unknown: say.unknownStorage
  }[persistence]
  const ask = async (): Promise<void> => setRefused((await space.askPersistence()) !== 'persistent')
  return (
    <li className="device">
      <span className="device-icon">
        <Icon name="storage" />
      </span>
      <div className="device-text">
        <p className="device-name">
          <strong>{say.storage}</strong>
        </p>
        <p className="device-fact" aria-live="polite">
          {text} {used === null ? '' : say.used(bytes(used))}
        </p>
        {persistence === 'persistent' || refused ? null : (
          <button type="button" className="button small" onClick={() => void ask()}>
            {say.askPersistent}
          </button>
        )}
      </div>
    </li>
  )
}

function useUsedBytes(): number | null {
  const [used, setUsed] = useState<number | null>(null)
  useEffect(() => {
    void navigator.storage?.estimate?.().then(
      ({ usage }) => setUsed(usage ?? null),
      () => {}
    )
  }, [])
  return used
}
