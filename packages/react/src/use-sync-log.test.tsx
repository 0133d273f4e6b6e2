// @vitest-environment happy-dom
import type { Device } from '@weft/client'
import { expect, it } from 'vitest'
import { createFakeDevice, noCounts } from './testing/fake-device.js'
import { render, settle } from './testing/render.js'
import { useSpace } from './use-space.js'
import { useSyncLog } from './use-sync-log.js'

function Log({ of }: { of: Device }) {
  const lines = useSyncLog(useSpace(of, 'notes'))
  return <p>{lines ? lines.map((line) => line.what.kind).join() : 'reading'}</p>
}

it('S13 the sync log is read when the space is open and again when its state changes', async () => {
  const device = createFakeDevice()
  const { page, unmount } = await render(<Log of={device} />)
  await settle()
  expect(page.textContent).toBe('')
  const space = device.spaces.get('notes')
  await settle(() => {
    if (space) space.lines = [{ time: 1, level: 'note', what: { kind: 'storage-recovered' } }]
    space?.status.set({ kind: 'waiting', for: 'network', since: 1, retryAt: null, counts: noCounts })
  })
  await settle()
  expect(page.textContent).toBe('storage-recovered')
  await unmount()
})
