// What a device makes of a relay that is broken or means ill.

import { createSeededRandom } from '@weft/base/testing'
import { defaultLimits, type HelloSpace, startMark, type WelcomeSpace } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { type LinkEvent, unpairedLink } from './link.js'
import { stepLink } from './link-machine.js'
import { apart, stepSpace } from './space-machine.js'
import type { SpaceEvent, SpaceSession } from './space-session.js'

const hash = new Uint8Array(32)
const hello: HelloSpace = {
  ...{ space: 'notes', epoch: null, replica: 'r1', replaces: null, greeting: 1, nonce: new Uint8Array(16) },
  ...{
    cursor: startMark,
    highest: startMark,
    checkpoint: null,
    made: { batch: 0, chain: hash },
    acknowledged: 0
  },
  ...{ selection: { kind: 'all' }, catchUp: null }
}
const welcome: WelcomeSpace = {
  ...{ space: 'notes', standing: 'ok', epoch: 'e1', head: startMark, horizon: 0, role: 'editor' },
  held: { batch: 0, chain: hash, position: 0 }
}

function greet(change: Partial<WelcomeSpace>, ...then: readonly SpaceEvent[]) {
  const events: SpaceEvent[] = [
    { type: 'link-up' },
    { type: 'greeted', hello },
    { type: 'welcomed', welcome: { ...welcome, ...change }, limits: defaultLimits, outboxWaits: false },
    ...then
  ]
  let session: SpaceSession = apart
  const effects = events.flatMap((event) => {
    const step = stepSpace(session, event)
    session = step.session
    return step.effects
  })
  return { session, effects, types: effects.map(({ type }) => type) }
}

/** How long the link waits after a relay said so and closed. */
function waitAfter(retryAfterMs: number, times: number): number[] {
  const random = createSeededRandom(1)
  let link = unpairedLink
  const waits: number[] = []
  const step = (event: LinkEvent): void => {
    const next = stepLink(link, event, { now: 1_000, random })
    link = next.link
    for (const effect of next.effects) {
      if (effect.type === 'start-timer' && effect.name === 'retry') waits.push(effect.delayMs)
    }
  }
  step({ type: 'paired' })
  for (let time = 0; time < times; time++) {
    step({ type: 'opened' })
    step({ type: 'welcomed', relayTime: 1_000 })
    step({ type: 'error-received', code: 'relay-stopping', message: '', retryAfterMs })
    step({ type: 'closed', code: 4100, reason: '' })
    step({ type: 'timer', name: 'retry' })
  }
  return waits
}

describe('a relay that is broken', () => {
  it('C2 is not hammered when it says to come back at once', () => {
    const waits = waitAfter(0, 20)
    expect(waits).toHaveLength(20)
    for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(500)
  })

  it('C2 is asked again within two hours whatever it says', () => {
    for (const wait of waitAfter(2 ** 53 - 1, 3)) expect(wait).toBeLessThanOrEqual(2 * 3_600_000)
  })

  it('C2 cannot have a batch sent again and again without a pause, nor never', () => {
    for (const retryAfterMs of [0, 2 ** 53 - 1]) {
      const full: SpaceEvent = { type: 'error', code: 'log-full', message: '', retryAfterMs }
      const later = greet({}, full).effects.find(({ type }) => type === 'push-again-later')
      const early = greet({ standing: 'closed' }, full).effects.filter(
        ({ type }) => type === 'push-again-later'
      )
      for (const effect of [later, ...early]) {
        const { delayMs } = effect as { delayMs: number }
        expect(delayMs).toBeGreaterThanOrEqual(500)
        expect(delayMs).toBeLessThanOrEqual(3_600_000)
      }
    }
  })

  it.each(['', '..', 'a b', 'x'.repeat(129), 'é'])(
    'E1 has its epoch %j not taken for one: no relay would greet it',
    (epoch) => {
      const { session, types } = greet({ epoch })
      expect(session.phase).toBe('closed')
      expect(types).not.toContain('adopt-epoch')
      expect(types).toContain('push-again-later')
    }
  )
})
