// @vitest-environment happy-dom
import type { Device } from '@weft/client'
import { expect, it } from 'vitest'
import type { Given } from './opened.js'
import { useDevices, useDocumentStatus, useDocuments, useSetAside, useSyncStatus } from './space-hooks.js'
import { createFakeDevice, noCounts } from './testing/fake-device.js'
import { render, settle } from './testing/render.js'
import { useDevice } from './use-device.js'
import { useDocument } from './use-document.js'
import { useSpace } from './use-space.js'

function Page({ device, id = 'page' }: { device: Given<Device> | null; id?: string | null }) {
  const space = useSpace(device, 'notes')
  const page = useDocument(space, id)
  const status = useSyncStatus(space, (value) => value.kind)
  const retry = page.kind === 'failed' ? page.retry : undefined
  return (
    <button type="button" onClick={retry}>
      {page.kind} {page.kind === 'open' ? page.value.id : ''}{' '}
      {page.kind === 'failed' ? page.error.message : ''} {status}
    </button>
  )
}

const Own = ({ open }: { open: () => Promise<Device> }) => <Page device={useDevice(open)} />

function Facts({ of, see }: { of: Given<Device> | null; see: (what: unknown) => void }) {
  const space = useSpace<string>(of, 'notes')
  const titles = useDocuments(space, (items) => items.map((item) => item.summary).join())
  see([useDevices(space)?.length, useSetAside(space)?.length, titles])
  return <p>{useDocumentStatus(space, 'abc')?.waiting}</p>
}

it('D1 strict mode opens a space and a document once and closes them once, after the last of them', async () => {
  const device = createFakeDevice()
  const { page, show, unmount } = await render(<Page device={device} />)
  expect(page.textContent).toBe('open page  up-to-date')
  expect(device.events).toEqual(['open notes', 'open notes/page'])
  await show(
    <>
      <Page device={device} />
      <Page device={device} />
    </>
  )
  expect(device.events).toHaveLength(2)
  await show(<Page device={device} />)
  expect(device.events).toHaveLength(2)
  await unmount()
  await settle()
  expect(device.events.slice(2).sort()).toEqual(['close notes', 'close notes/page'])
})

it('D1 another document is shown as opening at once, and the first one is closed', async () => {
  const device = createFakeDevice()
  const { page, show, unmount } = await render(<Page device={device} />)
  const shown = show(<Page device={device} id="other" />)
  await shown
  expect(page.textContent).toBe('open other  up-to-date')
  expect(device.events).toContain('close notes/page')
  await show(<Page device={device} id={null} />)
  expect(page.textContent).toContain('opening')
  await unmount()
})

it('D4 a document that cannot be opened is failed, and can be tried again', async () => {
  const device = createFakeDevice()
  device.failing.set('notes/page', new Error('record 7 cannot be read'))
  const { page, unmount } = await render(<Page device={device} />)
  expect(page.textContent).toContain('failed  record 7 cannot be read')
  await settle(() => page.querySelector('button')?.click())
  expect(page.textContent).toContain('failed')
  device.failing.clear()
  await settle(() => page.querySelector('button')?.click())
  expect(page.textContent).toContain('open page')
  await unmount()
})

it('D4 a device that cannot be opened fails all that needs it', async () => {
  const open = () => Promise.reject(new Error('storage is blocked'))
  const { page, unmount } = await render(<Own open={open} />)
  expect(page.textContent).toContain('failed  storage is blocked')
  await unmount()
})

it('T1 a component opens its device once, with the first function it was given, and closes it', async () => {
  const device = createFakeDevice()
  let opened = 0
  const open = async () => {
    opened++
    return device
  }
  const { page, show, unmount } = await render(<Own open={open} />)
  expect(page.textContent).toContain('open page')
  await show(<Own open={() => open()} />)
  expect(opened).toBe(1)
  await unmount()
  await settle()
  expect(device.events.filter((event) => event === 'close device')).toHaveLength(1)
})

it('S2 before a space is open its hooks show nothing; then what it says', async () => {
  const device = createFakeDevice()
  const seen: unknown[] = []
  const see = (what: unknown) => seen.push(what)
  const { page, show, unmount } = await render(<Facts of={null} see={see} />)
  expect(seen.at(-1)).toEqual([undefined, undefined, null])
  await show(<Facts of={device} see={see} />)
  expect(seen.at(-1)).toEqual([0, 0, ''])
  expect(page.textContent).toBe('3')
  await settle(() => {
    device.spaces.get('notes')?.documents.set([{ id: 'abc', summary: 'Tea', changedAt: 1 }])
  })
  expect(seen.at(-1)).toEqual([0, 0, 'Tea'])
  await unmount()
})

it('S8 a status is shown as it changes', async () => {
  const device = createFakeDevice()
  const { page, unmount } = await render(<Page device={device} />)
  await settle(() => {
    const status = { kind: 'syncing', sendingEdits: 1, receiving: null, counts: noCounts } as const
    device.spaces.get('notes')?.status.set(status)
  })
  expect(page.textContent).toContain('syncing')
  await unmount()
})
