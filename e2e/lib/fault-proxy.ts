// A network that goes wrong by a seed: late, cut at a byte, half open, deaf in one direction, or saying again what was said before.

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Scope } from '@weft/base'
import type { SeededRandom } from '@weft/base/testing'

/** What a connection comes to after so many bytes. TCP has no duplicate bytes; what was sent can come on another connection. */
export const faultKinds = [
  /** Both ends are reset in the middle of whatever was being sent. */
  'cut',
  /** The device's end is gone and the relay is not told, or the other way round. */
  'device-gone',
  'relay-gone',
  /** Nothing gets through in that direction any more. */
  'deaf-up',
  'deaf-down',
  /** Reset, and then all that the device had sent comes once more. */
  'replayed'
] as const

export type FaultKind = (typeof faultKinds)[number]

export interface FaultProxy {
  readonly url: string
  /** How often each has happened. */
  readonly counts: Readonly<Record<FaultKind, number>>
  /** From here on connections are only late. Those that went wrong already end. */
  heal(): void
}

interface Line {
  readonly device: Socket
  readonly relay: Socket
  readonly kind: FaultKind
  readonly direction: 'up' | 'down'
  /** Bytes in that direction until it happens. */
  left: number
  readonly latencyMs: number
  readonly sentUp: Buffer[]
  happened: boolean
}

/** These stop one direction, and the other goes on. */
const deafTo: Partial<Record<FaultKind, 'up' | 'down'>> = { 'deaf-up': 'up', 'deaf-down': 'down' }

const mostLatencyMs = 30
const mostBytes = 40_000
/** What went silent is noticed by the system or by something between the ends after this at most, ms. */
const mostSilentMs = 1_500
/** A connection on which something is said again is read for this long. */
const replayMs = 500

export async function openFaultProxy(scope: Scope, port: number, random: SeededRandom): Promise<FaultProxy> {
  const counts = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>
  const lines = new Set<Line>()
  const replays = new Set<Socket>()
  let isHealed = false

  const end = (line: Line): void => {
    lines.delete(line)
    line.device.destroy()
    line.relay.destroy()
  }

  const happen = (line: Line): void => {
    line.happened = true
    counts[line.kind] += 1
    if (line.kind === 'device-gone') line.device.destroy()
    else if (line.kind === 'relay-gone') line.relay.destroy()
    else if (line.kind === 'cut' || line.kind === 'replayed') end(line)
    if (line.kind === 'replayed') replay(line.sentUp)
    else setTimeout(() => end(line), random.float() * mostSilentMs)
  }

  /** All of it, or cut anywhere: a frame may end in the middle. */
  const replay = (sent: readonly Buffer[]): void => {
    const bytes = Buffer.concat(sent)
    const again = connect({ port, host: '127.0.0.1' })
    replays.add(again)
    again.on('error', () => {}).resume()
    again.write(random.chance(0.5) ? bytes : bytes.subarray(0, random.below(bytes.length + 1)))
    setTimeout(() => {
      replays.delete(again)
      again.destroy()
    }, replayMs)
  }

  const pass = (line: Line, direction: 'up' | 'down', chunk: Buffer): void => {
    const to = direction === 'up' ? line.relay : line.device
    // A part of what was sent in that direction is gone: bytes after a hole are no TCP.
    if ((line.happened && direction === line.direction) || to.destroyed) return
    const ends = !isHealed && !line.happened && direction === line.direction && chunk.length >= line.left
    const passed = ends ? chunk.subarray(0, line.left) : chunk
    if (direction === line.direction) line.left -= passed.length
    if (direction === 'up' && line.kind === 'replayed' && !isHealed) line.sentUp.push(passed)
    if (passed.length > 0) to.write(passed)
    if (ends) happen(line)
  }

  const server = createServer((device) => {
    const relay = connect({ port, host: '127.0.0.1' })
    const kind = random.pick(faultKinds)
    const line: Line = {
      ...{ device, relay, kind, direction: deafTo[kind] ?? random.pick(['up', 'down'] as const) },
      ...{ left: 1 + random.below(mostBytes), latencyMs: random.below(mostLatencyMs) },
      ...{ sentUp: [], happened: false }
    }
    lines.add(line)
    for (const [direction, from] of [
      ['up', device],
      ['down', relay]
    ] as const) {
      from.setNoDelay(true)
      // Timers of one length fire in the order in which they were set: bytes stay in order.
      from.on('data', (chunk: Buffer) => setTimeout(() => pass(line, direction, chunk), line.latencyMs))
      from.on('error', () => {})
      from.on('close', () => {
        if (!line.happened) setTimeout(() => end(line), line.latencyMs)
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.own(async () => {
    for (const line of [...lines]) end(line)
    for (const again of replays) again.destroy()
    server.close()
    await once(server, 'close')
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    heal: () => {
      isHealed = true
      for (const line of [...lines]) if (line.happened) end(line)
    }
  }
}
