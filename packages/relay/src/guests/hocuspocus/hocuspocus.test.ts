import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { type GuestWorld, openGuestWorld, until } from '../testing/open-guest-world.js'

const worlds: GuestWorld[] = []
const providers: HocuspocusProvider[] = []
const sockets: HocuspocusProviderWebsocket[] = []
afterEach(async () => {
  for (const provider of providers.splice(0)) provider.destroy()
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const world of worlds.splice(0)) await world.close()
})

async function world(options = {}): Promise<GuestWorld> {
  const opened = await openGuestWorld(options)
  worlds.push(opened)
  return opened
}

function socketTo(url: string): HocuspocusProviderWebsocket {
  const socket = new HocuspocusProviderWebsocket({
    url: `${url}/hocuspocus/notes`,
    WebSocketPolyfill: WebSocket,
    delay: 50,
    minDelay: 50
  })
  sockets.push(socket)
  return socket
}

function open(
  websocketProvider: HocuspocusProviderWebsocket,
  name = 'readme',
  token = ''
): HocuspocusProvider {
  const provider = new HocuspocusProvider({ websocketProvider, name, token, document: new Y.Doc() })
  provider.attach()
  providers.push(provider)
  return provider
}

const textOf = (provider: HocuspocusProvider) => provider.document.getText('t')

describe('Hocuspocus providers', () => {
  it('F1 edit one document together, and know that it is saved', async () => {
    const { url } = await world()
    const ana = open(socketTo(url))
    const ben = open(socketTo(url))
    textOf(ana).insert(0, 'early ')
    await until(() => !ana.hasUnsyncedChanges && !ben.hasUnsyncedChanges)
    textOf(ben).insert(0, 'Hi ')
    await until(() => textOf(ana).length === 9 && textOf(ben).length === 9 && !ben.hasUnsyncedChanges)
    expect(textOf(ana).toString()).toBe(textOf(ben).toString())
    expect(ana.authorizedScope).toBe('read-write')
  })
})
