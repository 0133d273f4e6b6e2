// hello: opens spaces for a device, each as far as the log goes on with its replica, and answers with one welcome.

import {
  type Hello,
  type HelloDevice,
  type HelloSpace,
  protocolVersion,
  startMark,
  type WeftError,
  type Welcome,
  type WelcomeSpace
} from '@weft/protocol'
import { logTrouble } from '../core/log-trouble.js'
import { sendFrame } from '../socket/outlet.js'
import { createMember, raiseHead, stageFor } from '../space/room.js'
import type { OpenRoom } from '../space/rooms.js'
import { boundedDevice, helloSpaceTrouble, helloTrouble } from './check-hello.js'
import { leaveSpace } from './leave-space.js'
import { createPushLane } from './push-lane.js'
import { closeWith, type Session, sendError } from './session.js'

/** Hellos of one session are answered one after the other; the checks that need no log come at once. */
export function takeHello(session: Session, hello: Hello): void {
  const trouble = helloTrouble(hello, session.core.secret)
  if (trouble) {
    closeWith(session, trouble)
    return
  }
  session.phase = 'greeted'
  session.cancelDeadline()
  if (session.hellosWaiting >= mostHellosWaiting) {
    closeWith(session, {
      code: 'rate-exceeded',
      message: `${mostHellosWaiting} hellos wait`,
      retryAfterMs: 1_000
    })
    return
  }
  session.hellosWaiting++
  session.greetings = session.greetings
    .then(() => greet(session, hello))
    .catch((error: unknown) => closeWith(session, logTrouble(session.core, error, '')))
    .finally(() => {
      session.hellosWaiting--
    })
}

/** A hello may be as large as a frame; what waits for the log is bounded. */
const mostHellosWaiting = 8

async function greet(session: Session, hello: Hello): Promise<void> {
  const device = boundedDevice(hello.device)
  const seen = new Set<string>()
  // A space named twice in one hello is opened as it was named first.
  const asked = hello.spaces.filter(({ space }) => !seen.has(space) && seen.add(space))
  const answers = await Promise.all(asked.map((space) => greetSpace(session, device, space)))
  session.greeting.clear()
  if (session.phase === 'ended') {
    for (const { opened } of answers) if (opened) session.rooms.letGo(opened)
    return
  }
  // Before the welcome, so that a device that hears of a closed space knows why.
  for (const { error, welcome } of answers) if (error) sendError(session, error, { space: welcome.space })
  sendFrame(
    session.outlet,
    welcomeFrame(
      session,
      answers.map(({ welcome }) => welcome)
    )
  )
  for (const [index, { opened }] of answers.entries()) {
    const space = asked[index]
    if (opened && space) open(session, opened, device, space)
  }
}

interface Answer {
  readonly welcome: WelcomeSpace
  readonly error?: WeftError
  /** Held for the member that comes. */
  readonly opened?: OpenRoom
}

async function greetSpace(session: Session, device: HelloDevice, hello: HelloSpace): Promise<Answer> {
  const { core, rooms } = session
  const error = helloSpaceTrouble(hello) ?? spacesTrouble(session, hello.space)
  if (error) return { error, welcome: closedSpace(hello.space) }
  session.greeting.add(hello.space)
  // The replica that stood here is done: nothing more is sent or taken until the log has judged the new hello.
  leaveSpace(session, hello.space)
  // Held before the log is asked: no commit between its answer and the first entries is missed.
  const opened = rooms.hold(hello.space)
  try {
    const greeted = await core.log.greet({ hello, device, kind: 'weft', time: core.clock.now() })
    core.health.noteSuccess()
    if (!greeted.ok) {
      rooms.letGo(opened)
      return { error: greeted.error, welcome: closedSpace(hello.space) }
    }
    const { standing, space, held } = greeted
    const { epoch, head, horizon } = space
    const welcome = { space: hello.space, standing, epoch, head, horizon, role: 'editor', held }
    raiseHead(opened.room, head)
    if (standing === 'ok') return { welcome, opened }
    rooms.letGo(opened)
    return { welcome }
  } catch (thrown) {
    rooms.letGo(opened)
    return { error: logTrouble(core, thrown, hello.space), welcome: closedSpace(hello.space) }
  }
}

function spacesTrouble(session: Session, space: string): WeftError | undefined {
  const open = new Set([...session.members.keys(), ...session.greeting, space])
  const { spaces } = session.core.limits
  if (open.size <= spaces) return undefined
  return { code: 'too-many-spaces', message: `a socket opens ${spaces} spaces at most` }
}

function open(session: Session, opened: OpenRoom, device: HelloDevice, hello: HelloSpace): void {
  const { room } = opened
  const { space } = room
  const member = createMember(room, {
    outlet: session.outlet,
    device: device.id,
    replica: hello.replica,
    stage: stageFor(hello.cursor, hello.catchUp, room.head),
    dismiss: (error, batch) => {
      sendError(session, error, batch === undefined ? { space } : { space, batch })
      leaveSpace(session, space)
      // With nothing left to do here a superseded connection ends, and its code says not to come back by itself.
      if (error.code === 'superseded' && session.members.size === 0) closeWith(session, error)
    }
  })
  session.members.set(space, member)
  session.lanes.set(space, createPushLane(member))
  session.rooms.join(opened, member)
}

function welcomeFrame({ id, core }: Session, spaces: readonly WelcomeSpace[]): Welcome {
  return {
    type: 'welcome',
    version: protocolVersion,
    session: id,
    limits: core.limits,
    serverTime: core.clock.now(),
    spaces
  }
}

const closedSpace = (space: string): WelcomeSpace => ({
  space: space.slice(0, 128),
  standing: 'closed',
  epoch: '',
  head: startMark,
  horizon: 0,
  role: '',
  held: { batch: 0, chain: startMark.hash, position: 0 }
})
