// Renames this device in its row.

import type { Device } from '@weft/client'
import { useSignal } from '@weft/react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { focusWhenShown } from '../ui/focus-when-shown.js'
import { sheetWords } from '../words/sheet.js'

/** As many as a hello carries. */
export const longestName = 128

export function RenameForm({ device, onDone }: { device: Device; onDone: () => void }): ReactNode {
  const [name, setName] = useState(useSignal(device.name))
  const save = (event: FormEvent): void => {
    event.preventDefault()
    const next = name.trim()
    if (next) void device.rename(next)
    onDone()
  }
  return (
    <form className="rename" onSubmit={save}>
      <input
        ref={focusWhenShown}
        className="field"
        aria-label={sheetWords.sheet.renameLabel}
        value={name}
        maxLength={longestName}
        autoComplete="off"
        onChange={(event) => setName(event.target.value)}
        onFocus={(event) => event.target.select()}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          // Esc leaves the name, not the sheet around it.
          event.preventDefault()
          event.stopPropagation()
          onDone()
        }}
      />
      <button type="submit" className="button primary">
        {sheetWords.sheet.saveName}
      </button>
    </form>
  )
}
