// The examples as their readers run them: an editor that people have, a Y.Doc, and the one-document front door.

import { type AddressInfo, createServer as createNetServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { expect } from '@playwright/test'
import { createServer } from 'vite'
import { openBadNetwork } from '../lib/bad-network.js'
import { openExample } from '../lib/example-page.js'
import { makeFolder } from '../lib/folders.js'
import { test } from '../lib/notes-page.js'
import { startRelay } from '../lib/relay-process.js'

const folderOf = (name: string): string => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))

/** Each editor has its own way to show where another person is. */
const examples = [
  { name: 'codemirror', caret: '.cm-ySelectionCaret' },
  { name: 'tiptap', caret: '.collaboration-carets__caret' },
  { name: 'quill', caret: '.ql-cursor:not(.hidden)' }
] as const

for (const { name, caret } of examples) {
  test(`F12 the ${name} example: two devices write, see each other's carets, and are told who has it`, async ({
    scope,
    profile
  }) => {
    const data = await makeFolder(scope, 'relay')
    const relay = await startRelay(scope, { data, app: `${folderOf(name)}/dist` })
    const network = await openBadNetwork(scope, relay.port)
    const a = await openExample(await profile(), relay.url)
    await a.type('Written here')
    await expect(a.status).toHaveText('On the relay')

    const b = await openExample(await profile(), network.url)
    await b.shows('Written here')
    await b.type(', and there')
    await a.shows('Written here, and there')
    for (const { page, status } of [a, b]) {
      await expect(page.locator(caret)).toHaveCount(1)
      await expect(status).toHaveText('On the relay and on 2 of 2 devices')
    }

    // The other device shows it, but its word that it is durable there has not come: nobody may say so.
    network.holdUp()
    await a.type('!')
    await b.shows('Written here, and there!')
    await expect(a.status).toHaveText('On the relay and on 1 of 2 devices')
    network.release()
    await expect(a.status).toHaveText('On the relay and on 2 of 2 devices')
    expect([...a.complaints, ...b.complaints]).toEqual([])
  })

  test(`F12 the ${name} example: what it says is saved here outlives the page, and arrives when the relay is back`, async ({
    scope,
    profile
  }) => {
    const served = { data: await makeFolder(scope, 'relay'), app: `${folderOf(name)}/dist` }
    const relay = await startRelay(scope, served)
    const context = await profile()
    const a = await openExample(context, relay.url)
    await a.type('One')
    const b = await openExample(await profile(), relay.url)
    await b.shows('One')
    await expect(a.status).toHaveText('On the relay and on 2 of 2 devices')

    await relay.kill()
    await a.type(' two')
    await b.type(' three')
    for (const { status } of [a, b]) await expect(status).toHaveText(/^Saved here/)
    await a.page.close()

    const { url } = await startRelay(scope, { ...served, port: relay.port })
    const again = await openExample(context, url)
    const both = /^One( two three| three two)$/
    for (const { shows, status } of [again, b]) {
      await shows(both)
      await expect(status).toHaveText('On the relay and on 2 of 2 devices', { timeout: 40_000 })
    }
    await b.shows(await again.text())
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`F12 no example has an axe finding in its ${colorScheme} look`, async ({ scope, browser }) => {
    for (const { name } of examples) {
      const data = await makeFolder(scope, 'relay')
      const relay = await startRelay(scope, { data, app: `${folderOf(name)}/dist` })
      const context = await browser.newContext({ colorScheme })
      scope.own(() => context.close())
      const { page, type, status } = await openExample(context, relay.url)
      await type('Some words')
      await expect(status).toHaveText('On the relay')
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations, name).toEqual([])
    }
  })
}

test('F12 an example runs from its source beside a relay that names its origin', async ({
  scope,
  profile
}) => {
  const pagePort = await freePort()
  const args = ['--origin', `http://127.0.0.1:${pagePort}`]
  const relay = await startRelay(scope, { data: await makeFolder(scope, 'relay'), args })
  // As the file `.env.development` does for the usual port.
  process.env.VITE_RELAY = relay.url.replace('http', 'ws')
  scope.own(() => {
    delete process.env.VITE_RELAY
  })
  const server = await createServer({
    root: folderOf('tiptap'),
    logLevel: 'error',
    server: { host: '127.0.0.1', port: pagePort, strictPort: true }
  })
  scope.own(() => server.close())
  await server.listen()
  const { type, status, complaints } = await openExample(await profile(), `http://127.0.0.1:${pagePort}`)
  await type('From its source')
  await expect(status).toHaveText('On the relay')
  expect(complaints).toEqual([])
})

async function freePort(): Promise<number> {
  const server = createNetServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
