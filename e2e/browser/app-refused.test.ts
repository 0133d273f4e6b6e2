// Edits that a real relay refuses: shown, kept, and after a person's decision either everywhere or gone.
//
// How the relay comes to refuse: what this device wrote reaches the log by way of another program first, as its own. It
// owns the client id from then on, and this device goes on writing under it (G5).

import type { Page } from '@playwright/test'
import type { Scope } from '@weft/base'
import { type BatchItem, parseBatch, parseFrame } from '@weft/protocol'
import { type BadNetwork, openBadNetwork } from '../lib/bad-network.js'
import { spaceName } from '../lib/node-device.js'
import { expect, type NotesPage, openNotes, test } from '../lib/notes-page.js'
import { pushRaw } from '../lib/raw-push.js'
import type { RelayProcess } from '../lib/relay-process.js'
import { untilTrue } from '../lib/until.js'

/** What the page pushes from now on, read off its socket. */
function watchPushes(page: Page): readonly BatchItem[] {
  const items: BatchItem[] = []
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (typeof payload === 'string') return
      const frame = parseFrame(new Uint8Array(payload))
      if (!frame.ok || frame.value.type !== 'push') return
      const batch = parseBatch(frame.value.content)
      if (batch.ok) items.push(...batch.value)
    })
  )
  return items
}

interface Refused {
  readonly notes: NotesPage
  readonly id: string
  readonly network: BadNetwork
}

/** A page with "Start" on the relay, " first" brought there by another program, and " second" refused. */
async function openRefused(
  scope: Scope,
  relay: RelayProcess,
  context: Parameters<typeof openNotes>[0]
): Promise<Refused> {
  const network = await openBadNetwork(scope, relay.port)
  const notes = await openNotes(context, network.url)
  const pushed = watchPushes(notes.page)
  await expect(notes.list.getByRole('option', { name: 'Welcome to Weft Notes' })).toBeVisible()
  const id = await notes.create('Start')
  await notes.sent()
  // The next load writes under a client id of its own (E6).
  await notes.page.reload()
  await notes.shows('Start')
  await notes.sent()

  network.holdUp()
  const before = pushed.length
  await notes.editor.press('ControlOrMeta+End')
  await notes.page.keyboard.insertText(' first')
  await untilTrue(() => pushed.length > before, 'the push of what was typed')
  const { refused } = await pushRaw(relay.url, spaceName, pushed.slice(before))
  expect(refused).toEqual([])
  network.release()
  // The same structs again are no harm.
  await notes.sent()
  await notes.type(' second')
  await expect(notes.chip).toHaveText(/^Not synced · 1 note needs you/)
  return { notes, id, network }
}

test('B5 S10 a refused edit is shown, holds back its note alone, and "Keep mine again" brings all of it to the others', async ({
  relay,
  profile,
  scope
}) => {
  const { notes, id } = await openRefused(scope, relay, await profile())
  const { page, chip, sheet } = notes
  const notice = page.getByRole('note')
  await expect(notice).toContainText(/\d+ edits? kept aside, not on the relay/)
  await notes.type(' third')
  await notes.shows('Start first second third')
  const other = await openNotes(await profile(), `${relay.url}/${id}`)
  await other.shows('Start first')

  // Other notes go on.
  await notes.create('Not held back')
  await expect(other.list.getByRole('option', { name: 'Not held back' })).toBeVisible()
  await expect(chip).toHaveText(/^Not synced · 1 note needs you/)
  await notes.openNote('Start')
  await page.reload()
  await notes.shows('Start first second third')

  await notice.getByRole('button', { name: 'Decide' }).click()
  await expect(sheet).toContainText('They are kept on this device until you decide')
  const card = sheet
    .getByRole('listitem')
    .filter({ hasText: 'Needs your decision' })
    .or(sheet.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Keep mine again' }) }))
  await expect(card).toContainText('Start')
  await expect(card).toContainText('client-id-taken')
  await card.getByRole('button', { name: 'Keep mine again' }).click()
  await expect(card).toHaveCount(0)
  await notes.closeSheet()
  await other.shows('Start first second third')
  await notes.sent()
  await expect(notice).toHaveCount(0)
  await notes.type(' fourth')
  await other.shows('Start first second third fourth')
  await notes.sent()
  await other.type(' fifth')
  await notes.shows('Start first second third fourth fifth')
})

for (const where of ['the tab that syncs', 'another tab'] as const) {
  test(`B5 "Discard" in ${where} shows the note as the relay has it, in every tab, and it can be written on`, async ({
    relay,
    profile,
    scope
  }) => {
    const context = await profile()
    const { notes: first, id, network } = await openRefused(scope, relay, context)
    const second = await openNotes(context, `${network.url}/${id}`)
    await second.shows('Start first second')
    const [here, there] = where === 'another tab' ? [second, first] : [first, second]

    network.refuse()
    const sheet = await here.openSheet()
    await sheet.getByRole('button', { name: 'Discard', exact: true }).click()
    await sheet.getByRole('button', { name: 'Discard for good?' }).click()
    await expect(sheet.getByRole('button', { name: /^Discard/ })).toHaveCount(0)
    await here.closeSheet()
    // Until the relay brings it, it is said not to be here: never an empty note in its place.
    for (const { page } of [here, there]) {
      await expect(page.getByRole('heading', { name: 'This note is not on this device' })).toBeVisible()
    }
    network.allow()
    for (const notes of [here, there]) {
      await notes.shows('Start first')
      await notes.sent()
    }
    const other = await openNotes(await profile(), `${relay.url}/${id}`)
    await other.shows('Start first')
    let text = 'Start first'
    for (const notes of [here, there, other]) {
      await notes.type(' again')
      text += ' again'
      for (const reader of [here, there, other]) await reader.shows(text)
    }
    await expect(here.list.getByRole('option', { name: 'Welcome to Weft Notes' })).toBeVisible()
    await here.page.reload()
    await here.shows(text)
    await here.sent()
  })
}
