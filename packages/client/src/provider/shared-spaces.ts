// Devices and spaces that the providers of one page share: opened by the first, closed with the last.

import { type Device, DeviceError, type DeviceOptions } from '../device/device.js'
import { openDevice } from '../device/open-device.js'
import { webSocketAddress } from '../session/websocket-transport.js'
import type { Space } from '../space/space.js'

export interface SharedSpaceOptions extends Omit<DeviceOptions, 'relay'> {
  readonly url: string
  readonly token: string | undefined
  readonly space: string
  readonly connect: boolean
}

export interface SharedSpace {
  readonly device: Device
  readonly space: Space
  /** Idempotent. The last one closes the space, and the last of the device's closes the device. */
  release(): Promise<void>
}

interface SharedDevice {
  readonly address: string
  readonly device: Promise<Device>
  readonly spaces: Map<string, { leases: number; readonly space: Promise<Space> }>
  leases: number
  closing: Promise<void> | undefined
}

const devices = new Map<unknown, SharedDevice>()

/** Throws `relay-differs` when the same stores are open for another relay: a device has one. */
export function assertSameRelay(options: Pick<SharedSpaceOptions, 'stores' | 'url'>): void {
  const shared = devices.get(keyOf(options))
  if (!shared || shared.closing || shared.address === webSocketAddress(options.url)) return
  throw new DeviceError(
    'relay-differs',
    `these stores are open for ${shared.address}: give others a prefix of their own`
  )
}

/** Rejects with StoreError or DeviceError; nothing is held then. */
export async function shareSpace(options: SharedSpaceOptions): Promise<SharedSpace> {
  const key = keyOf(options)
  for (let closing = devices.get(key)?.closing; closing; closing = devices.get(key)?.closing) {
    await closing.catch(() => undefined)
  }
  assertSameRelay(options)
  const shared = devices.get(key) ?? begin(key, options)
  shared.leases += 1
  try {
    const device = await shared.device
    await follow(device, options)
    return lease(key, shared, device, await enter(shared, device, options.space), options.space)
  } catch (error) {
    await leave(key, shared)
    throw error
  }
}

const keyOf = ({ stores }: Pick<SharedSpaceOptions, 'stores'>): unknown => stores.key ?? stores

function begin(
  key: unknown,
  { url, token, connect, space: _, ...options }: SharedSpaceOptions
): SharedDevice {
  const relay = token === undefined ? { url } : { url, token }
  const shared: SharedDevice = {
    address: webSocketAddress(url),
    device: connect ? openDevice({ ...options, relay }) : openApart(options),
    spaces: new Map(),
    leases: 0,
    closing: undefined
  }
  devices.set(key, shared)
  return shared
}

/** The relay of an earlier run is stored; whoever asks not to be connected is not connected to that one either. */
async function openApart(options: DeviceOptions): Promise<Device> {
  const device = await openDevice(options)
  if (device.relay.get()) await device.disconnect()
  return device
}

/** A later provider may connect what an earlier one did not, or bring a fresh token. */
async function follow(device: Device, { url, token, connect }: SharedSpaceOptions): Promise<void> {
  if (!connect) return
  const known = device.relay.get()
  const isSame = known && webSocketAddress(known.url) === webSocketAddress(url)
  if (isSame && (token === undefined || known.token === token)) return
  await device.connect(token === undefined ? { url } : { url, token })
}

async function enter(shared: SharedDevice, device: Device, name: string): Promise<Space> {
  let entry = shared.spaces.get(name)
  if (!entry) {
    entry = { leases: 0, space: device.openSpace(name) }
    shared.spaces.set(name, entry)
  }
  entry.leases += 1
  try {
    return await entry.space
  } catch (error) {
    shared.spaces.delete(name)
    throw error
  }
}

function lease(key: unknown, shared: SharedDevice, device: Device, space: Space, name: string): SharedSpace {
  let released: Promise<void> | undefined
  const release = async (): Promise<void> => {
    const entry = shared.spaces.get(name)
    if (entry) {
      entry.leases -= 1
      if (entry.leases === 0) {
        shared.spaces.delete(name)
        await space.close()
      }
    }
    await leave(key, shared)
  }
  return {
    device,
    space,
    release: () => {
      released ??= release()
      return released
    }
  }
}

async function leave(key: unknown, shared: SharedDevice): Promise<void> {
  shared.leases -= 1
  if (shared.leases > 0) return
  shared.closing = shared.device.then(
    (device) => device.close(),
    () => undefined
  )
  try {
    await shared.closing
  } finally {
    if (devices.get(key) === shared) devices.delete(key)
  }
}
