// A thousand readers that never read beside one that does: what they cost the relay, and what the others notice.

import { once } from 'node:events'
import { createScope, type Scope } from '@weft/base'
import { isCostKnown, memoryOf } from '@weft/bench/process-cost'
import { encodeFrame, parseFrame, protocolVersion, subprotocol } from '@weft/protocol'
import { TestReplica } from '@weft/relay/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import WebSocket from 'ws'
import { makeFolder } from '../lib/folders.js'
import { openRawDevice } from '../lib/raw-device.js'
import { startRelay } from '../lib/relay-process.js'
import { untilTrue } from '../lib/until.js'
import { type CrowdKind, startCrowd } from './processes/crowd.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

/** WEFT_LOAD=full: the sizes that are published. */
const isFull = process.env.WEFT_LOAD === 'full'
const readers = isFull ? 1_000 : 60
/** Seconds of writing without and with those that do not read. */
const writeSeconds = isFull ? 30 : 4
const patienceMs = 120_000
/** About a megabyte a second: large pushes, or many small ones. */
const loads = { large: { everyMs: 10, textLength: 10_000 }, small: { everyMs: 1, textLength: 300 } } as const

const percentile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN

interface Reader {
  /** From push to arrival, ms, since it was last asked. */
  take(): number[]
}

/** A device that reads and grants credit as a client does. `sentAt` says when the text of a batch was pushed. */
async function startReader(url: string, sentAt: (batch: number) => number | undefined): Promise<Reader> {
  const replica = new TestReplica(undefined as never, { device: 'reader' })
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/sync`, subprotocol)
  scope.own(() => socket.terminate())
  let latencies: number[] = []
  await once(socket, 'open')
  const grant = (bytes: number): void => socket.send(encodeFrame({ type: 'credit', bytes }))
  const welcomed = new Promise<void>((resolve) => {
    socket.on('message', (bytes: Buffer) => {
      const frame = parseFrame(bytes)
      if (!frame.ok) throw new Error(frame.error.message)
      const { value } = frame
      if (value.type === 'welcome') {
        grant(4 * 2 ** 20)
        resolve()
      }
      if (value.type === 'snapshots') grant(bytes.length)
      if (value.type !== 'entries') return
      grant(bytes.length)
      const now = performance.now()
      for (const { batch } of value.entries) {
        const sent = sentAt(batch)
        if (sent !== undefined) latencies.push(now - sent)
      }
    })
  })
  const { hello, device } = replica.hello()
  const versions = [protocolVersion, protocolVersion] as const
  socket.send(encodeFrame({ type: 'hello', versions, token: '', device, spaces: [hello] }))
  await welcomed
  return {
    take: () => {
      const taken = latencies
      latencies = []
      return taken
    }
  }
}

/** Pushes into one document after the other, so that none grows without end. */
async function startWriter(url: string) {
  const device = await openRawDevice(url, 'writer')
  scope.own(() => device.close())
  const sentAt = new Map<number, number>()
  let pushed = 0
  const writeFor = async (
    seconds: number,
    { everyMs, textLength }: (typeof loads)['large' | 'small']
  ): Promise<void> => {
    const text = 'x'.repeat(textLength)
    const startedMs = performance.now()
    const waiting = new Set<Promise<unknown>>()
    for (let due = startedMs; due < startedMs + 1_000 * seconds; due += everyMs) {
      const early = due - performance.now()
      if (early > 1) await new Promise((resolve) => setTimeout(resolve, early))
      // More in flight than the relay allows would end the connection.
      while (waiting.size >= 200) await Promise.race(waiting)
      pushed += 1
      sentAt.set(pushed, performance.now())
      const push: Promise<unknown> = device
        .push(`n/shared-${Math.floor(pushed / 500)}`, text)
        .finally(() => waiting.delete(push))
      waiting.add(push)
    }
    await Promise.all(waiting)
  }
  return { sentAt: (batch: number) => sentAt.get(batch), writeFor, pushed: () => pushed }
}

const kinds: readonly CrowdKind[] = ['deaf', 'deaf-guest']
const sizes = isFull ? (['large', 'small'] as const) : (['large'] as const)

for (const kind of kinds) {
  for (const size of sizes) {
    it.skipIf(!isCostKnown)(
      `${kind === 'deaf' ? 'P8' : 'F7'} readers that never read (${kind}, ${size} pushes) cost a bounded memory, and others are served`,
      async () => {
        const data = await makeFolder(scope, 'relay')
        // Folding costs memory of its own, whoever reads: it is left out of the picture.
        const relay = await startRelay(scope, { data, args: ['--fold-min-entries', '1000000'] })
        const writer = await startWriter(relay.url)
        const reader = await startReader(relay.url, writer.sentAt)
        await writer.writeFor(writeSeconds, loads[size])
        const alone = reader.take()
        const before = await memoryOf(relay.pid)

        const document = `n/shared-${Math.floor(writer.pushed() / 500)}`
        const crowd = startCrowd(scope, { kind, url: relay.url, clients: readers, document })
        await untilTrue(
          () => crowd.counts().opened === readers,
          () => `all there: ${JSON.stringify(crowd.counts())}`,
          patienceMs
        )
        reader.take()
        // A thousand who have just come are answered all at once; from then on they only stand there.
        await writer.writeFor(writeSeconds / 4, loads[size])
        const coming = reader.take()
        await writer.writeFor(writeSeconds, loads[size])
        const beside = reader.take()
        const { rssBytes, peakBytes } = await memoryOf(relay.pid)
        const { ready, closed } = crowd.counts()
        expect(beside.length).toBeGreaterThan(alone.length / 4)
        const told = (values: readonly number[]): string =>
          `p50 ${percentile(values, 0.5).toFixed(1)} ms, p99 ${percentile(values, 0.99).toFixed(1)} ms`
        const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`
        console.log(
          `${readers} ${kind}, ${size} pushes: memory ${megabytes(before.rssBytes)} before, ${megabytes(rssBytes)} after, ` +
            `at most ${megabytes(peakBytes)}; ${ready} wait, ${closed} were cut; a reader when they have just come ${told(coming)}, beside them ${told(beside)}, alone ${told(alone)}`
        )
        // What waits in sockets is the same memory for all of them, up to a megabyte each; short runs leave some of the
        // heap uncollected. Beside guests the relay keeps documents merged, and entries for those who lag.
        const shareBytes = isFull ? (kind === 'deaf' ? 128 : 192) * 1024 : 2 * 2 ** 20
        expect(peakBytes - before.peakBytes).toBeLessThan(readers * shareBytes)
      },
      3 * patienceMs
    )
  }
}
