// The networks this device may sync over, and what the browser tells of the present one (S9).

import type { Device, Networks } from '@weft/client'
import { useSignal } from '@weft/react'
import { type ReactNode, useId, useState } from 'react'
import { Icon } from '../ui/icons.js'
import { sheetWords } from '../words/sheet.js'

export function NetworkRow({ device }: { device: Device }): ReactNode {
  const kept = useSignal(device.networks)
  /** Until it is kept; a write that fails puts the switch back. */
  const [asked, setAsked] = useState<Networks | null>(null)
  const metered = useSignal(device.metered)
  const fact = useId()
  const say = sheetWords.sheet
  const allow = async (networks: Networks): Promise<void> => {
    setAsked(networks)
    await device.allowNetworks(networks).catch(() => {})
    setAsked(null)
  }
  return (
    <li className="device">
      <span className="device-icon">
        <Icon name="network" />
      </span>
      <div className="device-text">
        <p className="device-name">
          <strong>{say.network}</strong>
        </p>
        <p className="device-fact" id={fact} aria-live="polite">
          {{ metered: say.metered, unmetered: say.unmetered, unknown: say.unknownNetwork }[metered]}
        </p>
        <label className="switch">
          <input
            type="checkbox"
            // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox tells by itself whether it is checked
            role="switch"
            aria-describedby={fact}
            checked={(asked ?? kept) === 'unmetered'}
            onChange={({ target }) => void allow(target.checked ? 'unmetered' : 'any')}
          />
          {say.wifiOnly}
        </label>
      </div>
    </li>
  )
}
