// push: gathers a batch, hands it to the log in order, and answers with what the log says.

import type { Push, WeftError } from '@weft/protocol'
import { remedyByCode } from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import { logTrouble } from '../core/log-trouble.js'
import type { AppendOutcome } from '../log/port.js'
import { sendFrame } from '../socket/outlet.js'
import { takePart, type WholeBatch } from './push-assembly.js'
import type { PushLane } from './push-lane.js'
import { closeWith, type Session, sendError } from './session.js'
import { takeOnCredit } from './token-bucket.js'

export function takePush(session: Session, lane: PushLane, push: Push): void {
  const { assembly, outcome } = takePart(lane.assembly, push, lane.inFlightBytes, session.core.limits)
  lane.assembly = assembly
  if (outcome.kind === 'more') return
  if (outcome.kind === 'whole') {
    lane.inFlightBytes += outcome.batch.content.length
    lane.waiting.push(outcome.batch)
    if (!lane.cancelWait) appendWaiting(session, lane)
    return
  }
  const place = { space: push.space, batch: push.batch }
  // What was dropped must come again: a device that is to come back later does so on a fresh connection.
  if (outcome.code === 'in-flight-exceeded') closeWith(session, outcome, place)
  else sendError(session, outcome, place)
}

/**
 * The log decides batches in the order of these calls and gathers what waits into one commit (SPEC L4), so none waits
 * for the one before. Entries beyond the rate wait here; what can wait is bounded by the bytes in flight.
 */
function appendWaiting(session: Session, lane: PushLane): void {
  const { core } = session
  lane.cancelWait = undefined
  for (let next = lane.waiting[0]; next; next = lane.waiting[0]) {
    const waitMs = takeOnCredit(session.entries, countOf(next.content), core.clock.monotonic())
    if (waitMs > 0) {
      lane.cancelWait = core.clock.after(waitMs, () => appendWaiting(session, lane))
      return
    }
    lane.waiting.shift()
    append(session, lane, next)
  }
}

function append(session: Session, lane: PushLane, batch: WholeBatch): void {
  const { core, outlet } = session
  const { member } = lane
  const { space } = member.room
  const time = core.clock.now()
  core.writes.started()
  core.log
    .append({ space, device: member.device, replica: member.replica, ...batch, time })
    .then(
      (outcome) => {
        core.health.noteSuccess()
        if (member.open) answer(session, lane, batch, outcome)
      },
      (error: unknown) => {
        const trouble = logTrouble(core, error, space)
        core.health.noteFailure(trouble.code)
        if (member.open) sendError(session, trouble, { space, batch: batch.batch })
      }
    )
    .finally(() => {
      lane.inFlightBytes -= batch.content.length
      core.writes.ended()
      outlet.wake()
    })
}

function answer(session: Session, { member }: PushLane, { batch }: WholeBatch, outcome: AppendOutcome): void {
  const { space } = member.room
  if (outcome.kind === 'refused') {
    const expected = outcome.expected === undefined ? '' : ` (${outcome.expected} is expected)`
    const error: WeftError = { code: outcome.code, message: outcome.message + expected }
    // The log does not go on with this replica, so neither does the session until its next hello (SPEC E3).
    if (remedyByCode[outcome.code] === 'renew') member.dismiss(error, batch)
    else sendError(session, error, { space, batch })
    return
  }
  const { mark, time, refused } = outcome.receipt
  session.core.counters.batchesAppended += outcome.kind === 'appended' ? 1 : 0
  sendFrame(session.outlet, {
    type: 'receipt',
    space,
    replica: member.replica,
    batch: outcome.receipt.batch,
    position: mark.position,
    hash: mark.hash,
    time,
    refused
  })
}

/** The number of items, as the content claims it; the log reads the content itself. An item has 5 bytes at least. */
function countOf(content: Uint8Array): number {
  try {
    return Math.min(decoding.readVarUint(decoding.createDecoder(content)), content.length / 5)
  } catch {
    return 1
  }
}
