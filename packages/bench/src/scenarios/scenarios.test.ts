// Every scenario at a hundredth of its size, every server once, and a server that loses something.

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { NotWhatWasSent } from '../clients/readers.js'
import { isCostKnown } from '../run/process-cost.js'
import { runRounds } from '../run/rounds.js'
import type { ServerKind } from '../servers/server.js'
import { servers } from '../servers/table.js'
import { fanOut } from './fan-out.js'
import { presenceOfFew } from './presence.js'
import { scenarios } from './table.js'

const named = (name: string): ServerKind => servers.find((server) => server.name === name) as ServerKind
const little = { rounds: 1, scale: 0.01, onTurn: (): void => undefined }

/** Passes each message on as `change` makes it, or not. */
const changing = (
  name: string,
  change: (message: Buffer, number: number) => Buffer | undefined
): ServerKind => ({
  name,
  dialect: 'bare',
  isPeer: false,
  stores: false,
  keeps: false,
  gathersPresence: false,
  start: async (scope) => {
    const sockets = new Set<WebSocket>()
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    scope.own(() => new Promise<void>((resolve) => server.close(() => resolve())))
    scope.own(() => {
      for (const socket of sockets) socket.terminate()
    })
    let messages = 0
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.on('message', (data: Buffer) => {
        messages += 1
        const changed = change(data, messages)
        for (const other of sockets) if (changed && other !== socket) other.send(changed)
      })
    })
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const end = async (): Promise<void> => undefined
    return { url, pid: process.pid, inspect: async () => '', kill: end, stop: end }
  }
})

const lossy = changing('lossy', (message, number) => (number === 7 ? undefined : message))
/** One letter of a name is another. */
const forging = changing('forging', (message, number) => {
  if (number === 7) message[message.indexOf('Person')] = 0x50 + 1
  return message
})

describe.runIf(isCostKnown).concurrent('a scenario', () => {
  it('M1 tells no figure of a server that loses a message', async () => {
    const lost = runRounds({ scenario: fanOut, servers: [lossy], ...little })
    await expect(lost).rejects.toThrow(NotWhatWasSent)
  })

  it('M1 tells no figure of a server that tells of presence what nobody said', async () => {
    const forged = runRounds({ scenario: presenceOfFew, servers: [forging], ...little })
    await expect(forged).rejects.toThrow(NotWhatWasSent)
  })

  it.each(scenarios)('M2 $name gives every figure that it names', { timeout: 60_000 }, async (scenario) => {
    const scale = scenario.isLong ? 0.001 : little.scale
    const [result] = await runRounds({ scenario, servers: [named('weft')], ...little, scale })
    const [round = {}] = result?.rounds ?? []
    expect(Object.keys(round).sort()).toEqual(Object.keys(scenario.figures).sort())
    expect(Object.values(round).every((value) => Number.isFinite(value))).toBe(true)
  })

  it('M2 is run on every server in turn', { timeout: 60_000 }, async () => {
    const turns: string[] = []
    const results = await runRounds({
      ...{ scenario: fanOut, servers, rounds: 1, scale: 0.01 },
      onTurn: (_, server) => turns.push(server)
    })
    expect(turns).toEqual(servers.map(({ name }) => name))
    for (const { rounds } of results) expect(rounds[0]?.deliveries).toBeGreaterThan(0)
  })
})
