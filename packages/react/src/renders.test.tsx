// @vitest-environment happy-dom
// How often a screen is drawn for a fixed piece of work: counted, since each time costs every device that shows it.

import { createFakeClock, createSeededRandom, type FakeClock } from '@weft/base/testing'
import { createMemoryStores, type Device, openDevice, type Space } from '@weft/client'
import { createTabGroup } from '@weft/client/testing'
import { expect, it } from 'vitest'
import { useDocuments, useSyncStatus } from './space-hooks.js'
import { render, settle } from './testing/render.js'
import { useDocument } from './use-document.js'
import { useSpace } from './use-space.js'

type Drawn = Record<'status' | 'kind' | 'list' | 'note', number>

function Status({ space, drawn }: { space: Space<unknown>; drawn: Drawn }) {
  drawn.status++
  return <p>{JSON.stringify(useSyncStatus(space))}</p>
}

function Kind({ space, drawn }: { space: Space<unknown>; drawn: Drawn }) {
  drawn.kind++
  return <p>{useSyncStatus(space, (status) => status.kind)}</p>
}

function List({ space, drawn }: { space: Space<unknown>; drawn: Drawn }) {
  drawn.list++
  return <p>{useDocuments(space).length}</p>
}

function Note({ space, drawn }: { space: Space<unknown>; drawn: Drawn }) {
  drawn.note++
  return <p>{useDocument(space, 'n/1').kind}</p>
}

function Screen({ device, drawn }: { device: Device; drawn: Drawn }) {
  const space = useSpace(device, 'notes')
  if (space.kind !== 'open') return null
  const parts = { space: space.value, drawn }
  return (
    <>
      <Status {...parts} />
      <Kind {...parts} />
      <List {...parts} />
      <Note {...parts} />
    </>
  )
}

/** Time passes, and with it whatever the store and the screen have to do. */
async function pass(clock: FakeClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 10) {
    await settle(() => clock.advance(10))
  }
}

async function open() {
  const clock = createFakeClock(1_000)
  const { tabs } = createTabGroup().open()
  const random = createSeededRandom(1)
  const device = await openDevice({ stores: createMemoryStores(), tabs, clock, random, name: 'Phone' })
  const space = await device.openSpace('notes')
  const { ydoc } = await space.openDocument('n/1')
  const drawn: Drawn = { status: 0, kind: 0, list: 0, note: 0 }
  const { unmount } = await render(<Screen device={device} drawn={drawn} />)
  await pass(clock, 1_000)
  return {
    clock,
    type: (letters: number) => {
      for (let left = letters; left > 0; left--) ydoc.getText('text').insert(0, 'a')
    },
    /** How often each part was drawn by what `act` did; strict mode draws everything twice. */
    count: async (act: () => Promise<void>): Promise<Drawn> => {
      const before = { ...drawn }
      await act()
      await pass(clock, 1_000)
      const part = (name: keyof Drawn): number => (drawn[name] - before[name]) / 2
      return { status: part('status'), kind: part('kind'), list: part('list'), note: part('note') }
    },
    close: async () => {
      await unmount()
      await device.close()
    }
  }
}

it('M3 sixty keystrokes, five a second, draw the status twice each, the list once, and the note never', async () => {
  const { clock, type, count, close } = await open()
  const drawn = await count(async () => {
    for (let stroke = 0; stroke < 60; stroke++) {
      await settle(() => type(1))
      await pass(clock, 200)
    }
  })
  expect(drawn).toEqual({ status: 120, kind: 0, list: 60, note: 0 })
  await close()
})

it('M3 a thousand changes at once draw no more than one does', async () => {
  const { type, count, close } = await open()
  const one = await count(() => settle(() => type(1)))
  const thousand = await count(() => settle(() => type(1_000)))
  expect(one).toEqual({ status: 2, kind: 0, list: 1, note: 0 })
  expect(thousand).toEqual(one)
  await close()
})
