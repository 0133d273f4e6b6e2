// Time as a page lives it: a machine that is busy with other work lengthens it together with what the page waits for.

import type { Page } from '@playwright/test'

/** Starts to count in the page; resolves once it does. Gives how many tenths of a second the page lived since then. */
export async function countTenths(page: Page): Promise<() => Promise<number>> {
  const count = await page.evaluateHandle(() => {
    const lived = { tenths: 0 }
    const wait = (): void => {
      setTimeout(() => {
        lived.tenths++
        wait()
      }, 100)
    }
    wait()
    return lived
  })
  return () => count.evaluate((lived) => lived.tenths)
}
