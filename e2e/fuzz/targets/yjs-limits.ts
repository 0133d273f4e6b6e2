// What Yjs is known to do with updates that a guard which reads headers alone cannot tell from others.

import * as Y from 'yjs'
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

/**
 * Yjs 13.6.33 cuts a text where an item points into it, and writes U+FFFD over both halves of a pair there, even when
 * it has that item and drops it. So two documents that hold the same can differ in a pair (README of yjs-guard). This
 * makes them agree: each pair is cut.
 */
export function cutAllPairs(doc: Y.Doc): void {
  for (const structs of doc.store.clients.values()) {
    for (const struct of structs) {
      if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue
      struct.content.str = struct.content.str.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '\ufffd\ufffd')
    }
  }
}
