import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock, systemRandom } from '@weft/base'
import { openRelay } from '@weft/relay'
import { createMemoryLog, defaultLogLimits, type Log } from '@weft/relay/log'
import { describe, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { stateOf, type } from '../testing/written-by-others.js'
import type { ImportTarget } from './port.js'
import { openRelayTarget, type RelayTargetOptions } from './relay-target.js'

const around = { clock: systemClock, random: systemRandom }

async function startRelay(log: Log): Promise<string> {
  const relay = openRelay({ log, ...around })
  onTestFinished(() => relay.close({ retryAfterMs: 0 }))
  const { url } = await relay.listen({ port: 0, host: '127.0.0.1' })
  return url
}

async function open(url: string, options: Partial<RelayTargetOptions> = {}): Promise<ImportTarget> {
  const { signal } = new AbortController()
  const target = await openRelayTarget({
    ...{ url, token: null, space: 's', mode: 'write', signal },
    ...around,
    ...options
  })
  onTestFinished(() => target.close())
  return target
}

const state = (text: string): Uint8Array => stateOf(type(text))

describe('an import into a relay that runs', () => {
  it('F11 names what the relay refuses, and takes in the others', async () => {
    const log = createMemoryLog({ random: systemRandom, limits: { ...defaultLogLimits, documents: 2 } })
    const target = await open(await startRelay(log))
    const taken = await Promise.all(
      ['a', 'b', 'c'].map((document) => target.take(document, state(`of ${document}`)))
    )
    expect(taken.map(({ kind }) => kind).sort()).toEqual(['refused', 'taken-in', 'taken-in'])
    expect(taken.find(({ kind }) => kind === 'refused')).toEqual({
      kind: 'refused',
      code: 'too-many-documents'
    })
    expect((await log.spaces())[0]?.head.position).toBe(2)
  })

  it('F11 refuses a fork of what the space holds before anything is pushed', async () => {
    const log = createMemoryLog({ random: systemRandom })
    const target = await open(await startRelay(log))
    const forks = ['one', 'other'].map((text) => {
      const ydoc = new Y.Doc()
      ydoc.clientID = 7
      ydoc.getText('t').insert(0, text)
      return Y.encodeStateAsUpdate(ydoc)
    })
    expect(await target.take('a', forks[0]!)).toMatchObject({ kind: 'taken-in' })
    expect(await target.take('a', forks[1]!)).toEqual({ kind: 'refused', code: 'client-id-forked' })
    expect((await log.spaces())[0]?.head.position).toBe(1)
  })

  it('F11 leaves no device behind', async () => {
    const log = createMemoryLog({ random: systemRandom })
    const url = await startRelay(log)
    for (const mode of ['write', 'compare'] as const) {
      const target = await open(url, { mode })
      expect(await target.take(mode, state('text'))).toMatchObject({ kind: 'taken-in' })
      if (mode === 'write') expect(await log.devices('s')).toHaveLength(1)
      await target.close()
      await expect.poll(() => log.devices('s')).toEqual([])
    }
    expect((await log.spaces())[0]?.head.position).toBe(1)
  })

  it('F11 says that what answers is no relay', async () => {
    const server = createServer((_, answer) => answer.end('hello')).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await expect(open(`http://127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'not-a-relay' })
  })

  it('F11 waits no more when it is told to stop', async () => {
    const stopping = new AbortController()
    // It takes connections, and says nothing.
    const server = createServer().listen(0, '127.0.0.1')
    server.on('upgrade', () => stopping.abort())
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const opening = open(`http://127.0.0.1:${port}`, { signal: stopping.signal })
    await expect(opening).rejects.toMatchObject({ code: 'interrupted' })
  })
})
