import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { createProviders, fullState, textOf } from '../testing/connect-provider.js'
import { type GuestWorld, openGuestWorld, until } from '../testing/open-guest-world.js'
import { storedDoc } from '../testing/stored-document.js'

const worlds: GuestWorld[] = []
const { connect, close } = createProviders()
afterEach(async () => {
  vi.unstubAllGlobals()
  close()
  for (const world of worlds.splice(0)) await world.close()
})

async function world(options: Parameters<typeof openGuestWorld>[0] = {}): Promise<GuestWorld> {
  const opened = await openGuestWorld(options)
  worlds.push(opened)
  return opened
}

describe('y-websocket clients', () => {
  it('F1 edit one document together', async () => {
    const { url } = await world()
    const ana = connect(url)
    const ben = connect(url)
    textOf(ana).insert(0, 'early ')
    await until(() => ana.synced && ben.synced)
    textOf(ben).insert(0, 'Hi ')
    await until(() => textOf(ana).length === 9 && textOf(ben).length === 9)
    expect(fullState(ana.doc)).toEqual(fullState(ben.doc))
  })

  it('F1 that come late get all of it, deletions too', async () => {
    const { url } = await world()
    const ana = connect(url)
    textOf(ana).insert(0, 'Hello world')
    textOf(ana).delete(0, 6)
    await until(() => ana.synced)
    textOf(ana).delete(0, 1)
    ana.doc.getMap('m').set('done', true)
    const ben = connect(url)
    await until(() => textOf(ben).toString() === 'orld' && ben.doc.getMap('m').size === 1)
    expect(fullState(ben.doc)).toEqual(fullState(ana.doc))
  })

  it('F1 that had content before they met have both contents afterwards', async () => {
    const { url, log } = await world()
    const docs = ['ana ', 'ben '].map((text) => {
      const doc = new Y.Doc()
      doc.getText('t').insert(0, text)
      return doc
    })
    const [ana, ben] = docs.map((doc) => connect(url, { doc })) as [WebsocketProvider, WebsocketProvider]
    await until(() => textOf(ana).length === 8 && textOf(ben).length === 8)
    expect(fullState(ana.doc)).toEqual(fullState(ben.doc))
    expect(fullState(await storedDoc(log))).toEqual(fullState(ana.doc))
  })

  it('F1 say that they are synced, in an empty document as well, and again after each connection', async () => {
    const { url } = await world()
    const heard: boolean[] = []
    const ana = connect(url, { connect: false })
    ana.on('sync', (state) => heard.push(state))
    ana.connect()
    await until(() => ana.synced)
    ana.disconnect()
    expect(ana.synced).toBe(false)
    ana.connect()
    await until(() => ana.synced)
    expect(heard).toEqual([true, false, true])
  })

  it('F1 that were disconnected exchange what was written meanwhile on both sides', async () => {
    const { url } = await world()
    const ana = connect(url)
    const ben = connect(url)
    textOf(ana).insert(0, 'abc')
    await until(() => textOf(ben).length === 3)
    ana.disconnect()
    textOf(ana).delete(0, 1)
    textOf(ana).insert(2, 'A')
    textOf(ben).insert(3, 'B')
    ana.connect()
    await until(() => textOf(ana).length === 4 && textOf(ben).length === 4)
    expect(fullState(ana.doc)).toEqual(fullState(ben.doc))
  })

  it('F1 come back by themselves when a relay is started again over its log, and lose nothing', async () => {
    const first = await openGuestWorld()
    const ana = connect(first.url)
    const ben = connect(first.url)
    textOf(ana).insert(0, 'before ')
    await until(() => textOf(ben).length === 7)
    const port = Number(new URL(first.url).port)
    await first.close()
    await until(() => !ana.wsconnected && !ben.wsconnected)
    textOf(ana).insert(7, 'between')
    const second = await openGuestWorld({ log: first.log, port })
    worlds.push(second)
    await until(() => ana.synced && ben.synced && textOf(ben).length === 14)
    expect(fullState(await storedDoc(second.log))).toEqual(fullState(ana.doc))
  })

  it('F1 that ask again at an interval are answered', async () => {
    const { url, relay } = await world()
    // The client looks at the WebSocket of its surroundings, which Node 20 has not.
    vi.stubGlobal('WebSocket', WebSocket)
    const ana = connect(url, { resyncInterval: 20 })
    textOf(ana).insert(0, 'x')
    let steps = 0
    await until(() => ana.synced)
    ana.ws?.addEventListener('message', ({ data }) => {
      const [type, subtype] = new Uint8Array(data as ArrayBuffer)
      if (type === 0 && subtype === 1) steps++
    })
    await until(() => steps >= 3)
    expect(relay.sessions).toBe(1)
  })

  it('F1 whose parameters change connect with the new ones', async () => {
    const { url } = await world({ secret: 'open sesame' })
    const ana = connect(url, { params: { token: 'wrong' } })
    const closed = new Promise<unknown>((resolve) => ana.on('closed', (event) => resolve(event)))
    expect(await closed).toEqual({ code: 4401, reason: 'token-invalid' })
    ana.params = { token: 'open sesame' }
    ana.connect()
    await until(() => ana.synced)
  })

  it('F1 that offer a subprotocol are answered with it', async () => {
    const { url } = await world()
    const ana = connect(url, { protocols: ['app-1', 'app-2'] })
    await until(() => ana.synced)
    expect(ana.ws?.protocol).toBe('app-1')
  })

  it('F1 have a document for each room, and none hears of another', async () => {
    const { url, log } = await world()
    const rooms = Array.from({ length: 40 }, (_, index) => `folder/note-${index}`)
    const writers = rooms.map((room) => connect(url, { room }))
    for (const [index, writer] of writers.entries()) textOf(writer).insert(0, `text ${index}`)
    await until(() => writers.every(({ synced }) => synced))
    const readers = rooms.map((room) => connect(url, { room }))
    await until(() => readers.every((reader, index) => textOf(reader).toString() === `text ${index}`))
    expect((await storedDoc(log, 'folder/note-7')).getText('t').toString()).toBe('text 7')
  })

  it('F1 open a document whose name holds a slash or an escape', async () => {
    const { url, log } = await world()
    const ana = connect(url, { room: 'a%2Fb' })
    textOf(ana).insert(0, 'x')
    const ben = connect(url, { room: 'a/b' })
    await until(() => textOf(ben).length === 1)
    expect((await storedDoc(log, 'a/b')).getText('t').length).toBe(1)
  })

  it('F1 share a document of several megabytes', async () => {
    const { url } = await world()
    const ana = connect(url)
    await until(() => ana.synced)
    textOf(ana).insert(0, 'x'.repeat(4_000_000))
    textOf(ana).insert(4_000_000, 'y'.repeat(4_000_000))
    const ben = connect(url)
    await until(() => textOf(ben).length === 8_000_000)
    textOf(ben).insert(0, 'end ')
    await until(() => textOf(ana).length === 8_000_004)
  }, 30_000)
})
