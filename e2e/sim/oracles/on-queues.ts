// The oracle of everything that waits somewhere: none of it may grow without bound (P4).

import type { World } from '../world/world.js'

/** Generous: what a few dozen edits and a dozen devices can give rise to is far below. */
const mostFramesInFlight = 5_000
const mostTimers = 3_000
const mostWaitingWrites = 1_000

export function lookAtQueues({ judge, network, timeline, log, relay, machines, guests }: World): void {
  const waits = {
    frames: network.inFlight,
    timers: timeline.pending,
    writes: log.waiting,
    sessions: relay?.sessions ?? 0
  }
  // Each client's connection, and those that it lost and the relay has not missed yet.
  const mostSessions = 20 * (machines.length + guests.length + 1)
  const isBounded =
    waits.frames < mostFramesInFlight &&
    waits.timers < mostTimers &&
    waits.writes < mostWaitingWrites &&
    waits.sessions < mostSessions
  judge.expect('queues are bounded', isBounded, () => JSON.stringify(waits))
}
