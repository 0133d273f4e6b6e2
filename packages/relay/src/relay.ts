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
import { guestCloseCode } from './guests/close-codes.js'
import { createGuestHall } from './guests/create-guest-hall.js'
import type { GuestConnection, GuestPlace } from './guests/guest-connection.js'
import { createGuestRows } from './guests/guest-rows.js'
import { acceptHocuspocus } from './guests/hocuspocus/accept-hocuspocus.js'
import { createStatelessBoard } from './guests/hocuspocus/stateless-board.js'
import { acceptYjs } from './guests/yjs/accept-yjs.js'
import { type HttpServer, type Listening, type ListenOptions, openHttpServer } from './http/listen.js'
import type { Log } from './log/port.js'
import { openSession } from './session/open-session.js'
import { errorFrame, type Session } from './session/session.js'
import { watchSessions } from './session/watch-sessions.js'
import type { Connection } from './socket/connection.js'
import type { Endpoint } from './socket/endpoints.js'
import { createUpgrades } from './socket/upgrade.js'
import { createReader } from './space/read-page.js'
import { createRooms, type Rooms } from './space/rooms.js'
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
  /** Opens `/yjs` and `/hocuspocus` for reading alone. */
  readonly readSecret?: string
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
  /** The same for a client of another protocol. */
  acceptGuest(connection: Connection, endpoint: GuestEndpoint): void
  readonly sessions: number
  readonly counters: Readonly<Counters>
  /**
   * Takes no more pushes, waits for those that the log has, tells every device to come back after about `retryAfterMs`
   * (spread, so that they do not come as one wave), closes. Idempotent.
   */
  close(options?: { readonly retryAfterMs?: number }): Promise<void>
}

export type GuestEndpoint = Exclude<Endpoint, { kind: 'weft' }>

/** Shared reads: enough for devices that come back together, small beside a process. */
const sharedBytes = 16 * 1024 * 1024
const sharedPages = 512
/** For each step of a stop: a log that does not answer must not keep a relay from stopping. */
const drainBoundMs = 4_000
/** Devices that come back are spread over so long for each of them. */
const spreadMsADevice = 4

export function openRelay(options: RelayOptions): Relay {
  const { log, clock, random, logger = silentLogger, secret, readSecret, appFolder, origins = [] } = options
  const limits = { ...defaultLimits, ...options.limits }
  const counters = createCounters()
  const core: Core = {
    log,
    clock,
    random,
    logger,
    limits,
    secret: secret || null,
    readSecret: readSecret || null,
    health: createHealth(),
    counters,
    writes: createUnderWay()
  }
  const reads = createSharedReads(sharedBytes, sharedPages)
  const rows = createGuestRows(clock, (space, gone) => rooms.find(space)?.devices.removed(gone))
  const rooms: Rooms = createRooms(core, reads, rows)
  const place = {
    core,
    rooms,
    reader: createReader(core, reads),
    ended: (session: Session) => ended(session)
  }
  const sessions = new Set<Session>()
  const guests = new Set<GuestConnection>()
  const guestPlace: GuestPlace = {
    hall: createGuestHall(core),
    rooms,
    rows,
    ended: (guest) => {
      if (guests.delete(guest)) connections.ended()
    }
  }
  const board = createStatelessBoard()
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
  const acceptGuest = (connection: Connection, endpoint: GuestEndpoint): void => {
    if (closing) {
      connection.close(guestCloseCode.retry, 'relay-stopping')
      return
    }
    const guest =
      endpoint.kind === 'yjs'
        ? acceptYjs(connection, endpoint, guestPlace)
        : acceptHocuspocus(connection, endpoint, guestPlace, board)
    if (!guest) return
    connections.started()
    guests.add(guest)
  }
  const upgrades = createUpgrades({
    limits,
    clock,
    connected: (connection, endpoint) =>
      endpoint.kind === 'weft' ? accept(connection) : acceptGuest(connection, endpoint)
  })

  const stop = async (retryAfterMs: number): Promise<void> => {
    for (const session of [...sessions, ...guests]) session.draining = true
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
    for (const guest of [...guests]) guest.close({ code: 'relay-stopping', message: 'the relay is stopping' })
    endWatch()
    // When they were last heard is written as each connection ends.
    await within(clock, drainBoundMs, connections.idle())
    await within(clock, drainBoundMs, core.writes.idle())
    await within(clock, drainBoundMs, folding.close())
    await server?.close()
    upgrades.close()
    guestPlace.hall.close()
    rooms.close()
    rows.close()
  }

  return {
    listen: async (listenOptions) => {
      server = await openHttpServer({
        ...listenOptions,
        origins,
        upgrades,
        // A page that should connect and is not listed looks to its user like a relay that is down.
        turnedAway: (who) => {
          const message = 'pages of this origin are not answered; list it (--origin) if they should be'
          logger({ level: 'warn', event: 'origin-refused', fields: { ...who, message } })
        },
        appFolder: appFolder ?? null,
        failing: core.health.failing,
        stopping: () => closing !== undefined
      })
      return server.listening
    },
    accept,
    acceptGuest,
    get sessions() {
      return sessions.size + guests.size
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
