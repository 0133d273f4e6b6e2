// All rows of a space's devices, page by page: appends that wait go in between.

import type { DeviceRow } from '@weft/protocol'
import type { DevicesPage } from './messages.js'

export async function allRows(ask: (after: number) => Promise<DevicesPage>): Promise<DeviceRow[]> {
  const rows: DeviceRow[] = []
  for (let after: number | null = 0; after !== null; ) {
    const page: DevicesPage = await ask(after)
    rows.push(...page.rows)
    after = page.next
  }
  return rows
}
