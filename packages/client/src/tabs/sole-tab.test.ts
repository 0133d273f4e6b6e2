import { expect, it } from 'vitest'
import { soleTab } from './sole-tab.js'

it('T1 a process without tabs leads at once, but never before campaign returned', async () => {
  let elected = 0
  const tabs = soleTab()
  tabs.campaign('device', () => {
    elected++
  })
  const released = tabs.campaign('device', () => {
    elected++
  })
  released()
  expect(elected).toBe(0)
  await Promise.resolve()
  expect(elected).toBe(1)
})
