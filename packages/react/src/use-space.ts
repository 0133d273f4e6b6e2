// Opens a space of a device.

import type { Device, Space, SpaceOptions } from '@weft/client'
import { type Given, type Opened, toOpened } from './opened.js'
import { useOpened } from './use-opened.js'

/**
 * The components that name the same space of the same device share it; the last one to unmount closes it. Its
 * `options` are those of the component that came first, so let every component pass the same.
 */
export function useSpace<Summary = null>(
  device: Given<Device> | null,
  name: string,
  options?: SpaceOptions<Summary>
): Opened<Space<Summary>> {
  const given = toOpened(device)
  const owner = given.kind === 'open' ? given.value : null
  const opened = useOpened(owner, name, () => (owner as Device).openSpace(name, options))
  return given.kind === 'failed' ? given : opened
}
