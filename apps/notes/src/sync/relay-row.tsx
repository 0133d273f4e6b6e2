// The relay's row: its address, whether it is reached, and what waits for it.

import type { Device, LinkState, Space } from '@weft/client'
import { useSignal, useSyncStatus } from '@weft/react'
import type { ReactNode } from 'react'
import { hostOf } from '../pairing/link.js'
import { moment } from '../times.js'
import { Icon } from '../ui/icons.js'
import { sheetWords } from '../words/sheet.js'
import { statusPhrases } from '../words/status.js'
import { upperFirst } from './status-words.js'

export function RelayRow({
  device,
  space,
  now
}: {
  device: Device
  space: Space<unknown>
  now: number
}): ReactNode {
  const relay = useSignal(device.relay)
  const link = useSignal(device.link)
  const counts = useSyncStatus(space, (status) => status.counts)
  const say = sheetWords.sheet
  const isConnected = link.kind === 'connected'
  return (
    <li className="device" data-online={isConnected || undefined}>
      <span className="device-icon">
        <Icon name="relay" />
        {isConnected ? <span className="online-dot" /> : null}
      </span>
      <div className="device-text">
        <p className="device-name">
          <strong>{say.relay}</strong>
          {relay ? <span className="device-fact">{hostOf(relay.url)}</span> : null}
        </p>
        <p className="device-fact">{linkWords(link, now)}</p>
        {relay ? (
          <p className="device-has" data-tone={counts.waiting === 0 ? 'good' : 'behind'}>
            <Icon name={counts.waiting === 0 ? 'check' : 'wait'} />
            {counts.waiting === 0
              ? say.allSent
              : say.waitingIn(
                  counts.waiting,
                  counts.waitingDocuments,
                  moment(counts.waitingSince ?? now, now)
                )}
          </p>
        ) : null}
      </div>
    </li>
  )
}

function linkWords(link: LinkState, now: number): string {
  const say = sheetWords.sheet
  switch (link.kind) {
    case 'unpaired':
      return say.relayNone
    case 'held':
      return say.relayTrouble(statusPhrases.waiting.wifi, moment(link.since, now))
    case 'connecting':
      return say.relayConnecting
    case 'connected':
      return say.relayConnected(moment(link.since, now))
    case 'waiting': {
      const trouble = say.relayTrouble(
        upperFirst(statusPhrases.failed.link[link.why]),
        moment(link.since, now)
      )
      const seconds = Math.ceil((link.retryAt - now) / 1000)
      return seconds > 0 ? `${trouble}. ${say.relayNext(seconds)}` : trouble
    }
    case 'stopped':
      return say.relayTrouble(upperFirst(statusPhrases.failed.link[link.why]), moment(link.since, now))
  }
}
