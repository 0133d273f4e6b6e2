// Opens this browser's device, and finds the relay that the app was loaded from.

import { type Device, openDevice } from '@weft/client'
import { indexeddbStores } from '@weft/indexeddb'
import { noteFormat } from '../note/note-format.js'
import { platformName } from './platform.js'

export function openNotesDevice(): Promise<Device> {
  const platform = platformName(navigator)
  return openDevice({
    stores: indexeddbStores(),
    name: platform,
    platform,
    appVersion: __APP_VERSION__,
    schemas: [noteFormat]
  })
}

/**
 * Connects to the relay that serves the app, unless the device has one. Resolves with false when this origin is no
 * relay (a static host, a development server) or does not answer now; then it may be asked again.
 */
export async function connectToOrigin(device: Device): Promise<boolean> {
  if (device.relay.get()) return true
  if (!(await isRelay(location.origin))) return false
  // Asked in the meantime, by a link or another tab.
  if (!device.relay.get()) await device.connect({ url: location.origin })
  return true
}

async function isRelay(origin: string): Promise<boolean> {
  try {
    const response = await fetch(`${origin}/healthz`, { cache: 'no-store' })
    const health = (await response.json()) as { relay?: unknown }
    return health.relay === 'weft'
  } catch {
    return false
  }
}
