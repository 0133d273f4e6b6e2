// Tells others in a note who is here: the device's name and colour at its carets.

import type { OpenDocument } from '@weft/client'
import { useEffect } from 'react'
import { caretColor } from './caret-color.js'

export function useOwnPresence({ awareness }: OpenDocument, me: { device: string; name: string }): void {
  const { device, name } = me
  useEffect(() => {
    awareness.setLocalStateField('user', { name, device, ...caretColor(device) })
  }, [awareness, device, name])
}
