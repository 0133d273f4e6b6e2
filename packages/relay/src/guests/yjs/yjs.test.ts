import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { type GuestWorld, openGuestWorld, until } from '../testing/open-guest-world.js'

const worlds: GuestWorld[] = []
const providers: WebsocketProvider[] = []
afterEach(async () => {
  for (const provider of providers.splice(0)) provider.destroy()
  for (const world of worlds.splice(0)) await world.close()
})

async function world(options = {}): Promise<GuestWorld> {
  const opened = await openGuestWorld(options)
  worlds.push(opened)
  return opened
}

function connect(url: string, room = 'readme', options = {}): WebsocketProvider {
  const provider = new WebsocketProvider(`${url}/yjs/notes`, room, new Y.Doc(), {
    WebSocketPolyfill: WebSocket as never,
    disableBc: true,
    ...options
  })
  providers.push(provider)
  return provider
}

const textOf = ({ doc }: WebsocketProvider) => doc.getText('t')

describe('y-websocket clients', () => {
  it('F1 edit one document together', async () => {
    const { url } = await world()
    const ana = connect(url)
    const ben = connect(url)
    textOf(ana).insert(0, 'early ')
    await until(() => ana.synced && ben.synced)
    textOf(ben).insert(0, 'Hi ')
    await until(() => textOf(ana).length === 9 && textOf(ben).length === 9)
    expect(textOf(ana).toString()).toBe(textOf(ben).toString())
    const cleo = connect(url)
    await until(() => textOf(cleo).length === 9)
  })
})
