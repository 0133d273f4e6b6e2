import { createSeededRandom } from '@weft/base/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { createProviders, fullState, textOf } from '../testing/connect-provider.js'
import { type GuestWorld, openGuestWorld, until } from '../testing/open-guest-world.js'
import { doubledClocks, payloadsOf, storedDoc } from '../testing/stored-document.js'

const worlds: GuestWorld[] = []
const { connect, close } = createProviders()
afterEach(async () => {
  close()
  for (const world of worlds.splice(0)) await world.close()
})

/** A socket that takes its time with all that it sends, in order. */
class SlowSocket extends WebSocket {
  override send(data: never): void {
    setTimeout(() => {
      if (this.readyState === this.OPEN) super.send(data)
    }, 25)
  }
}

/** Two tabs of one browser: they hear each other at once, and the relay hears the second one late. */
async function openTabs(): Promise<{ world: GuestWorld; tabs: [WebsocketProvider, WebsocketProvider] }> {
  const world = await openGuestWorld()
  worlds.push(world)
  const fast = connect(world.url, { disableBc: false })
  const slow = connect(world.url, { disableBc: false, WebSocketPolyfill: SlowSocket as never })
  await until(() => fast.synced && slow.synced)
  return { world, tabs: [fast, slow] }
}

async function untilStored(world: GuestWorld, doc: Y.Doc): Promise<void> {
  const whole = JSON.stringify(fullState(doc))
  while (JSON.stringify(fullState(await storedDoc(world.log))) !== whole) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('two tabs of a browser, each with a socket of its own', () => {
  it('F4 send one another’s edits to the relay, and the log holds each once', async () => {
    const { world, tabs } = await openTabs()
    const random = createSeededRandom(7)
    for (let round = 0; round < 60; round++) {
      const text = textOf(tabs[round % 2] as WebsocketProvider)
      if (text.length > 4 && random.float() < 0.4)
        text.delete(Math.floor(random.float() * (text.length - 2)), 2)
      else text.insert(Math.floor(random.float() * (text.length + 1)), `${round} `)
      if (random.float() < 0.3) await new Promise((resolve) => setTimeout(resolve, 3))
    }
    const [fast, slow] = tabs
    await untilStored(world, fast.doc)
    expect(fullState(slow.doc)).toEqual(fullState(fast.doc))
    expect(textOf(fast).length).toBeGreaterThan(20)
    // What the slow tab had under way may still come: the log must not change by it.
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await doubledClocks(world.log)).toBe(0)
  })

  it('F5 whose edits lean on what the other socket still has under way converge all the same', async () => {
    const { world, tabs } = await openTabs()
    const [fast, slow] = tabs
    textOf(slow).insert(0, 'from the slow tab')
    // Heard over the BroadcastChannel alone: the relay does not know yet what this stands beside.
    await until(() => textOf(fast).length === 17)
    textOf(fast).insert(4, ' far away')
    textOf(fast).delete(0, 2)
    await untilStored(world, fast.doc)
    const late = connect(world.url)
    await until(() => textOf(late).toString() === textOf(fast).toString())
    expect(fullState(slow.doc)).toEqual(fullState(late.doc))
    expect(await doubledClocks(world.log)).toBe(0)
  })

  it('F5 bring the edits of the one whose socket is gone by the other’s step 2, and then not again', async () => {
    const { world, tabs } = await openTabs()
    const [fast, slow] = tabs
    slow.shouldConnect = false
    slow.ws?.close()
    await until(() => !slow.wsconnected)
    textOf(slow).insert(0, 'by way of the other tab')
    await until(() => textOf(fast).length === 23)
    textOf(fast).insert(23, '!')
    await untilStored(world, slow.doc)
    const payloads = await payloadsOf(world.log)
    slow.connect()
    await until(() => slow.synced)
    textOf(slow).insert(0, 'Once: ')
    await untilStored(world, slow.doc)
    expect(await payloadsOf(world.log)).toHaveLength(payloads.length + 1)
    expect(await doubledClocks(world.log)).toBe(0)
  })
})
