// Throws of Yjs that are known and cannot be seen by a guard that reads headers alone.

import type { Report } from '../run/target.js'

/**
 * Yjs 13.6.33 throws when it collects a map of which one value spans several clocks and was cut in two (README of
 * yjs-guard, "What headers do not tell"). Anything else that is thrown is a violation.
 */
export function noteYjsThrow(error: unknown, report: Report): void {
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
  if (said.includes('Unexpected case') && said.includes('at Item.gc')) report.known('a map value cut in two')
  else report.broken(`Yjs threw on what the guard accepted: ${said}`)
}
