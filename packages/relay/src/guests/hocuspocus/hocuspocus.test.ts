import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { encodeAwarenessUpdate, parseAwarenessUpdate } from '../../presence/awareness-update.js'
import { TestDevice } from '../../session/testing/test-device.js'
import { createProviders, fullState } from '../testing/connect-provider.js'
import {
  type GuestWorld,
  type GuestWorldOptions,
  openGuestWorld,
  until
} from '../testing/open-guest-world.js'
import { headOf, storedDoc } from '../testing/stored-document.js'
import { createHocuspocusClients, isSynced, providerLines, textOf } from './testing/connect-hocuspocus.js'

const worlds: GuestWorld[] = []
const web = createProviders()
const { socket, open, close } = createHocuspocusClients()
afterEach(async () => {
  close()
  web.close()
  for (const world of worlds.splice(0)) await world.close()
})

async function world(options: GuestWorldOptions = {}): Promise<GuestWorld> {
  const opened = await openGuestWorld(options)
  worlds.push(opened)
  return opened
}

const secrets = { secret: 'write it', readSecret: 'read it' }

describe.each(providerLines)('Hocuspocus providers %s', (line) => {
  it('F1 edit one document together, and know that it is saved', async () => {
    const { url, log } = await world()
    const [ana, ben] = [open(socket(url, { line })), open(socket(url, { line }))]
    textOf(ana).insert(0, 'early ')
    await until(() => isSynced(ana) && isSynced(ben))
    textOf(ben).insert(0, 'Hi ')
    await until(() => textOf(ana).length === 9 && textOf(ben).length === 9 && isSynced(ben))
    expect(textOf(ana).toString()).toBe(textOf(ben).toString())
    expect(fullState(await storedDoc(log))).toEqual(fullState(ana.document))
    expect(ana.authorizedScope).toBe('read-write')
  })

  it('F1 have several documents on one socket, and leave one without the others', async () => {
    const { url, relay } = await world()
    const shared = socket(url, { line })
    const names = ['a', 'b/c', 'room 42', 'd']
    const here = names.map((name) => open(shared, { name }))
    const there = names.map((name) => open(socket(url, { line }), { name }))
    here.forEach((provider, index) => {
      textOf(provider).insert(0, `text ${index}`)
    })
    await until(() => here.every(isSynced) && there.every((one) => textOf(one).length === 6))
    there.forEach((provider, index) => {
      expect(textOf(provider).toString()).toBe(`text ${index}`)
    })
    here[0]?.destroy()
    for (const provider of there) textOf(provider).insert(0, '>')
    await until(() => here.slice(1).every((one) => textOf(one).length === 7))
    for (const provider of here.slice(1)) provider.destroy()
    const again = open(shared, { name: 'a' })
    await until(() => textOf(again).toString() === '>text 0')
    expect(relay.sessions).toBe(5)
  })

  it('A3 with a wrong token are told why; others of the socket are served', async () => {
    const { url } = await world(secrets)
    const shared = socket(url, { line })
    const reasons: string[] = []
    const eve = open(shared, { name: 'a', token: 'guess' })
    eve.on('authenticationFailed', ({ reason }: { reason: string }) => reasons.push(reason))
    const ana = open(shared, { name: 'b', token: async () => secrets.secret })
    textOf(eve).insert(0, 'x')
    textOf(ana).insert(0, 'x')
    await until(() => reasons.length > 0 && isSynced(ana))
    expect(reasons[0]).toBe('token-invalid: the secret is not one of this relay')
    expect([eve.synced, eve.isAuthenticated, eve.hasUnsyncedChanges]).toEqual([false, false, true])
  })

  it('F3 that may only read say so, follow, and keep what they could not send as unsynced', async () => {
    const { url, log } = await world(secrets)
    const ana = open(socket(url, { line }), { token: secrets.secret })
    const ben = open(socket(url, { line }), { token: secrets.readSecret })
    const told: string[] = []
    ben.on('stateless', ({ payload }: { payload: string }) => told.push(payload))
    await until(() => isSynced(ana) && isSynced(ben))
    expect(ben.authorizedScope).toBe('readonly')
    textOf(ben).insert(0, 'mine')
    await until(() => told.length > 0)
    expect(JSON.parse(told[0] ?? '')).toEqual({ weft: 'refused', reason: 'role-forbids' })
    textOf(ana).insert(0, 'theirs')
    await until(() => textOf(ben).length === 10)
    expect([ben.hasUnsyncedChanges, (await storedDoc(log)).getText('t').toString()]).toEqual([true, 'theirs'])
  })

  it('F14 hear each other’s stateless messages', async () => {
    const { url } = await world()
    const [ana, ben] = [open(socket(url, { line })), open(socket(url, { line }))]
    const heard: string[] = []
    ben.on('stateless', ({ payload }: { payload: string }) => heard.push(payload))
    await until(() => isSynced(ana) && isSynced(ben))
    ana.sendStateless('look here')
    await until(() => heard.length > 0)
    expect(heard).toEqual(['look here'])
  })

  it('P7 are told when a relay stops, and go on with the next', async () => {
    const first = await openGuestWorld()
    const [ana, ben] = [open(socket(first.url, { line })), open(socket(first.url, { line }))]
    await until(() => isSynced(ana) && isSynced(ben))
    const ends: string[] = []
    for (const provider of [ana, ben]) {
      provider.on('close', ({ event }: { event: { code: number; reason: string } }) =>
        ends.push(`${event.code} ${event.reason}`)
      )
    }
    await first.close()
    await until(() => ends.length >= 4)
    const told = ['1000 relay-stopping: the relay is stopping', '4503 relay-stopping']
    expect(ends.slice(0, 4).sort()).toEqual([...told, ...told].sort())
    textOf(ana).insert(0, 'offline')
    textOf(ana).delete(0, 3)
    expect(ana.hasUnsyncedChanges).toBe(true)
    await world({ log: first.log, port: Number(new URL(first.url).port) })
    await until(() => isSynced(ana) && textOf(ben).toString() === 'line')
    expect(fullState(await storedDoc(first.log))).toEqual(fullState(ana.document))
  })

  it('F8 see the presence of y-websocket clients and devices, and are seen; it leaves with them', async () => {
    const { url, relay, log } = await world()
    const ana = open(socket(url, { line }))
    const ben = web.connect(url)
    const cleo = new TestDevice(relay, log, { device: 'cleo' })
    await cleo.greet()
    ana.setAwarenessField('user', { name: 'Ana' })
    ben.awareness.setLocalStateField('user', { name: 'Ben' })
    const cleos = encodeAwarenessUpdate([{ client: 77, clock: 1, json: '{"user":{"name":"Cleo"}}' }])
    cleo.send({ type: 'awareness', space: 'notes', document: 'readme', update: cleos })
    const namesIn = (states: Iterable<{ [key: string]: unknown }>) =>
      [...states].map(({ user }) => (user as { name: string } | undefined)?.name).sort()
    const everybody = ['Ana', 'Ben', 'Cleo']
    const seenByCleo = () =>
      new Map(
        cleo.all('awareness').flatMap(({ update }) => {
          const states = parseAwarenessUpdate(update)
          return states.ok ? states.value.map(({ client, json }) => [client, json] as const) : []
        })
      )
    await until(() => namesIn(ana.awareness?.getStates().values() ?? []).join() === everybody.join())
    await until(() => namesIn(ben.awareness.getStates().values()).join() === everybody.join())
    await until(() => seenByCleo().get(ana.document.clientID)?.includes('Ana') === true)
    const { clientID } = ana.document
    ana.destroy()
    await until(() => !ben.awareness.getStates().has(clientID) && seenByCleo().get(clientID) === 'null')
  })

  it('F9 are a row of their own kind, with the name that they show', async () => {
    const { url, relay, log } = await world()
    const cleo = new TestDevice(relay, log, { device: 'cleo' })
    await cleo.greet()
    const ana = open(socket(url, { line }))
    ana.setAwarenessField('user', { name: 'Ana' })
    const rows = () => cleo.all('devices').flatMap(({ rows: told }) => told)
    await until(() =>
      rows().some(({ kind, name, online }) => kind === 'hocuspocus' && name === 'Ana' && online)
    )
  })
})

describe('a document', () => {
  it('F1 is edited by both lines of Hocuspocus, y-websocket and a device at once, and all have the same', async () => {
    const { url, relay, log } = await world()
    const ana = open(socket(url, { line: '3.4.4' }))
    const ben = open(socket(url, { line: '4.8.0' }))
    const cleo = web.connect(url)
    const dora = new TestDevice(relay, log, { device: 'dora' })
    await dora.greet()
    const documents = [ana.document, ben.document, cleo.doc]
    for (let round = 0; round < 20; round++) {
      for (const [index, doc] of documents.entries()) {
        const text = doc.getText('t')
        text.insert((round * 7) % (text.length + 1), `${index}${round} `)
        if (round % 3 === 2 && text.length > 4) text.delete(1, 2)
      }
      await dora.type('readme', `d${round} `)
    }
    await until(() => isSynced(ana) && isSynced(ben))
    const state = async (): Promise<string> => JSON.stringify(fullState(await storedDoc(log)))
    const stored = await state()
    await until(() => documents.every((doc) => JSON.stringify(fullState(doc)) === stored))
    expect(stored).toBe(await state())
    await dora.untilPosition(await headOf(log))
    const doras = new Y.Doc()
    const own = dora.replica.doc('readme')
    Y.applyUpdate(doras, Y.encodeStateAsUpdate(own))
    for (const { payload } of dora.entries()) if (payload) Y.applyUpdate(doras, payload)
    expect(JSON.stringify(fullState(doras))).toBe(stored)
  })

  it('F1 is open in two sessions of one 4.x socket', async () => {
    const { url } = await world()
    const shared = socket(url, { line: '4.8.0' })
    const [one, two] = [open(shared, { sessionAwareness: true }), open(shared, { sessionAwareness: true })]
    for (const session of [one, two]) session.setAwarenessField('user', { name: 'Ana' })
    textOf(one).insert(0, 'one ')
    textOf(two).insert(0, 'two ')
    await until(() => isSynced(one) && isSynced(two) && textOf(one).length === 8 && textOf(two).length === 8)
    expect(textOf(one).toString()).toBe(textOf(two).toString())
    await until(() => one.awareness?.getStates().size === 2 && two.awareness?.getStates().size === 2)
  })
})
