// A title, a folder and a due date that two devices changed while they were apart, and a person who decides.

import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from '@playwright/test'
import type { BadNetwork } from '../lib/bad-network.js'
import type { BrowserDevice } from '../lib/browser-device.js'
import { test, type World } from '../lib/world.js'

const phoneAgent =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36'

interface Pair {
  readonly desk: BrowserDevice
  readonly phone: BrowserDevice
  readonly networks: readonly [BadNetwork, BadNetwork]
}

/** Two devices that have one note open, connected. */
async function openPair(world: World, text: string): Promise<Pair> {
  const relay = await world.relay()
  const networks = [await world.network(relay), await world.network(relay)] as const
  const desk = await world.browser(networks[0].url)
  const path = await desk.notes.write(text)
  await expect(desk.notes.chip).toContainText('Saved and sent')
  const phone = await world.browser(networks[1].url, { path, userAgent: phoneAgent })
  await expect.poll(phone.notes.text).toBe(text)
  await allHave(desk, phone)
  return { desk, phone, networks }
}

async function part({ desk, phone, networks }: Pair): Promise<void> {
  for (const network of networks) network.refuse()
  for (const { notes } of [desk, phone]) await expect(notes.chip).toContainText('cannot reach relay')
}

async function meet({ desk, phone, networks }: Pair): Promise<void> {
  for (const network of networks) network.allow()
  await allHave(desk, phone)
}

async function allHave(...devices: readonly BrowserDevice[]): Promise<void> {
  for (const { notes } of devices) {
    await expect(notes.chip).toContainText('On both devices', { timeout: 30_000 })
  }
}

const notice = (page: Page) => page.getByRole('note').filter({ hasText: 'Changed on several devices' })
const inbox = (page: Page) => page.getByRole('dialog', { name: 'Conflicts' })
const sidesOf = (page: Page, field: string) =>
  inbox(page).getByRole('list', { name: field }).getByRole('listitem')

test('N6 N7 a title that two devices wrote apart: both see both, one decides, and undo asks again', async ({
  world
}) => {
  const pair = await openPair(world, 'Papers')
  const { desk, phone } = pair
  await part(pair)
  await desk.notes.fill('Title', 'Tax 2026')
  await phone.notes.fill('Title', 'Taxes')
  await meet(pair)
  for (const { page, notes } of [desk, phone]) {
    await expect(notice(page)).toBeVisible()
    await expect(page.getByRole('button', { name: '1 conflict' })).toBeVisible()
    // The later one meanwhile, in the list as in the note.
    await expect(notes.field('Title')).toHaveValue('Taxes')
    await expect(page.getByRole('option', { name: 'Taxes' })).toBeVisible()
  }

  await notice(desk.page).getByRole('button', { name: 'Compare' }).click()
  await expect(sidesOf(desk.page, 'Title')).toHaveText([
    /Tax 2026.*This device/,
    /Taxes.*Chrome on Android.*Shown now/
  ])
  await inbox(desk.page).getByRole('button', { name: 'Keep this one: “Tax 2026” as title' }).click()
  await expect(inbox(desk.page)).toContainText('No conflicts')
  await expect(notice(phone.page)).toBeHidden()
  await expect(phone.notes.field('Title')).toHaveValue('Tax 2026')
  await expect(phone.page.getByRole('option', { name: 'Tax 2026' })).toBeVisible()

  await inbox(desk.page).getByRole('button', { name: 'Undo' }).click()
  for (const { page, notes } of [desk, phone]) {
    await expect(notice(page)).toBeAttached()
    await expect(notes.field('Title')).toHaveValue('Taxes')
  }
  await expect(sidesOf(desk.page, 'Title')).toHaveText([/Tax 2026/, /Taxes/])

  // And by the other one, with other words, by keyboard alone; nothing is open of the note there.
  await phone.notes.go('/')
  await phone.page.getByRole('button', { name: '1 conflict' }).press('Enter')
  await inbox(phone.page).getByRole('button', { name: 'Write another title for Taxes' }).press('Enter')
  await phone.page.keyboard.type('Tax papers')
  await phone.page.keyboard.press('Enter')
  await expect(inbox(phone.page)).toContainText('No conflicts')
  await expect(inbox(desk.page)).toContainText('No conflicts')
  await expect(desk.notes.field('Title')).toHaveValue('Tax papers')
})

test('N6 N7 of two due dates the office’s counts, and a person may say otherwise', async ({ world }) => {
  const pair = await openPair(world, 'Papers')
  const { desk, phone } = pair
  await part(pair)
  await desk.notes.fill('Due date', '2031-12-01')
  await desk.notes.fill('Folder', 'Office')
  await phone.notes.fill('Due date', '2031-12-24')
  await phone.notes.fill('Folder', 'Home')
  await meet(pair)
  for (const { page, notes } of [desk, phone]) {
    await expect(notes.field('Due date')).toHaveValue('2031-12-01')
    await expect(notes.field('Folder')).toHaveValue('Home')
    await expect(page.getByRole('option', { name: 'Papers' })).toContainText('Home · Due 1 Dec 2031')
  }
  await phone.page.getByRole('button', { name: '2 conflicts' }).click()
  await expect(sidesOf(phone.page, 'Due date')).toHaveText([
    /1 Dec 2031.*Chrome on Linux.*Shown now/,
    /24 Dec 2031.*This device/
  ])
  await inbox(phone.page).getByRole('button', { name: 'Keep this one: “24 Dec 2031” as due date' }).click()
  await expect(inbox(phone.page).getByRole('list', { name: 'Due date' })).toBeHidden()
  await expect(desk.notes.field('Due date')).toHaveValue('2031-12-24')
  await expect(sidesOf(phone.page, 'Folder')).toHaveCount(2)
})

test('N6 a field that is being written leaves what came meanwhile beside it, and Escape leaves all', async ({
  world
}) => {
  const { desk, phone } = await openPair(world, 'Papers')
  const title = desk.notes.field('Title')
  await desk.notes.fill('Title', 'Tax')
  await expect(phone.notes.field('Title')).toHaveValue('Tax')

  await title.focus()
  await desk.page.keyboard.type(' and more')
  await desk.page.keyboard.press('Escape')
  await expect(title).toHaveValue('Tax')
  await desk.page.keyboard.press('End')
  await desk.page.keyboard.type(' 2026')
  await phone.notes.fill('Title', 'Taxes')
  await expect(desk.page.getByRole('option', { name: 'Taxes' })).toBeVisible()
  await expect(title).toHaveValue('Tax 2026')
  await desk.page.keyboard.press('Enter')
  await expect(desk.notes.editor).toBeFocused()
  for (const { page } of [desk, phone]) await expect(notice(page)).toBeVisible()
})

test('N6 a note may be its title alone, and a field is kept when its note is left by a key', async ({
  world
}) => {
  const { desk, phone } = await openPair(world, 'Papers')
  const { page, notes } = desk
  await page.keyboard.press('Alt+n')
  await expect(notes.editor).toBeFocused()
  await notes.field('Title').focus()
  await page.keyboard.type('Empty but named')
  await page.keyboard.press('Alt+n')
  await expect(notes.field('Title')).toHaveValue('')
  await expect(phone.page.getByRole('option', { name: 'Empty but named' })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`N2 axe finds nothing in a note with fields, nor in the list of conflicts, ${colorScheme}`, async ({
    world
  }) => {
    const pair = await openPair(world, 'Papers')
    const { desk, phone } = pair
    // Still colours: half faded in, a text has less contrast.
    await desk.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const findings = async (): Promise<string[]> => {
      const { violations } = await new AxeBuilder({ page: desk.page }).analyze()
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(' ')}`))
    }
    await desk.page.getByRole('button', { name: 'Menu', exact: true }).click()
    await desk.page.getByRole('menuitem', { name: 'Conflicts' }).click()
    await expect(inbox(desk.page)).toContainText('No conflicts')
    expect(await findings()).toEqual([])
    await desk.page.keyboard.press('Escape')
    await part(pair)
    await desk.notes.fill('Title', 'Tax 2026')
    await desk.notes.fill('Due date', '2031-12-01')
    await phone.notes.fill('Title', 'Taxes')
    await phone.notes.fill('Due date', '2031-12-24')
    await meet(pair)
    await expect(notice(desk.page)).toBeVisible()
    expect(await findings()).toEqual([])
    await notice(desk.page).getByRole('button', { name: 'Compare' }).click()
    await inbox(desk.page).getByRole('button', { name: 'Write another title for Taxes' }).click()
    expect(await findings()).toEqual([])
    await inbox(desk.page).getByRole('button', { name: 'Keep this one: “Tax 2026” as title' }).click()
    await expect(inbox(desk.page).getByRole('button', { name: 'Undo' })).toBeVisible()
    expect(await findings()).toEqual([])
  })
}
