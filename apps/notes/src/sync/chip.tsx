// The status chip: where everything is, in words, at the same place on every screen (N4).

import type { Device, Space } from '@weft/client'
import type { ReactNode } from 'react'
import { Icon, type IconName } from '../ui/icons.js'
import { words } from '../words/app.js'
import type { Tone } from './status-words.js'
import { useStatusWords } from './use-status.js'

/** A shape of its own for each tone, for those who cannot tell the colours apart. */
export const toneIcons: Readonly<Record<Tone, IconName>> = {
  good: 'good',
  busy: 'busy',
  wait: 'wait',
  failed: 'failed',
  alarm: 'alarm'
}

export interface ChipProps {
  readonly device: Device
  readonly space: Space<unknown>
  readonly onOpen: () => void
}

/** Its accessible name is its words. What it opens says the rest; where something failed it also tries again. */
export function Chip({ device, space, onOpen }: ChipProps): ReactNode {
  const status = useStatusWords(space)
  const press = (): void => {
    if (status.kind === 'failed') device.retry()
    if (status.kind === 'not-saved') void space.flush().catch(() => {})
    onOpen()
  }
  return (
    <button type="button" className="chip" data-tone={status.tone} title={status.sentence} onClick={press}>
      <Icon name={toneIcons[status.tone]} className={status.tone === 'busy' ? 'turning' : ''} />
      <span className="chip-text">
        <span className="chip-label">{status.label}</span>
        {status.detail ? <span className="chip-detail"> · {status.detail}</span> : null}
        {status.press ? <span className="chip-detail">, {status.press}</span> : null}
        <span className="visually-hidden">, {words.menu.sync}</span>
      </span>
    </button>
  )
}
