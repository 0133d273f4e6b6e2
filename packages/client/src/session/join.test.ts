// A space that is joined: once on a connection, however often it is asked for.

import { randomId } from '@weft/base'
import { createFakeClock, createSeededRandom } from '@weft/base/testing'
import { parseFrame } from '@weft/protocol'
import { expect, it } from 'vitest'
import { openReplica } from '../replica/open-replica.js'
import { createMemoryStores } from '../store/memory-store.js'
import { createSession } from './session.js'
import type { SessionSpace } from './session-space.js'
import { stepSpace } from './space-machine.js'
import type { LiveSession } from './space-session.js'
import type { TransportEvents } from './transport.js'

it('T3 a space that a new leader joins twice says hello once', async () => {
  const random = createSeededRandom(1)
  const stores = createMemoryStores()
  const replica = await openReplica({ stores, space: 'notes', newId: () => randomId(random) })
  const sent: string[] = []
  let events: TransportEvents | undefined
  const session = createSession({
    clock: createFakeClock(),
    random,
    device: () => ({
      ...{ id: 'd1', name: 'D', platform: '', appVersion: '' },
      proof: new Uint8Array(32),
      schemas: []
    }),
    transport: {
      connect: (_url, given) => {
        events = given
        return {
          send: (bytes) => {
            const frame = parseFrame(bytes)
            sent.push(frame.ok ? frame.value.type : frame.error.code)
          },
          bufferedBytes: () => 0,
          close: () => {}
        }
      }
    }
  })
  const ignore = (): void => {}
  const space = {
    ...{ name: 'notes', replica },
    ...{ stored: ignore, devices: ignore, presence: ignore, sessionChanged: ignore, journal: ignore },
    isPersistent: () => false,
    becomeOtherDevice: async () => {}
  } satisfies Partial<SessionSpace>
  session.join(space as SessionSpace)
  session.join(space as SessionSpace)
  session.pair({ url: 'http://relay.example', token: '' })
  events?.opened()
  session.join(space as SessionSpace)
  await replica.sync()
  await replica.sync()
  expect(sent).toEqual(['hello'])
  session.close()
  await replica.close()
})

it('B1 a push that the relay does not take, since no hello opened its space, is not waited for', () => {
  const live = { phase: 'live' } as LiveSession
  const step = stepSpace(live, { type: 'error', code: 'not-greeted', message: 'why', retryAfterMs: null })
  expect(step.effects.map(({ type }) => type)).toEqual(['note-error', 'reconnect'])
})
