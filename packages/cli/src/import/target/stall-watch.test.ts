import { createFakeClock } from '@weft/base/testing'
import { describe, expect, it } from 'vitest'
import { TargetError } from './port.js'
import { createStallWatch } from './stall-watch.js'

const never = (): Promise<never> => new Promise(() => undefined)

describe('the watch over a relay', () => {
  it('F11 gives up when nothing moves, and not before', async () => {
    const clock = createFakeClock()
    const watch = createStallWatch(clock)
    const waits = [watch.during(never()), watch.during(never())].map((wait) =>
      wait.catch((error) => error.code)
    )
    clock.advance(100_000)
    watch.moved()
    clock.advance(100_000)
    expect(await Promise.race([...waits, 'waiting'])).toBe('waiting')
    clock.advance(20_000)
    expect(await Promise.all(waits)).toEqual(['relay-unreachable', 'relay-unreachable'])
    await expect(watch.during(Promise.resolve(1))).rejects.toMatchObject({ code: 'relay-unreachable' })
  })

  it('F11 has no patience to lose while nothing is awaited', async () => {
    const clock = createFakeClock()
    const watch = createStallWatch(clock)
    expect(await watch.during(Promise.resolve(1))).toBe(1)
    clock.advance(1_000_000)
    const late = watch.during(never()).catch((error) => error.code)
    clock.advance(100_000)
    expect(await Promise.race([late, 'waiting'])).toBe('waiting')
    watch.close()
    expect(clock.nextDue()).toBeUndefined()
  })

  it('F11 keeps the first reason', async () => {
    const watch = createStallWatch(createFakeClock())
    const wait = watch.during(never()).catch((error) => error.code)
    watch.fail(new TargetError('log-full', 'full'))
    watch.fail(new TargetError('sign-in', 'later'))
    expect(await wait).toBe('log-full')
    await expect(watch.during(never())).rejects.toMatchObject({ code: 'log-full' })
  })
})
