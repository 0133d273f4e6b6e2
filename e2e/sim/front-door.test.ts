// The front door against a relay: the README's example, every stage, and what becomes of a doc that is rebuilt.

import { readFileSync } from 'node:fs'
import { type Random, randomId, systemClock, systemRandom } from '@weft/base'
import { createMemoryStores, type ProviderStatus, WeftProvider, type WeftProviderOptions } from '@weft/client'
import { openRelay } from '@weft/relay'
import { createMemoryLog } from '@weft/relay/log'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { openReadme } from '../example/one-document.js'

const random: Random = systemRandom
const closing: (() => Promise<unknown>)[] = []

beforeEach(() => {
  // Node 20 has none of its own.
  vi.stubGlobal('WebSocket', WebSocket)
})

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  vi.unstubAllGlobals()
})

async function startRelay(batchBytes = 8 * 1024 * 1024): Promise<string> {
  const log = createMemoryLog({ random })
  const relay = openRelay({ log, clock: systemClock, random, limits: { batchBytes } })
  const { url } = await relay.listen({ port: 0, host: '127.0.0.1' })
  closing.push(() => relay.close({ retryAfterMs: 0 }))
  return url
}

function open(url: string, doc: Y.Doc, other: Partial<WeftProviderOptions> = {}): WeftProvider {
  const stores = createMemoryStores()
  const provider = new WeftProvider({ stores, url, space: 'demo', document: 'readme', doc, ...other })
  closing.push(() => provider.destroy())
  return provider
}

const textOf = (doc: Y.Doc): string => doc.getText('text').toString()
const write = (doc: Y.Doc, text: string): void => doc.getText('text').insert(doc.getText('text').length, text)
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000 })
const reaches = (provider: WeftProvider, status: Partial<ProviderStatus>): Promise<void> =>
  eventually(() => expect(provider.status.get()).toMatchObject(status))

describe('the front door', () => {
  it('F12 the README shows the example as it is tested', () => {
    const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
    const example = read('../example/one-document.ts')
    expect(example.trim().split('\n').length).toBeLessThanOrEqual(12)
    expect(read('../../packages/client/README.md')).toContain(`\`\`\`ts\n${example}\`\`\`\n`)
  })

  it('F12 the example is on two devices, which see each other and know what the other has', async () => {
    const url = await startRelay()
    const said: string[] = []
    const one = openReadme(createMemoryStores(), url, (words) => said.push(words))
    const other = openReadme(createMemoryStores(), url, () => undefined)
    closing.push(
      () => one.provider.destroy(),
      () => other.provider.destroy()
    )
    write(one.doc, 'hello')
    await eventually(() => expect(textOf(other.doc)).toBe('hello'))
    await reaches(one.provider, { kind: 'delivered', onDevices: 1, otherDevices: 1, status: 'connected' })
    expect(said.at(-1)).toBe('delivered, connected')
    await eventually(() => expect(one.provider.awareness.getStates().size).toBe(2))
    await other.provider.destroy()
    await eventually(() => expect(one.provider.awareness.getStates().size).toBe(1))
  })

  it('S2 tells each stage when it has happened, and none before', async () => {
    const url = await startRelay()
    const doc = new Y.Doc()
    const provider = open(url, doc, { connect: false })
    const kinds: string[] = []
    provider.on('status', ({ kind }) => {
      if (kinds.at(-1) !== kind) kinds.push(kind)
    })
    await provider.whenLoaded
    write(doc, 'offline')
    await provider.whenSaved()
    await reaches(provider, { kind: 'saved', waiting: 1, for: 'pairing', status: 'disconnected' })
    expect(provider.synced).toBe(false)
    await provider.connect()
    await provider.whenSynced
    await reaches(provider, { kind: 'relayed', otherDevices: 0, status: 'connected' })
    const late = open(url, new Y.Doc())
    await reaches(provider, { kind: 'delivered', onDevices: 1, otherDevices: 1 })
    await provider.disconnect()
    await reaches(provider, { status: 'disconnected' })
    write(doc, ' again')
    await provider.whenSaved()
    await reaches(provider, { kind: 'saved', waiting: 1 })
    expect(textOf(late.doc)).toBe('offline')
    expect(kinds.join(' ')).toMatch(
      /^saved( unsaved saved)? relayed delivered unsaved saved$|^saved unsaved saved relayed delivered( unsaved)? saved$/
    )
  })

  it('F10 two docs with copies of one history double nothing, and both go on', async () => {
    const url = await startRelay()
    const elsewhere = new Y.Doc()
    write(elsewhere, 'one two three')
    elsewhere.getText('text').delete(0, 4)
    const docs = [new Y.Doc(), new Y.Doc()] as const
    for (const doc of docs) Y.applyUpdate(doc, Y.encodeStateAsUpdate(elsewhere))
    const providers = docs.map((doc) => open(url, doc))
    await Promise.all(providers.map((provider) => provider.whenSynced))
    for (const doc of docs) write(doc, ' more')
    await eventually(() => expect(textOf(docs[0])).toBe('two three more more'))
    for (const provider of providers) await reaches(provider, { kind: 'delivered', onDevices: 1 })
    expect(Y.encodeStateAsUpdate(docs[1])).toEqual(Y.encodeStateAsUpdate(docs[0]))
  })

  it('E6 a client id that the embedder uses again and again forks nothing', async () => {
    const url = await startRelay()
    const docs = [new Y.Doc(), new Y.Doc()] as const
    const providers = docs.map((doc) => {
      doc.clientID = 1
      return open(url, doc)
    })
    write(docs[0], 'first. ')
    write(docs[1], 'second. ')
    for (const provider of providers) await reaches(provider, { kind: 'delivered', onDevices: 1 })
    expect(textOf(docs[0])).toMatch(/^(first\. second\. |second\. first\. )$/)
    expect(textOf(docs[1])).toBe(textOf(docs[0]))
  })

  it('F12 a doc of which the relay refused something is told so, renewed by a retry, let go when it is rebuilt', async () => {
    const url = await startRelay(200_000)
    const stores = createMemoryStores()
    const doc = new Y.Doc()
    const provider = open(url, doc, { stores })
    const facts: string[] = []
    provider.on('renewed', () => facts.push('renewed'))
    provider.on('rebuilt', () => facts.push('rebuilt'))
    write(doc, 'kept')
    await reaches(provider, { kind: 'relayed' })
    write(doc, 'x'.repeat(300_000))
    await reaches(provider, { kind: 'failed', why: 'set-aside' })
    const before = doc.clientID
    await provider.retrySetAside()
    expect(facts).toEqual(['renewed'])
    expect(doc.clientID).not.toBe(before)
    expect(provider.awareness.clientID).toBe(doc.clientID)
    await reaches(provider, { kind: 'failed', why: 'set-aside' })
    await provider.discardSetAside()
    expect(facts.at(-1)).toBe('rebuilt')
    expect(provider.status.get()).toMatchObject({ kind: 'failed', why: 'rebuilt' })
    expect(doc.isDestroyed).toBe(false)
    expect(textOf(doc).length).toBe(300_004)
    write(doc, ' no more saved')
    const fresh = new Y.Doc()
    const again = open(url, fresh, { stores })
    await provider.destroy()
    await eventually(() => expect(textOf(fresh)).toBe('kept'))
    await reaches(again, { kind: 'relayed' })
    await again.destroy()
    expect(textOf(fresh)).toBe('kept')
  })

  it('A3 a relay that wants a secret is told of as what is waited for, and edits are kept', async () => {
    const log = createMemoryLog({ random })
    const secret = randomId(random)
    const relay = openRelay({ log, clock: systemClock, random, secret })
    const { url } = await relay.listen({ port: 0, host: '127.0.0.1' })
    closing.push(() => relay.close({ retryAfterMs: 0 }))
    const stores = createMemoryStores()
    const doc = new Y.Doc()
    const without = open(url, doc, { stores })
    write(doc, 'kept')
    await reaches(without, { kind: 'saved', waiting: 1, for: 'sign-in', status: 'disconnected' })
    open(url, new Y.Doc(), { stores, document: 'other', token: secret })
    await reaches(without, { kind: 'relayed', status: 'connected' })
  })

  it('F12 R2 hands who is behind the relay from one over a Y.Doc to the next, and back', async () => {
    const url = await startRelay()
    const shared = { stores: createMemoryStores() }
    const doc = new Y.Doc()
    const first = open(url, doc, shared)
    const far = open(url, new Y.Doc())
    await Promise.all([first.whenSynced, far.whenSynced])
    const isSeenBy = ({ awareness }: WeftProvider): Promise<void> =>
      eventually(() => expect([...awareness.getStates().values()]).toContainEqual({ name: 'far' }))
    far.awareness.setLocalState({ name: 'far' })
    const { clock: said } = far.awareness.meta.get(far.awareness.clientID) ?? {}
    await isSeenBy(first)
    const second = open(url, doc, shared)
    await second.whenLoaded
    await isSeenBy(second)
    await second.destroy()
    await isSeenBy(first)
    // It was handed over, and not heard because the other spoke again.
    expect(far.awareness.meta.get(far.awareness.clientID)?.clock).toBe(said)
  })
})
