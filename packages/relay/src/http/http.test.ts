import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, systemRandom } from '@weft/base'
import { encodeFrame, parseFrame, type RelayFrame, subprotocol } from '@weft/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { LogLine } from '../core/logger.js'
import { createMemoryLog } from '../log/memory-log.js'
import { type Log, LogError } from '../log/port.js'
import { openRelay, type RelayOptions } from '../relay.js'
import { TestReplica } from '../testing/test-replica.js'
import type { Listening } from './listen.js'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function listen(options: Partial<RelayOptions> = {}, host = '127.0.0.1'): Promise<Listening> {
  const log = options.log ?? createMemoryLog({ random: systemRandom })
  const relay = openRelay({ clock: systemClock, random: systemRandom, log, ...options })
  closers.push(() => relay.close({ retryAfterMs: 0 }))
  return relay.listen({ port: 0, host })
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** Unlike fetch this sends paths and headers as they are. */
function get(
  { port }: Listening,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET'
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

interface Upgrade {
  readonly status: number
  readonly protocol: string
}

function upgrade(
  { port }: Listening,
  headers: Record<string, string> = {},
  path = '/v1/sync',
  protocols = [subprotocol]
): Promise<Upgrade> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers })
    socket.on('unexpected-response', (_request, response) => {
      resolve({ status: response.statusCode ?? 0, protocol: '' })
      socket.terminate()
    })
    socket.on('open', () => {
      resolve({ status: 101, protocol: socket.protocol })
      socket.terminate()
    })
    socket.on('error', () => {})
  })
}

async function appFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-app-'))
  closers.push(() => rm(folder, { recursive: true }))
  const app = join(folder, 'app')
  await mkdir(join(app, 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'not of the app')
  await writeFile(join(app, 'index.html'), '<!doctype html><title>Notes</title>')
  await writeFile(join(app, 'sw.js'), 'self')
  await writeFile(join(app, 'manifest.webmanifest'), '{}')
  await writeFile(join(app, '.env'), 'hidden')
  await writeFile(join(app, 'assets', 'index-Dq3kL9x_.js'), 'export {}')
  await symlink(join(folder, 'secret.txt'), join(app, 'link.txt'))
  return app
}

describe('who is answered', () => {
  it.each([
    ['no origin', {}, 101],
    ['its own origin', { origin: 'http://HOST' }, 101],
    ['its own origin behind TLS', { origin: 'https://HOST' }, 101],
    ['another site', { origin: 'https://evil.example' }, 403],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
    ['a page without an origin', { origin: 'null' }, 403],
    ['an origin that begins like its own', { origin: 'http://HOST.evil.example' }, 403],
    ['a name that was made to point here', { host: 'evil.example', origin: 'http://evil.example' }, 403],
    ['localhost', { host: 'localhost:PORT', origin: 'http://localhost:PORT' }, 101],
    ['a listed origin', { origin: 'https://notes.example' }, 101],
    ['the host of a listed origin', { host: 'notes.example', origin: 'https://notes.example' }, 101]
  ])('A1 %s', async (_what, headers, status) => {
    const at = await listen({ origins: ['https://notes.example'] })
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value.replace('HOST', `127.0.0.1:${at.port}`).replaceAll('PORT', String(at.port))
      ])
    )
    expect((await upgrade(at, filled)).status).toBe(status)
    expect((await get(at, '/healthz', filled)).status).toBe(status === 101 ? 200 : 403)
  })

  it('A1 the operator hears of each origin that is refused, once', async () => {
    const told: LogLine[] = []
    const at = await listen({ logger: (line) => told.push(line) })
    for (const origin of ['https://a.example', 'https://a.example', 'https://b.example']) {
      expect((await upgrade(at, { origin })).status).toBe(403)
    }
    expect(told.map(({ event, fields }) => [event, fields.origin])).toEqual([
      ['origin-refused', 'https://a.example'],
      ['origin-refused', 'https://b.example']
    ])
  })

  it('A1 elsewhere than on loopback any host name is its own, and origins are checked as ever', async () => {
    const at = await listen({ secret: 'long enough' }, '0.0.0.0')
    expect((await upgrade(at, { host: 'relay.example', origin: 'https://relay.example' })).status).toBe(101)
    expect((await upgrade(at, { host: 'relay.example', origin: 'https://evil.example' })).status).toBe(403)
  })

  it('P2 a socket speaks the subprotocol, at its path', async () => {
    const at = await listen()
    expect(await upgrade(at)).toEqual({ status: 101, protocol: 'weft.1' })
    expect(await upgrade(at, {}, '/v1/sync', ['other', 'weft.1'])).toEqual({
      status: 101,
      protocol: 'weft.1'
    })
    expect((await upgrade(at, {}, '/v1/sync', ['weft.2'])).status).toBe(400)
    expect((await upgrade(at, {}, '/v1/sync', [])).status).toBe(400)
    expect((await upgrade(at, {}, '/')).status).toBe(404)
  })
})

describe('what is answered', () => {
  it('L6 health is 503 with the reason while the log cannot be written, and heals', async () => {
    const memory = createMemoryLog({ random: systemRandom })
    let full = false
    const log: Log = {
      ...memory,
      append: async (batch) => {
        if (full) throw new LogError('log-full', 'no room')
        return memory.append(batch)
      }
    }
    const at = await listen({ log })
    expect(await get(at, '/healthz')).toMatchObject({
      status: 200,
      body: '{"relay":"weft","status":"ok"}',
      headers: { 'x-weft': '1', 'cache-control': 'no-store' }
    })
    const replica = new TestReplica(log)
    const socket = new WebSocket(`ws://127.0.0.1:${at.port}/v1/sync`, subprotocol)
    const heard = frames(socket)
    await new Promise((resolve) => socket.on('open', resolve))
    const { hello, device } = replica.hello()
    socket.send(encodeFrame({ type: 'hello', versions: [1, 1], token: '', device, spaces: [hello] }))
    await heard('welcome')
    const { space, replica: id, batch, chain, content } = replica.make([replica.edit('note', 'x')])
    const push = encodeFrame({ type: 'push', space, replica: id, batch, chain, part: 0, parts: 1, content })
    full = true
    socket.send(push)
    await heard('error')
    expect(await get(at, '/healthz')).toMatchObject({
      status: 503,
      body: '{"relay":"weft","status":"log-full"}'
    })
    full = false
    socket.send(push)
    await heard('receipt')
    expect((await get(at, '/healthz')).status).toBe(200)
    socket.terminate()
  })

  it('C5 without an app says what it is, and nothing else', async () => {
    const at = await listen()
    expect(await get(at, '/')).toMatchObject({ status: 200, body: 'This is a Weft relay.\n' })
    expect((await get(at, '/v1/sync')).status).toBe(426)
    expect((await get(at, '/index.html')).status).toBe(404)
    expect((await get(at, '/', {}, 'POST')).status).toBe(405)
  })

  it('N1 the app is served with its types, and cached as long as its names allow', async () => {
    const at = await listen({ appFolder: await appFolder() })
    const headers = async (path: string, sent = {}): Promise<unknown[]> => {
      const { status, headers } = await get(at, path, sent)
      return [status, headers['content-type'], headers['cache-control']]
    }
    const html = 'text/html; charset=utf-8'
    const script = 'text/javascript; charset=utf-8'
    expect(await headers('/')).toEqual([200, html, 'no-cache'])
    expect(await headers('/index.html')).toEqual([200, html, 'no-cache'])
    expect(await headers('/sw.js')).toEqual([200, script, 'no-cache'])
    expect(await headers('/manifest.webmanifest')).toEqual([
      200,
      'application/manifest+json; charset=utf-8',
      'no-cache'
    ])
    const hashed = '/assets/index-Dq3kL9x_.js'
    expect(await headers(hashed)).toEqual([200, script, 'public, max-age=31536000, immutable'])
    const { etag } = (await get(at, hashed)).headers
    expect(await get(at, hashed, { 'if-none-match': String(etag) })).toMatchObject({ status: 304, body: '' })
    expect(await get(at, hashed, {}, 'HEAD')).toMatchObject({ status: 200, body: '' })
  })

  it('N1 an address within the app is answered with the app, a missing file is not', async () => {
    const at = await listen({ appFolder: await appFolder() })
    const accept = 'text/html,application/xhtml+xml'
    expect((await get(at, '/note/folder/n1', { accept })).body).toContain('Notes')
    expect((await get(at, '/assets/gone-12345678.js', { accept })).status).toBe(404)
    expect((await get(at, '/note/n1', { accept: '*/*' })).status).toBe(404)
    expect((await get(at, '/v1/other', { accept })).status).toBe(404)
  })

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/../../secret.txt',
    '/link.txt',
    '/.env',
    '/%00',
    '/index.html%00.js',
    '/%',
    '//etc/passwd',
    '/assets'
  ])('A1 %s leads to no file', async (path) => {
    const at = await listen({ appFolder: await appFolder() })
    const { status, body } = await get(at, path)
    expect(status).toBe(404)
    expect(body).not.toContain('not of the app')
  })

  it('A1 every answer has the headers that keep a page safe, and sets no cookie', async () => {
    const at = await listen({ appFolder: await appFolder() })
    for (const path of ['/', '/healthz', '/nothing.txt', '/assets/index-Dq3kL9x_.js']) {
      const { headers } = await get(at, path)
      expect(headers['content-security-policy'], path).toMatch(/script-src 'self';.*frame-ancestors 'none'/)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(headers['set-cookie']).toBeUndefined()
    }
  })
})

describe('a socket', () => {
  it('P5 with bytes that are no WebSocket ends alone', async () => {
    const at = await listen()
    const raw = connectSocket(at.port, '127.0.0.1')
    const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13'
    raw.write(
      `GET /v1/sync HTTP/1.1\r\nHost: 127.0.0.1:${at.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${key}\r\nSec-WebSocket-Protocol: weft.1\r\n\r\n`
    )
    await new Promise((resolve) => raw.once('data', resolve))
    // A reserved opcode, unmasked, with a length beyond any limit.
    raw.write(Buffer.from([0x8f, 0x7f, 255, 255, 255, 255, 255, 255, 255, 255]))
    await new Promise((resolve) => raw.once('close', resolve))
    expect((await get(at, '/healthz')).status).toBe(200)
  })

  it('P4 with a frame far beyond the limit is closed before it is read', async () => {
    const at = await listen({ limits: { frameBytes: 1_000 } })
    const socket = new WebSocket(`ws://127.0.0.1:${at.port}/v1/sync`, subprotocol)
    await new Promise((resolve) => socket.on('open', resolve))
    socket.send(new Uint8Array(200_000))
    expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(1009)
  })

  it('P5 with a text message is told that it cannot be read', async () => {
    const at = await listen()
    const socket = new WebSocket(`ws://127.0.0.1:${at.port}/v1/sync`, subprotocol)
    const heard = frames(socket)
    await new Promise((resolve) => socket.on('open', resolve))
    socket.send('hello')
    expect(await heard('error')).toMatchObject({ code: 'frame-unreadable' })
    expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(4100)
  })
})

/** Resolves with the next frame of a type. */
function frames(socket: WebSocket): (type: RelayFrame['type']) => Promise<RelayFrame> {
  const waiting: RelayFrame[] = []
  let wake = (): void => {}
  socket.on('message', (data) => {
    const frame = parseFrame(new Uint8Array(data as Buffer))
    if (frame.ok) waiting.push(frame.value as RelayFrame)
    wake()
  })
  return async (type) => {
    for (;;) {
      const index = waiting.findIndex((frame) => frame.type === type)
      if (index >= 0) return waiting.splice(0, index + 1).at(-1) as RelayFrame
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
}
