// The notes app for those who use no mouse, or a screen reader: every screen, and every action by key.

import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { test } from '../lib/world.js'

async function expectNoFindings(page: Page, screen: string): Promise<void> {
  // A transition in its middle has colours that nobody reads.
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getTiming().iterations !== Infinity)
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(
    violations.map(({ id, nodes }) => `${screen}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)
  ).toEqual([])
}

for (const theme of ['light', 'dark'] as const) {
  test(`N2 axe finds nothing on any screen (${theme})`, async ({ world }) => {
    const relay = await world.relay()
    const { notes, page } = await world.browser(relay.url)
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await expect(notes.chip).toContainText('Saved and sent')
    await expectNoFindings(page, 'welcome note')
    const path = await notes.write('# A note\n\n- [ ] with a task and **bold** text\n')
    await expectNoFindings(page, 'editor')
    await notes.search.fill('no such words')
    await expectNoFindings(page, 'search without results')
    await notes.search.fill('')
    await page.getByRole('button', { name: 'Menu' }).click()
    await expectNoFindings(page, 'menu')
    for (const [item, title] of [
      ['Add a device', /./],
      ['Sync log', 'Sync log'],
      ['Keyboard shortcuts', 'Keyboard shortcuts'],
      ['Devices and sync', 'Devices and sync']
    ] as const) {
      if (!(await page.getByRole('menuitem', { name: item }).isVisible())) {
        await page.getByRole('button', { name: 'Menu' }).click()
      }
      await page.getByRole('menuitem', { name: item }).click()
      await expect(page.getByRole('dialog', { name: title })).toBeVisible()
      await expectNoFindings(page, item)
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    }
    await notes.go('/n/not-on-this-device')
    await expect(page.getByRole('heading', { name: 'This note is not on this device' })).toBeVisible()
    await expectNoFindings(page, 'absent note')
    await notes.go(path)
    await page.getByRole('button', { name: 'This note' }).click()
    await page.getByRole('menuitem', { name: 'Delete note' }).click()
    await expectNoFindings(page, 'after a deletion')
    await notes.go(path)
    await expect(page.getByRole('button', { name: 'Restore note' })).toBeVisible()
    await expectNoFindings(page, 'deleted note')
    await page.setViewportSize({ width: 360, height: 700 })
    await expectNoFindings(page, 'phone, note')
    await notes.go('/')
    await expectNoFindings(page, 'phone, list')
    await relay.kill()
    await expect(notes.chip).toContainText('cannot reach relay')
    await notes.openSheet()
    await expectNoFindings(page, 'phone, sheet without a relay')
  })
}

test('N2 notes are written, found, opened, deleted and brought back by keys alone', async ({ world }) => {
  const relay = await world.relay()
  const { notes, page } = await world.browser(relay.url)
  await expect(notes.rows).toHaveCount(1)
  const { keyboard } = page
  await keyboard.press('Alt+n')
  await expect(notes.editor).toBeFocused()
  await keyboard.type('Apples')
  await keyboard.press('Alt+n')
  await expect.poll(notes.text).toBe('')
  await keyboard.type('Pears')
  await expect(notes.rows).toHaveCount(3)

  await keyboard.press('ControlOrMeta+k')
  await expect(notes.search).toBeFocused()
  await keyboard.type('appl')
  await expect(notes.rows).toHaveCount(1)
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await expect(notes.editor).toBeFocused()
  await expect.poll(notes.text).toBe('Apples')
  await keyboard.press('ControlOrMeta+End')
  await keyboard.type(' and pears')

  await keyboard.press('Escape')
  await expect(page.getByRole('listbox')).toBeFocused()
  await keyboard.press('Delete')
  await expect(page.getByText('Note deleted')).toBeVisible()
  await expect(notes.rows).toHaveCount(0)
  await keyboard.press('ControlOrMeta+z')
  await expect.poll(notes.text).toBe('Apples and pears')

  // To the chip, into the sheet and out of it, and the focus comes back.
  await expect(async () => {
    await keyboard.press('Tab')
    await expect(notes.chip).toBeFocused({ timeout: 50 })
  }).toPass()
  await keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Devices and sync' })).toBeVisible()
  await keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(notes.chip).toBeFocused()
})
