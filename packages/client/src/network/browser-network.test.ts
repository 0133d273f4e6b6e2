import { expect, it } from 'vitest'
import { browserNetwork, type NetworkInformation } from './browser-network.js'

const connection = (facts: { type?: string; saveData?: boolean }): NetworkInformation =>
  Object.assign(new EventTarget(), facts)

it('S9 reads mobile networks and a wish to save data as metered, and claims nothing that is not told', () => {
  const meteredOf = (facts: { type?: string; saveData?: boolean }) =>
    browserNetwork(connection(facts)).metered()
  expect(meteredOf({ type: 'cellular' })).toBe('metered')
  expect(meteredOf({ type: 'wifi', saveData: true })).toBe('metered')
  expect(meteredOf({ type: 'wifi', saveData: false })).toBe('unmetered')
  expect(meteredOf({ type: 'none' })).toBe('unmetered')
  expect(meteredOf({ type: 'unknown' })).toBe('unknown')
  // A desktop Chromium has an object without a type.
  expect(meteredOf({ saveData: false })).toBe('unknown')
  expect(browserNetwork(undefined).metered()).toBe('unknown')
})

it('S9 hears of changes until it is told to stop', () => {
  const mobile = connection({ type: 'cellular' })
  let heard = 0
  const stop = browserNetwork(mobile).onChange(() => {
    heard++
  })
  mobile.dispatchEvent(new Event('change'))
  stop()
  mobile.dispatchEvent(new Event('change'))
  expect(heard).toBe(1)
})
