import { expect, it, vi } from 'vitest'
import { loadLater } from './load-later.js'

it('N1 a part of the app that could not be loaded comes when there is a network again', async () => {
  vi.useFakeTimers()
  let tries = 0
  const part = loadLater(async () => {
    if (++tries < 3) throw new TypeError('Failed to fetch dynamically imported module')
    return 'part'
  })
  await vi.advanceTimersByTimeAsync(5_000)
  expect(await part).toBe('part')
  expect(tries).toBe(3)
  vi.useRealTimers()
})
