import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { openWorld } from '../../session/testing/open-world.js'
import { createProviders, fullState, textOf } from '../testing/connect-provider.js'
import { type GuestWorld, openGuestWorld, until } from '../testing/open-guest-world.js'
import { deniedOf, openSocket } from '../testing/open-socket.js'
import { headOf, storedDoc } from '../testing/stored-document.js'
import { TestGuest } from '../testing/test-guest.js'
import { yjsDialect } from './messages.js'

const worlds: GuestWorld[] = []
const { connect, close } = createProviders()
afterEach(async () => {
  vi.restoreAllMocks()
  close()
  for (const world of worlds.splice(0)) await world.close()
})

async function world(options: Parameters<typeof openGuestWorld>[0] = {}): Promise<GuestWorld> {
  const opened = await openGuestWorld(options)
  worlds.push(opened)
  return opened
}

describe('a y-websocket client that sends too much', () => {
  it('F6 too often is read more slowly, stays, and loses nothing', async () => {
    const { url, log } = await world({ limits: { framesPerSecond: 100 } })
    const ana = connect(url)
    const ben = connect(url)
    await until(() => ana.synced && ben.synced)
    const codes: number[] = []
    ana.on('connection-close', (event) => codes.push(event?.code ?? 0))
    for (let index = 0; index < 1_500; index++) textOf(ana).insert(0, `${index} `)
    await until(() => textOf(ben).length === textOf(ana).length)
    expect(fullState(await storedDoc(log))).toEqual(fullState(ana.doc))
    expect([codes, ben.wsconnected]).toEqual([[], true])
  })

  it('F6 too often has each message taken in its turn: a burst at once, and then at the rate', async () => {
    const { relay, log, ...rest } = openWorld({ limits: { framesPerSecond: 2 } })
    const ana = new TestGuest(relay)
    const doc = new Y.Doc()
    const updates: Uint8Array[] = []
    doc.on('update', (update) => updates.push(update))
    for (let index = 0; index < 60; index++) doc.getText('t').insert(0, 'x')
    for (const update of updates) ana.sendUpdate(update)
    await rest.settle()
    // Ten a second, twice as many at once, and the one that was read before it was too many.
    expect(await headOf(log)).toBe(21)
    await rest.pass(1_000)
    expect(await headOf(log)).toBeGreaterThanOrEqual(30)
    expect(await headOf(log)).toBeLessThanOrEqual(32)
    await rest.pass(3_000)
    expect(await headOf(log)).toBe(60)
    expect(ana.closed).toBeUndefined()
  })

  it('F6 and waits for its turn when the relay stops hears goodbye, and nothing more of it is taken', async () => {
    const { relay, log, ...rest } = openWorld({ limits: { framesPerSecond: 2 } })
    const ana = new TestGuest(relay)
    const doc = new Y.Doc()
    doc.on('update', (update: Uint8Array) => ana.sendUpdate(update))
    for (let index = 0; index < 60; index++) doc.getText('t').insert(0, 'x')
    await rest.settle()
    await relay.close()
    expect(ana.closed?.code).toBe(4503)
    expect(await headOf(log)).toBe(21)
  })

  it('F6 a message larger than an update may be is refused by name; one beyond all bounds ends the socket', async () => {
    const { url } = await world()
    const opened = await openSocket(`${url}/yjs/notes/readme`)
    opened.socket.send(yjsDialect.update(new Uint8Array(20 * 1024 * 1024)))
    await until(() => deniedOf(opened).length === 1)
    expect(deniedOf(opened)).toEqual(['update-too-large'])
    expect(opened.closed).toBeUndefined()
    opened.socket.send(yjsDialect.update(new Uint8Array(32 * 1024 * 1024 + 100_000)))
    await until(() => opened.closed !== undefined)
    expect(opened.closed?.code).toBe(1009)
  })

  it('F6 text where bytes belong is refused, and the socket stays', async () => {
    const { url } = await world()
    const opened = await openSocket(`${url}/yjs/notes/readme`)
    opened.socket.send('{"type":"hello"}')
    await until(() => deniedOf(opened).length === 1)
    expect(deniedOf(opened)).toEqual(['frame-unreadable'])
    opened.socket.send(yjsDialect.stepOne(Uint8Array.of(0)))
    await until(() => opened.heard.some(({ kind }) => kind === 'step-two'))
  })

  it('F7 without reading the answers is not read either, and gets all of them once it does', async () => {
    const { relay, log, ...rest } = openWorld()
    const ana = new TestGuest(relay)
    ana.sendStepOne()
    const update = ana.edit((text) => text.insert(0, 'x'.repeat(10_000)))
    await rest.settle()
    const before = ana.contents('update').length
    ana.setBuffered(2 * 1024 * 1024)
    for (let index = 0; index < 50; index++) ana.sendUpdate(update)
    await rest.settle()
    // One was taken before the relay looked at the socket.
    expect(ana.contents('update').length).toBeLessThanOrEqual(before + 1)
    ana.setBuffered(0)
    await rest.settle()
    expect(ana.contents('update')).toHaveLength(before + 50)
    expect(await headOf(log)).toBe(1)
  })

  it('F7 asks for the document again and again is answered the last time it asked', async () => {
    const { relay, ...rest } = openWorld()
    const ana = new TestGuest(relay)
    ana.edit((text) => text.insert(0, 'x'))
    await rest.settle()
    for (let index = 0; index < 100; index++) ana.sendStepOne()
    await rest.pass(1_000)
    expect(ana.contents('step-two')).toHaveLength(2)
    ana.sendStepOne()
    await rest.settle()
    expect(ana.contents('step-two')).toHaveLength(3)
  })
})
