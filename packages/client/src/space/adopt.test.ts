// Adoption: content that lived elsewhere becomes a document's, once, and nothing unsound gets in.

import { createFakeClock, createSeededRandom } from '@weft/base/testing'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Device } from '../device/device.js'
import { openDevice } from '../device/open-device.js'
import { createMemoryStores } from '../store/memory-store.js'
import type { Tabs } from '../tabs/port.js'
import { soleTab } from '../tabs/sole-tab.js'
import { createTabGroup } from '../testing/tab-group.js'

const devices: Device[] = []
let seed = 0

afterEach(async () => {
  for (const device of devices.splice(0)) await device.close()
})

async function openSpace(stores = createMemoryStores(), tabs: Tabs = soleTab()) {
  seed += 1
  const device = await openDevice({
    stores,
    tabs,
    clock: createFakeClock(),
    random: createSeededRandom(seed)
  })
  devices.push(device)
  return device.openSpace('notes')
}

type OpenSpace = Awaited<ReturnType<typeof openSpace>>

async function textOf(space: OpenSpace, id = 'a'): Promise<string> {
  const document = await space.openDocument(id)
  const text = document.ydoc.getText('text').toString()
  await document.close()
  return text
}

async function waitingIn(space: OpenSpace, id = 'a'): Promise<number> {
  await space.flush()
  return space.documentStatus(id).get().waiting
}

/** Written elsewhere, by two people, with a deletion. */
function history(): Y.Doc {
  const ydoc = new Y.Doc()
  const text = ydoc.getText('text')
  text.insert(0, 'one two three')
  ydoc.clientID += 1
  text.insert(13, ' four')
  text.delete(3, 4)
  return ydoc
}

const stateOf = (ydoc: Y.Doc): Uint8Array => Y.encodeStateAsUpdate(ydoc)

describe('adoption', () => {
  it('F10 saves what lived elsewhere, and the second time nothing', async () => {
    const stores = createMemoryStores()
    const space = await openSpace(stores)
    const elsewhere = history()
    expect(await space.adopt('a', stateOf(elsewhere))).toBe('adopted')
    expect(await waitingIn(space)).toBe(1)
    expect(await space.adopt('a', stateOf(elsewhere))).toBe('already-held')
    expect(await waitingIn(space)).toBe(1)
    expect(await textOf(space)).toBe('one three four')
    await devices.pop()?.close()
    const again = await openSpace(stores)
    expect(await again.adopt('a', stateOf(elsewhere))).toBe('already-held')
    expect(await textOf(again)).toBe('one three four')
  })

  it('F10 takes over what was written elsewhere meanwhile, and a deletion alone', async () => {
    const space = await openSpace()
    const elsewhere = history()
    await space.adopt('a', stateOf(elsewhere))
    const document = await space.openDocument('a')
    document.ydoc.getText('text').insert(0, 'here ')
    elsewhere.getText('text').insert(14, ' five')
    expect(await space.adopt('a', stateOf(elsewhere))).toBe('adopted')
    expect(document.ydoc.getText('text').toString()).toBe('here one three four five')
    elsewhere.getText('text').delete(0, 4)
    expect(await space.adopt('a', stateOf(elsewhere))).toBe('adopted')
    expect(document.ydoc.getText('text').toString()).toBe('here three four five')
    expect(await space.adopt('a', stateOf(elsewhere))).toBe('already-held')
  })

  it('F10 reaches documents that are open, in this tab and in others, and adds no edit of theirs', async () => {
    const stores = createMemoryStores()
    const group = createTabGroup()
    const [one, other] = [
      await openSpace(stores, group.open().tabs),
      await openSpace(stores, group.open().tabs)
    ]
    const here = await one.openDocument('a')
    const there = await other.openDocument('a')
    await one.adopt('a', stateOf(history()))
    expect(here.ydoc.getText('text').toString()).toBe('one three four')
    for (let turn = 0; turn < 100 && there.ydoc.getText('text').length === 0; turn++) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(there.ydoc.getText('text').toString()).toBe('one three four')
    expect(await waitingIn(one)).toBe(1)
  })

  it('F10 G2 G4 refuses by name what is no sound state, and stores nothing', async () => {
    const space = await openSpace()
    const ydoc = history()
    const sound = stateOf(ydoc)
    const before = Y.encodeStateVector(ydoc)
    ydoc.getText('text').insert(0, 'later ')
    const refused: [string, Uint8Array][] = [
      ['update-malformed', sound.subarray(0, sound.length - 1)],
      ['update-malformed', new Uint8Array(40).fill(255)],
      ['update-wrong-version', Y.encodeStateAsUpdateV2(ydoc)],
      ['update-clock-gap', Y.encodeStateAsUpdate(ydoc, before)],
      ['update-too-large', bigState(9_000_000)]
    ]
    for (const [code, update] of refused) {
      await expect(space.adopt('a', update), code).rejects.toMatchObject({ name: 'DocumentError', code })
    }
    await expect(space.adopt('a//b', sound)).rejects.toMatchObject({ code: 'id-invalid' })
    expect(await waitingIn(space)).toBe(0)
    expect(await textOf(space)).toBe('')
    await space.close()
    await expect(space.adopt('a', sound)).rejects.toMatchObject({ code: 'space-closed' })
  })

  it('G6 refuses by name another content under the clocks that the document holds', async () => {
    const space = await openSpace()
    const one = new Y.Doc()
    one.clientID = 7
    one.getText('text').insert(0, 'one thing')
    const other = new Y.Doc()
    other.clientID = 7
    other.getText('text').insert(0, 'something else')
    await space.adopt('a', stateOf(one))
    await expect(space.adopt('a', stateOf(other))).rejects.toMatchObject({ code: 'client-id-forked' })
    expect(await textOf(space)).toBe('one thing')
  })

  it('F10 takes a state of nearly 8 MiB as one item', async () => {
    const space = await openSpace()
    expect(await space.adopt('a', bigState(8_000_000))).toBe('adopted')
    expect((await textOf(space)).length).toBe(8_000_000)
  })
})

function bigState(length: number): Uint8Array {
  const ydoc = new Y.Doc()
  ydoc.getText('text').insert(0, 'x'.repeat(length))
  return stateOf(ydoc)
}
