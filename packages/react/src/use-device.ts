// Opens this page's device.

import type { Device } from '@weft/client'
import { useState } from 'react'
import type { Opened } from './opened.js'
import { useOpened } from './use-opened.js'

/** Opens at mount and closes at unmount; `open` is called once, whatever a later render passes. */
export function useDevice(open: () => Promise<Device>): Opened<Device> {
  const [owner] = useState(() => ({}))
  return useOpened(owner, 'device', open)
}
