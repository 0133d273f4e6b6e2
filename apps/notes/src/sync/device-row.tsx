// A row of the devices sheet: one device, what it has, as of when.

import type { Device, DeviceStatus, Space } from '@weft/client'
import { type ReactNode, useState } from 'react'
import { focusWhenShown } from '../ui/focus-when-shown.js'
import { Icon, type IconName } from '../ui/icons.js'
import { showToast } from '../ui/toasts.js'
import { words } from '../words/app.js'
import { sheetWords } from '../words/sheet.js'
import { deviceWords, isLiveOnly } from './device-words.js'
import { RenameForm } from './rename-form.js'

export interface DeviceRowProps {
  readonly own: Device
  readonly space: Space<unknown>
  readonly device: DeviceStatus
  readonly now: number
}

export function DeviceRow({ own, space, device, now }: DeviceRowProps): ReactNode {
  const [doing, setDoing] = useState<'nothing' | 'rename' | 'remove'>('nothing')
  const [wasDoing, setWasDoing] = useState(false)
  const done = (): void => {
    setDoing('nothing')
    setWasDoing(true)
  }
  const say = deviceWords(device, now)
  const platform = device.platform && device.platform !== say.name ? device.platform : null
  return (
    <li className="device" data-online={device.online || undefined} data-stale={say.stale?.kind}>
      <span className="device-icon">
        <Icon name={iconOf(device)} />
        {device.online && !device.self ? <span className="online-dot" /> : null}
      </span>
      <div className="device-text">
        {doing === 'rename' ? (
          <RenameForm device={own} onDone={done} />
        ) : (
          <p className="device-name">
            <strong>{say.name}</strong>
            {say.stale ? (
              <span className="tag" data-stale={say.stale.kind}>
                {say.stale.text}
              </span>
            ) : null}
          </p>
        )}
        <p className="device-fact">{[say.connection, platform, say.format].filter(Boolean).join(' · ')}</p>
        <p className="device-has" data-tone={say.tone}>
          <Icon name={say.tone === 'good' ? 'check' : 'wait'} />
          {say.has}
        </p>
        {say.there ? <p className="device-fact">{say.there}</p> : null}
        {say.storage ? <p className="device-fact">{say.storage}</p> : null}
        {doing === 'remove' ? (
          <RemoveQuestion space={space} device={device} name={say.name} onDone={done} />
        ) : null}
      </div>
      {doing === 'nothing' ? (
        device.self ? (
          <button
            ref={wasDoing ? focusWhenShown : null}
            type="button"
            className="icon-button"
            aria-label={sheetWords.sheet.rename}
            title={sheetWords.sheet.rename}
            onClick={() => setDoing('rename')}
          >
            <Icon name="pencil" />
          </button>
        ) : isLiveOnly(device) && device.online ? null : (
          <button
            ref={wasDoing ? focusWhenShown : null}
            type="button"
            className="icon-button"
            aria-label={sheetWords.sheet.remove(say.name)}
            title={sheetWords.sheet.remove(say.name)}
            onClick={() => setDoing('remove')}
          >
            <Icon name="bin" />
          </button>
        )
      ) : null}
    </li>
  )
}

interface RemoveQuestionProps {
  readonly space: Space<unknown>
  readonly device: DeviceStatus
  readonly name: string
  readonly onDone: () => void
}

function RemoveQuestion({ space, device, name, onDone }: RemoveQuestionProps): ReactNode {
  const [problem, setProblem] = useState<string | null>(null)
  const remove = async (): Promise<void> => {
    try {
      await space.forgetDevice(device.device)
      showToast({ text: words.toast.deviceRemoved(name), forMs: 4000 })
      onDone()
    } catch {
      setProblem(sheetWords.sheet.removeFailed)
    }
  }
  return (
    <div className="question">
      <p>{sheetWords.sheet.removeAsk(name)}</p>
      {problem ? <p role="alert">{problem}</p> : null}
      <span className="actions">
        <button type="button" className="button danger" onClick={() => void remove()}>
          {sheetWords.sheet.removeYes}
        </button>
        <button type="button" className="button" ref={focusWhenShown} onClick={onDone}>
          {words.cancel}
        </button>
      </span>
    </div>
  )
}

function iconOf({ platform, kind }: DeviceStatus): IconName {
  if (/iPhone|Android/.test(platform)) return 'phone'
  if (/iPad|Tablet/.test(platform)) return 'tablet'
  return kind === 'weft' && !/node/i.test(platform) ? 'laptop' : 'script'
}
