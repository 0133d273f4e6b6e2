// Clients of the 4.x line, over Yjs 14, beside those of the 3.x line.

import { createSeededRandom } from '@weft/base/testing'
import { WebsocketProvider as ProviderFour } from '@y/websocket'
import * as Y14 from '@y/y'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { createProviders, textOf } from '../testing/connect-provider.js'
import { type GuestWorld, openGuestWorld, until } from '../testing/open-guest-world.js'
import { storedDoc } from '../testing/stored-document.js'

const { connect, close } = createProviders()
const closing: (() => void | Promise<void>)[] = []
afterEach(async () => {
  close()
  for (const end of closing.splice(0).reverse()) await end()
})

async function openWorld(options: Parameters<typeof openGuestWorld>[0] = {}): Promise<GuestWorld> {
  const world = await openGuestWorld(options)
  closing.push(world.close)
  return world
}

function connectFour(url: string): ProviderFour {
  const provider = new ProviderFour(`${url}/yjs/notes`, 'readme', new Y14.Doc(), {
    WebSocketPolyfill: WebSocket as never,
    disableBc: true,
    maxBackoffTime: 50
  })
  closing.push(() => {
    provider.destroy()
    provider.awareness.destroy()
  })
  return provider
}

/** Structs and deletions, as both lines encode them. */
const bytesOf = (doc: Y.Doc): Buffer => Buffer.from(Y.encodeStateAsUpdate(doc))
const bytesOfFour = (doc: Y14.Doc): Buffer => Buffer.from(Y14.encodeStateAsUpdate(doc))

describe('clients of the 4.x line of y-websocket', () => {
  it('F1 edit one document together with clients of the 3.x line', async () => {
    const { url, log } = await openWorld()
    const [old, young, other] = [connect(url), connectFour(url), connectFour(url)]
    await until(() => old.synced && young.synced && other.synced)
    const random = createSeededRandom(1)
    for (let index = 0; index < 100; index++) {
      if (random.chance(0.5)) {
        const text = textOf(old)
        if (random.chance(0.3)) text.delete(random.below(text.length + 1), text.length > 20 ? 3 : 0)
        else
          text.insert(random.below(text.length + 1), `é${index} `, random.chance(0.3) ? { bold: true } : {})
        old.doc.getMap('m').set(`${index % 5}`, { index })
      } else {
        const { doc } = random.pick([young, other])
        const text = doc.get('t')
        if (random.chance(0.3) && text.length > 20) text.delete(random.below(10), 5)
        else text.insert(random.below(text.length + 1), `😀${index} `)
        doc.get('m').setAttr(`${index % 5}`, [index])
      }
      if (random.chance(0.2)) await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await until(
      () =>
        bytesOf(old.doc).equals(bytesOfFour(young.doc)) &&
        bytesOfFour(other.doc).equals(bytesOfFour(young.doc))
    )
    expect(young.doc.store.pendingStructs).toBeNull()
    expect(textOf(old).toString()).toBe(young.doc.get('t').toString())
    // The relay alone is asked: nobody else may fill in for it.
    expect(bytesOf(await storedDoc(log)).equals(bytesOf(old.doc))).toBe(true)
  })

  it('F1 come back to a relay that was away, with what they wrote meanwhile', async () => {
    const first = await openGuestWorld()
    const young = connectFour(first.url)
    await until(() => young.synced)
    young.doc.get('t').insert(0, 'before ')
    await first.close()
    await until(() => !young.wsconnected)
    young.doc.get('t').insert(0, 'away ')
    const port = Number(new URL(first.url).port)
    const again = await openWorld({ log: first.log, port })
    const old = connect(again.url)
    await until(() => textOf(old).length === 12)
    expect(textOf(old).toString()).toBe('away before ')
  })

  it('F7 get a large document in pieces, and what they paste comes in pieces to others', async () => {
    const { url } = await openWorld()
    const young = connectFour(url)
    await until(() => young.synced)
    young.doc.get('t').insert(0, 'long é😀 '.repeat(50_000))
    const [old, other] = [connect(url), connectFour(url)]
    await until(() => bytesOf(old.doc).equals(bytesOfFour(young.doc)))
    await until(() => bytesOfFour(other.doc).equals(bytesOfFour(young.doc)))
  })
})
