// A running relay: one log, the sessions of the devices that are connected, and the server they reach it by.

import type { Clock, Random } from '@weft/base'
import { closeCode, defaultLimits, encodeFrame, type Limits } from '@weft/protocol'
import type { Core } from './core/core.js'
import { type Counters, createCounters } from './core/counters.js'
import { createHealth } from './core/health.js'
import { type Logger, silentLogger } from './core/logger.js'
import { defaultFoldSettings, type FoldSettings } from './core/settings.js'
import { createUnderWay } from './core/under-way.js'
import { startFoldSchedule } from './fold/fold-schedule.js'
import { type HttpServer, type Listening, type ListenOptions, openHttpServer } from './http/listen.js'
import type { Log } from './log/port.js'
import { openSession } from './session/open-session.js'
import { errorFrame, type Session } from './session/session.js'
import { watchSessions } from './session/watch-sessions.js'
import type { Connection } from './socket/connection.js'
import { createUpgrades } from './socket/upgrade.js'
import { createReader } from './space/read-page.js'
import { createRooms } from './space/rooms.js'
import { createSharedReads } from './space/shared-reads.js'

export interface RelayOptions {
  /** The caller's: it is not closed with the relay. */
  readonly log: Log
  readonly clock: Clock
  readonly random: Random
  readonly logger?: Logger
  readonly limits?: Partial<Limits>
  /** Asked for in every hello when it is given. */
  readonly secret?: string
  /** A folder of static files to serve: an app, with `index.html` for its pages. */
  readonly appFolder?: string
  /** Origins of pages that may connect beside the relay's own (SPEC A1). */
  readonly origins?: readonly string[]
  readonly fold?: Partial<FoldSettings>
}

export interface Relay {
  /** Starts the server; once. Rejects as node does. Where it may listen is the caller's to decide (SPEC A2). */
  listen(options: ListenOptions): Promise<Listening>
  /** Serves a device over any connection; what the server does for each socket. */
  accept(connection: Connection): void
  readonly sessions: number
  readonly counters: Readonly<Counters>
  /**
   * Takes no more pushes, waits for those that the log has, tells every device to come back after about `retryAfterMs`
   * (spread, so that they do not come as one wave), closes. Idempotent.
   */
  close(options?: { readonly retryAfterMs?: number }): Promise<void>
}

/** Shared reads: enough for devices that come back together, small beside a process. */
const sharedBytes = 16 * 1024 * 1024
const sharedPages = 512
/** For each step of a stop: a log that does not answer must not keep a relay from stopping. */
const drainBoundMs = 4_000
/** Devices that come back are spread over so long for each of them. */
const spreadMsADevice = 4

export function openRelay(options: RelayOptions): Relay {
  const { log, clock, random, logger = silentLogger, secret, appFolder, origins = [] } = options
  const limits = { ...defaultLimits, ...options.limits }
  const counters = createCounters()
  const core: Core = {
    log,
    clock,
    random,
    logger,
    limits,
    secret: secret === undefined || secret === '' ? null : secret,
    health: createHealth(),
    counters,
    writes: createUnderWay()
  }
  const reads = createSharedReads(sharedBytes, sharedPages)
  const rooms = createRooms(core, reads)
  const place = {
    core,
    rooms,
    reader: createReader(core, reads),
    ended: (session: Session) => ended(session)
  }
  const sessions = new Set<Session>()
  const connections = createUnderWay()
  const ended = (session: Session): void => {
    sessions.delete(session)
    connections.ended()
  }
  const folding = startFoldSchedule(core, { ...defaultFoldSettings, ...options.fold })
  const endWatch = watchSessions(sessions, clock)
  let server: HttpServer | undefined
  let closing: Promise<void> | undefined

  const accept = (connection: Connection): void => {
    if (closing) {
      connection.close(closeCode.retry, 'relay-stopping')
      return
    }
    connections.started()
    sessions.add(openSession(connection, place))
  }
  const upgrades = createUpgrades({ limits, clock, connected: accept })

  const stop = async (retryAfterMs: number): Promise<void> => {
    for (const session of sessions) session.draining = true
    await within(clock, drainBoundMs, core.writes.idle())
    const spreadMs = Math.max(retryAfterMs, spreadMsADevice * sessions.size)
    for (const { outlet } of [...sessions]) {
      const error = {
        code: 'relay-stopping',
        message: 'the relay is stopping',
        retryAfterMs: Math.round(retryAfterMs + random.float() * spreadMs)
      } as const
      outlet.connection.send(encodeFrame(errorFrame(error)))
      outlet.connection.close(closeCode.retry, 'relay-stopping')
    }
    endWatch()
    // When they were last heard is written as each connection ends.
    await within(clock, drainBoundMs, connections.idle())
    await within(clock, drainBoundMs, core.writes.idle())
    await within(clock, drainBoundMs, folding.close())
    await server?.close()
    upgrades.close()
    rooms.close()
  }

  return {
    listen: async (listenOptions) => {
      server = await openHttpServer({
        ...listenOptions,
        origins,
        upgrades,
        appFolder: appFolder ?? null,
        failing: core.health.failing,
        stopping: () => closing !== undefined
      })
      return server.listening
    },
    accept,
    get sessions() {
      return sessions.size
    },
    counters,
    close: ({ retryAfterMs = 1_000 } = {}) => {
      closing ??= stop(retryAfterMs)
      return closing
    }
  }
}

/** Resolves with the work, or when the time is over. */
function within(clock: Clock, ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve)
    const done = (): void => {
      cancel()
      resolve()
    }
    work.then(done, done)
  })
}
