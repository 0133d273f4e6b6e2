import { nameToDocumentId } from '@weft/protocol'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { createProviders, textOf } from '../testing/connect-provider.js'
import { type GuestWorld, openGuestWorld, until } from '../testing/open-guest-world.js'
import { deniedOf, openSocket } from '../testing/open-socket.js'
import { headOf } from '../testing/stored-document.js'
import { yjsDialect } from './messages.js'

const secret = 'open sesame'
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

describe('the token of a y-websocket client', () => {
  it.each([
    ['missing', {}, 'token-missing'],
    ['wrong', { token: 'open barley' }, 'token-invalid'],
    ['of another case', { token: 'Open sesame' }, 'token-invalid']
  ])('A3 that is %s is refused by name, the client says so and stops', async (_what, params, reason) => {
    const { url, relay, log } = await world({ secret })
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const ana = connect(url, { params: params as Record<string, string>, connect: false })
    const closed = new Promise<unknown>((resolve) => ana.on('closed', resolve))
    ana.connect()
    textOf(ana).insert(0, 'x')
    expect(await closed).toEqual({ code: 4401, reason })
    expect(warned.mock.calls.flat().join(' ')).toContain(`${reason}: `)
    expect([ana.shouldConnect, ana.synced, relay.sessions, await headOf(log)]).toEqual([false, false, 0, 0])
  })

  it('A3 that is right opens the document', async () => {
    const { url } = await world({ secret })
    const [ana, ben] = [
      connect(url, { params: { token: secret } }),
      connect(url, { params: { token: secret } })
    ]
    textOf(ana).insert(0, 'x')
    await until(() => textOf(ben).length === 1)
  })

  it('A3 of characters that addresses escape is compared as it is', async () => {
    const odd = 'a+b &=%/ü?#'
    const { url } = await world({ secret: odd })
    const ana = connect(url, { params: { token: odd } })
    await until(() => ana.synced)
  })

  it('A3 is looked at before the ids are', async () => {
    const { url } = await world({ secret })
    const { heard, ...opened } = await openSocket(`${url}/yjs/no..space!/x`)
    await until(() => heard.length > 0)
    expect(deniedOf({ ...opened, heard })[0]).toContain('token-missing')
  })

  it('A1 is not asked for by a relay without a secret', async () => {
    const { url } = await world()
    const ana = connect(url, { params: { token: 'whatever' } })
    await until(() => ana.synced)
  })
})

describe('the address of a y-websocket client', () => {
  it.each([
    '/yjs',
    '/yjs/',
    '/yjs/notes',
    '/yjs/notes/',
    '/yjs//readme',
    '/yjs/%E0%A4%A/readme',
    `/yjs/notes/${'x'.repeat(129)}`,
    '/yjs/no%2Fslash/readme'
  ])('P1 %s is refused by name, and the client is told to stop', async (path) => {
    const { url, relay } = await world()
    // A client library would clean the path.
    const opened = await openSocket(url, {
      finishRequest: (request: { path: string; end(): void }) => {
        request.path = path
        request.end()
      }
    } as never)
    await until(() => opened.closed !== undefined)
    expect(opened.closed).toEqual({ code: 4400, reason: 'id-invalid' })
    expect(deniedOf(opened)[0]).toContain('id-invalid')
    expect(relay.sessions).toBe(0)
  })

  it.each([
    ['../secret', '..2e-2e./secret'],
    ['a//b', 'a..2f-2f.b'],
    ['%2e%2e/x', nameToDocumentId('../x')],
    ['my%20note', 'my..20.note'],
    ['%zz', '..25.zz'],
    ['folder%2Fnote', 'folder/note']
  ])('F1 %s is the document %s', async (room, document) => {
    const { url, log, relay } = await world()
    const path = `/yjs/notes/${room}`
    const finishRequest = (request: { path: string; end(): void }) => {
      request.path = path
      request.end()
    }
    const opened = await openSocket(url, { finishRequest } as never)
    const doc = new Y.Doc()
    doc.getText('t').insert(0, 'here')
    opened.socket.send(yjsDialect.update(Y.encodeStateAsUpdate(doc)))
    await until(() => relay.counters.guestUpdatesAppended === 1)
    expect(await log.readDocument('notes', document)).toBeDefined()
  })

  it('P1 that is no id makes the real client stop', async () => {
    const { url } = await world()
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const ana = connect(url, { room: 'x'.repeat(129), connect: false })
    const closed = new Promise<unknown>((resolve) => ana.on('closed', resolve))
    ana.connect()
    expect(await closed).toEqual({ code: 4400, reason: 'id-invalid' })
  })
})

describe('a page that opens a y-websocket connection', () => {
  it('A1 is refused when it is of another origin, and served when that is listed', async () => {
    const { url } = await world({ origins: ['https://notes.example.org'] })
    const address = `${url}/yjs/notes/readme`
    await expect(openSocket(address, { origin: 'https://evil.example' })).rejects.toThrow('status 403')
    await expect(openSocket(address, { origin: 'null' })).rejects.toThrow('status 403')
    await expect(openSocket(address, { headers: { host: 'evil.example' } })).rejects.toThrow('status 403')
    for (const origin of ['https://notes.example.org', url.replace('ws', 'http')]) {
      expect((await openSocket(address, { origin })).closed).toBeUndefined()
    }
  })
})
