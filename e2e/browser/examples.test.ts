// The examples as their readers run them: an editor that people have, a Y.Doc, and the one-document front door.

import { type AddressInfo, createServer as createNetServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { expect } from '@playwright/test'
import type { Scope } from '@weft/base'
import { createServer } from 'vite'
import { openBadNetwork } from '../lib/bad-network.js'
import { openExample } from '../lib/example-page.js'
import { makeFolder } from '../lib/folders.js'
import { test } from '../lib/notes-page.js'
import { type RelayProcessOptions, startRelay } from '../lib/relay-process.js'

const folderOf = (name: string): string => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))

/** For a relay on a log of its own that serves the page as it was built. */
const served = async (scope: Scope, name: string): Promise<RelayProcessOptions> => ({
  data: await makeFolder(scope, 'relay'),
  app: `${folderOf(name)}/dist`
})

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
    const relay = await startRelay(scope, await served(scope, name))
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
    const options = await served(scope, name)
    const relay = await startRelay(scope, options)
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

    const { url } = await startRelay(scope, { ...options, port: relay.port })
    const again = await openExample(context, url)
    const both = /^One( two three| three two)$/
    for (const { shows, status } of [again, b]) {
      await shows(both)
      await expect(status).toHaveText('On the relay and on 2 of 2 devices', { timeout: 40_000 })
    }
    await b.shows(await again.text())
  })

  test(`F12 the ${name} example: undo takes back one's own edits only, at both sides`, async ({
    scope,
    profile
  }) => {
    const relay = await startRelay(scope, await served(scope, name))
    const a = await openExample(await profile(), relay.url)
    // At once, so that it is one step of undo however slow the machine is.
    await a.editor.focus()
    await a.page.keyboard.insertText('Mine')
    const b = await openExample(await profile(), relay.url)
    await b.shows('Mine')
    await b.type(' and yours')
    await a.shows('Mine and yours')
    await a.editor.press('ControlOrMeta+z')
    for (const { shows } of [a, b]) await shows(' and yours')
  })
}

for (const name of ['tiptap', 'quill']) {
  test(`F12 the ${name} example: bold arrives as bold`, async ({ scope, profile }) => {
    const relay = await startRelay(scope, await served(scope, name))
    const a = await openExample(await profile(), relay.url)
    const b = await openExample(await profile(), relay.url)
    await a.type('plain ')
    await a.editor.press('ControlOrMeta+b')
    await a.page.keyboard.type('bold')
    await b.shows('plain bold')
    await expect(b.editor.locator('strong')).toHaveText('bold')
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`F12 no example has an axe finding in its ${colorScheme} look`, async ({ scope, browser }) => {
    for (const { name } of examples) {
      const relay = await startRelay(scope, await served(scope, name))
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
