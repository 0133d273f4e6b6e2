// Presence between tabs and devices: who is shown, and who is not shown any more.

import { createFakeClock } from '@weft/base/testing'
import { describe, expect, it } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { createPresence, type Presence } from './presence.js'

/** A tab with one open document; `relay` collects what it sends to the relay while it leads. */
function createTab(tabs: Presence[], isLeading: () => boolean) {
  const clock = createFakeClock()
  const relay: Uint8Array[] = []
  const others = (): Presence[] => tabs.filter((tab) => tab !== presence)
  const presence: Presence = createPresence({
    clock,
    toTabs: (document, update, source) => {
      for (const tab of others()) tab.fromTab(document, update, source)
    },
    askTabs: (document) => {
      for (const tab of others()) tab.asked(document)
    },
    toRelay: (_document, update) => {
      if (!isLeading()) return false
      relay.push(update)
      return true
    }
  })
  tabs.push(presence)
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalState(null)
  const open = (): void => presence.open('a', awareness)
  return { clock, relay, presence, awareness, open, end: () => awareness.destroy() }
}

const namesIn = (awareness: Awareness): string[] =>
  [...awareness.getStates().values()].map((state) => (state as { name: string }).name).sort()

describe('presence', () => {
  it('R1 shows each tab to the others and to the relay once, gathered', () => {
    const tabs: Presence[] = []
    const leader = createTab(tabs, () => true)
    const follower = createTab(tabs, () => false)
    leader.open()
    follower.open()
    for (let step = 0; step < 20; step++) follower.awareness.setLocalState({ name: 'B', step })
    expect(leader.relay).toHaveLength(0)
    follower.clock.advance(50)
    expect(namesIn(leader.awareness)).toEqual(['B'])
    expect(leader.relay).toHaveLength(1)
    expect(follower.relay).toHaveLength(0)
    leader.end()
    follower.end()
  })

  it('R2 hands who is there from one opener of a document to the next, and back', () => {
    const tab = createTab([], () => true)
    const device = createTab([], () => true)
    device.open()
    device.awareness.setLocalState({ name: 'Phone' })
    device.clock.advance(50)
    tab.open()
    tab.presence.fromRelay('a', device.relay[0] as Uint8Array)
    const next = new Awareness(new Y.Doc())
    next.setLocalState(null)
    tab.presence.open('a', next)
    tab.presence.close('a', tab.awareness)
    expect(namesIn(next)).toEqual(['Phone'])
    expect(namesIn(tab.awareness)).toEqual([])
    tab.open()
    tab.presence.close('a', next)
    expect(namesIn(tab.awareness)).toEqual(['Phone'])
    tab.end()
    device.end()
    next.destroy()
  })

  it('R1 tells a tab that opens later who is there, also from other devices', () => {
    const tabs: Presence[] = []
    const leader = createTab(tabs, () => true)
    const device = createTab([], () => true)
    device.open()
    leader.open()
    leader.awareness.setLocalState({ name: 'A' })
    leader.clock.advance(50)
    device.awareness.setLocalState({ name: 'Phone' })
    device.clock.advance(50)
    leader.presence.fromRelay('a', device.relay[0] as Uint8Array)
    const late = createTab(tabs, () => false)
    late.open()
    expect(namesIn(late.awareness)).toEqual(['A', 'Phone'])
    for (const tab of [leader, device, late]) tab.end()
  })

  it('R2 forgets those behind the relay when it is lost, and itself when it leaves', () => {
    const tabs: Presence[] = []
    const leader = createTab(tabs, () => true)
    const follower = createTab(tabs, () => false)
    const device = createTab([], () => true)
    for (const tab of [leader, follower, device]) tab.open()
    device.awareness.setLocalState({ name: 'Phone' })
    device.clock.advance(50)
    leader.presence.fromRelay('a', device.relay[0] as Uint8Array)
    follower.awareness.setLocalState({ name: 'B' })
    follower.clock.advance(50)
    expect(namesIn(leader.awareness)).toEqual(['B', 'Phone'])
    leader.presence.relayLost()
    expect(namesIn(leader.awareness)).toEqual(['B'])
    follower.presence.close('a', follower.awareness)
    expect(namesIn(leader.awareness)).toEqual([])
    for (const tab of [leader, follower, device]) tab.end()
  })

  it('R1 drops bytes that make no sense', () => {
    const tab = createTab([], () => true)
    tab.open()
    tab.presence.fromRelay('a', Uint8Array.of(9, 9, 9))
    expect(namesIn(tab.awareness)).toEqual([])
    tab.end()
  })
})
