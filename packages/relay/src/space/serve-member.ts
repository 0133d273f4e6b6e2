// One step of serving a member that is not at the head: read its next page, and send as much of it as credit allows.

import { LogError } from '../log/port.js'
import { maySend, sendPaid } from '../socket/outlet.js'
import type { Reader } from './read-page.js'
import { type CatchUp, catchUpFrom, type Member, type PagePlace, pageStart } from './room.js'
import type { SnapshotPage } from './snapshot-page.js'

/** Rejects with what the log rejects with; the member stands where it stood then. */
export async function serveMember(member: Member, reader: Reader): Promise<void> {
  member.reading = true
  try {
    const { stage } = member
    if (stage.kind === 'streaming') await sendEntries(member, reader)
    else if (!stage.verified) await verifyBase(member, stage, reader)
    else if (member.fetchPlace.insideDocument) await sendFetched(member, stage, reader)
    else if (member.fetches.length > 0 && !stage.place.insideDocument)
      await sendFetched(member, stage, reader)
    else await sendDocuments(member, stage, reader)
  } finally {
    member.reading = false
  }
}

async function sendEntries(member: Member, reader: Reader): Promise<void> {
  const { stage, room, outlet } = member
  if (stage.kind !== 'streaming') return
  try {
    const page = await reader.entries(room, stage.sent)
    for (const frame of page.framesFor(member.replica)) {
      if (!member.open || !maySend(outlet)) return
      sendPaid(outlet, frame.bytes)
      stage.sent = frame.after
    }
  } catch (error) {
    if (!(error instanceof LogError) || error.code !== 'log-folded') throw error
    // Folded beyond where it stands: what changed since comes as documents (L11).
    member.stage = catchUpFrom(stage.sent.position, room.head)
  }
}

/** A base that is of another history, or was folded away, is worth nothing: all is sent against a new one (L11). */
async function verifyBase(member: Member, stage: CatchUp, reader: Reader): Promise<void> {
  if (await reader.holds(member.room, stage.base)) stage.verified = true
  else member.stage = catchUpFrom(stage.since, member.room.head)
}

async function sendDocuments(member: Member, stage: CatchUp, reader: Reader): Promise<void> {
  const page = await reader.documents(member.room, stage)
  stage.place = sendFrames(member, page, stage.place)
  stage.totalDocuments = page.total
  if (stage.place.frame < page.frames.length) return
  stage.place = pageStart
  stage.after = page.lastDocument
  stage.sentDocuments += page.documents
  // What was folded beyond the base meanwhile is noticed at the next read, and comes as documents again.
  if (page.done) member.stage = { kind: 'streaming', sent: stage.base }
}

/**
 * Its frames hold that document only, and it comes again in its turn: a device that asked for a document must not take
 * it for the catch-up's progress. A document that the space does not have is answered with nothing.
 */
async function sendFetched(member: Member, stage: CatchUp, reader: Reader): Promise<void> {
  const [document] = member.fetches
  if (document === undefined) return
  const page = await reader.document(member.room, stage, document)
  member.fetchPlace = sendFrames(member, page, member.fetchPlace)
  if (member.fetchPlace.frame < page.frames.length) return
  member.fetchPlace = pageStart
  member.fetches.shift()
}

/** Goes on in the page where the member stands; from its start if it is no longer the same page. */
function sendFrames(member: Member, page: SnapshotPage, place: PagePlace): PagePlace {
  let { frame } = place.fingerprint === page.fingerprint ? place : pageStart
  let insideDocument = frame > 0 && place.insideDocument
  for (; frame < page.frames.length; frame++) {
    if (!member.open || !maySend(member.outlet)) break
    const next = page.frames[frame]
    if (!next) break
    sendPaid(member.outlet, next.bytes)
    insideDocument = next.cutsDocument
  }
  return { frame, fingerprint: page.fingerprint, insideDocument }
}
