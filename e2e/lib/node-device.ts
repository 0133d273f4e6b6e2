// A device in this process, over a real WebSocket: what a script that uses Weft is.

import type { Clock, Scope } from '@weft/base'
import {
  createMemoryStores,
  type Device,
  openDevice,
  type Space,
  type SpaceStatus,
  type StoreProvider,
  webSocketTransport
} from '@weft/client'
import type { SchemaVersion } from '@weft/protocol'
import { sqliteStores } from '@weft/store-sqlite'
import WebSocket from 'ws'
import { until } from './until.js'

export const spaceName = 'notes'

export interface NodeDevice {
  readonly device: Device
  readonly space: Space
  /** Inserts at the end of a note's text; resolves when it is saved. */
  write(id: string, text: string): Promise<void>
  read(id: string): Promise<string>
  /** Resolves when all that this device holds is on the relay, and all that the relay has is here. */
  settled(timeoutMs?: number): Promise<SpaceStatus>
  close(): Promise<void>
}

export interface NodeDeviceOptions {
  readonly url?: string
  readonly name?: string
  /** A folder of SQLite files; in memory when there is none. */
  readonly folder?: string
  readonly stores?: StoreProvider
  readonly clock?: Clock
  readonly schemas?: readonly SchemaVersion[]
}

export async function openNodeDevice(scope: Scope, options: NodeDeviceOptions): Promise<NodeDevice> {
  const { url, name = 'Node', folder, clock, schemas } = options
  const stores = options.stores ?? (folder === undefined ? createMemoryStores() : sqliteStores({ folder }))
  const device = await openDevice({
    stores,
    name,
    platform: 'Node',
    transport: webSocketTransport(WebSocket as never),
    ...(url === undefined ? {} : { relay: { url } }),
    ...(clock === undefined ? {} : { clock }),
    ...(schemas === undefined ? {} : { schemas })
  })
  scope.own(() => device.close())
  const space = await device.openSpace(spaceName)
  return {
    device,
    space,
    write: async (id, text) => {
      const note = await space.openDocument(id)
      const ytext = note.ydoc.getText('text')
      ytext.insert(ytext.length, text)
      await space.flush()
      await note.close()
    },
    read: async (id) => {
      const note = await space.openDocument(id)
      const text = note.ydoc.getText('text').toString()
      await note.close()
      return text
    },
    settled: (timeoutMs) => until(space.status, isSettled, 'all sent and received', timeoutMs),
    close: () => device.close()
  }
}

/** Nothing is on its way in either direction; other devices may still be behind. */
export function isSettled(status: SpaceStatus): boolean {
  return status.kind === 'up-to-date' || (status.kind === 'waiting' && status.for === 'devices')
}
