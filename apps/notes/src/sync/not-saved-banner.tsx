// The only state that interrupts: edits that are in memory alone, what to do, and a warning before the page closes.

import type { Space } from '@weft/client'
import { useSyncStatus } from '@weft/react'
import { type ReactNode, useEffect } from 'react'
import { Icon } from '../ui/icons.js'
import { statusPhrases } from '../words/status.js'

export interface NotSavedBannerProps {
  readonly space: Space<unknown>
  /** Null when no note is open. */
  readonly onDownload: (() => void) | null
}

export function NotSavedBanner({ space, onDownload }: NotSavedBannerProps): ReactNode {
  const status = useSyncStatus(space)
  const say = statusPhrases.notSaved
  useWarningBeforeClose(status.counts.unsaved > 0)
  return (
    <div role="alert">
      {status.kind === 'not-saved' ? (
        <div className="banner">
          <Icon name="alarm" />
          <p>
            <strong>
              {say.label}: {say.why[status.why]}.
            </strong>{' '}
            {say.sentence(status.counts.unsaved)} {say.todo[status.why]}
          </p>
          <span className="banner-actions">
            {onDownload ? (
              <button type="button" className="button" onClick={onDownload}>
                <Icon name="download" />
                {say.download}
              </button>
            ) : null}
            <button type="button" className="button" onClick={() => void space.flush().catch(() => {})}>
              {say.retry}
            </button>
          </span>
        </div>
      ) : null}
    </div>
  )
}

/** Also in the milliseconds that every save takes: closing then would lose the last keystroke. */
function useWarningBeforeClose(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [isUnsaved])
}
