// A space that the relay could not open, for now: it is asked for again without a new connection.

import type { HelloSpace } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { stepSpace } from './space-machine.js'
import type { SpaceSession } from './space-session.js'

const greeting: SpaceSession = { phase: 'greeting', hello: {} as HelloSpace }
const error = (code: string, retryAfterMs: number | null = null) =>
  ({ type: 'error', code, message: 'why', retryAfterMs }) as const

describe('a space that was not opened', () => {
  it('L6 is greeted again after a full disk, when the relay said', () => {
    const told = stepSpace(greeting, error('log-full', 700))
    expect(told.session).toMatchObject({ phase: 'closed', code: 'log-full' })
    expect(told.effects).toContainEqual({ type: 'push-again-later', delayMs: 700 })
    const again = stepSpace(told.session, { type: 'push-again' })
    expect(again).toEqual({ session: { phase: 'preparing' }, effects: [{ type: 'greet' }] })
  })

  it('L6 takes the reason that follows a welcome', () => {
    const welcome = { standing: 'closed' } as never
    const event = { type: 'welcomed', welcome, limits: {} as never, outboxWaits: false } as const
    const closed = stepSpace(greeting, event)
    expect(closed.session).toMatchObject({ phase: 'closed', code: 'log-unavailable' })
    expect(closed.effects.map(({ type }) => type)).toEqual(['push-again-later'])
    expect(stepSpace(closed.session, error('log-full')).session).toMatchObject({ code: 'log-full' })
  })

  it('L5 waits for a person when the log is damaged', () => {
    const told = stepSpace(greeting, error('log-damaged'))
    expect(told.effects.map(({ type }) => type)).toEqual(['note-error'])
  })
})
