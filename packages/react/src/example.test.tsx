// @vitest-environment happy-dom
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock, systemRandom } from '@weft/base'
import { openRelay } from '@weft/relay'
import { createMemoryLog } from '@weft/relay/log'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { Editor } from '#example'
import { type Rendered, render } from './testing/render.js'

const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  vi.unstubAllGlobals()
})

async function startRelay(): Promise<string> {
  const relay = openRelay({
    log: createMemoryLog({ random: systemRandom }),
    clock: systemClock,
    random: systemRandom
  })
  const { url } = await relay.listen({ port: 0, host: '127.0.0.1' })
  closing.push(() => relay.close())
  return url
}

/** A page with a store of its own is a device of its own. Node 20 has neither this store nor this socket. */
async function openPage(relay: string): Promise<Rendered> {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('IDBKeyRange', IDBKeyRange)
  vi.stubGlobal('WebSocket', WebSocket)
  const rendered = await render(<Editor relay={relay} />)
  closing.push(rendered.unmount)
  // From here on things happen when they happen, as in a browser.
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false })
  await eventually(() => expect(field(rendered).disabled).toBe(false))
  return rendered
}

const field = ({ page }: Rendered) => page.querySelector('textarea') as HTMLTextAreaElement

function type(rendered: Rendered, value: string): void {
  field(rendered).value = value
  field(rendered).dispatchEvent(new Event('input'))
}

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 5000 })

it('N5 the example is an editor on two devices, which know when both have everything', async () => {
  const relay = await startRelay()
  const one = await openPage(relay)
  const other = await openPage(relay)
  type(one, 'written on one')
  await eventually(() => expect(field(other).value).toBe('written on one'))
  type(other, 'written on one, and the other')
  await eventually(() => expect(field(one).value).toBe('written on one, and the other'))
  for (const page of [one, other])
    await eventually(() => expect(field(page).getAttribute('aria-label')).toBe('up-to-date'))
})

it('N5 the README shows the example as it is tested, in at most 15 lines', () => {
  const example = read('example/two-devices.tsx')
  const readme = read('README.md')
  expect(readme).toContain(`\`\`\`tsx\n${example}\`\`\`\n`)
  expect(example.trim().split('\n').length).toBeLessThanOrEqual(15)
})

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8')
