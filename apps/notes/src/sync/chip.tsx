// The status chip: where everything is, in words, at the same place on every screen (N4).

import type { Device, Space } from '@weft/client'
import type { ReactNode } from 'react'
import { Icon, type IconName } from '../ui/icons.js'
import { syncWords } from '../words/sync.js'
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
  const words = useStatusWords(space)
  const press = (): void => {
    if (words.kind === 'failed') device.retry()
    if (words.kind === 'not-saved') void space.flush().catch(() => {})
    onOpen()
  }
  return (
    <button type="button" className="chip" data-tone={words.tone} title={words.sentence} onClick={press}>
      <Icon name={toneIcons[words.tone]} className={words.tone === 'busy' ? 'turning' : ''} />
      <span className="chip-text">
        <span className="chip-label">{words.label}</span>
        {words.detail ? <span className="chip-detail"> · {words.detail}</span> : null}
        {words.press ? <span className="chip-detail">, {words.press}</span> : null}
        <span className="visually-hidden">, {syncWords.sheet.title}</span>
      </span>
    </button>
  )
}
