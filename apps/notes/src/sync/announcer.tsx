// Tells a screen reader of changes of kind. The region is there before its first words, as such regions have to be.

import type { Space } from '@weft/client'
import { useDevices, useSyncStatus } from '@weft/react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { announce, type Told } from './announcement.js'
import { statusWords } from './status-words.js'

export function Announcer({ space }: { space: Space<unknown> }): ReactNode {
  const status = useSyncStatus(space)
  const devices = useDevices(space)
  const told = useRef<Told>('well')
  const [text, setText] = useState('')
  useEffect(() => {
    const { detail } = statusWords(status, devices, Date.now())
    const next = announce(told.current, status, detail)
    told.current = next.told
    if (next.text !== null) setText(next.text)
  }, [status, devices])
  return (
    <p className="visually-hidden" role="status" aria-atomic="true">
      {text}
    </p>
  )
}
