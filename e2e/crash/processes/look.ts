// Looks for what typists showed as sent, when they and their stores are gone.

import type { Scope } from '@weft/base'
import { expect } from 'vitest'
import { openNodeDevice } from '../../lib/node-device.js'
import type { Tally } from '../../lib/tally.js'
import { expectedTokens, type Typist, tokensOf } from './typist.js'

/** What a typist was shown while it lived. */
export type Shown = Pick<Typist, 'name' | 'documents' | 'relayed'>

/** Whole, in order, nothing twice; what was sent and not shown as such may be there as well. */
export function expectShown(
  typists: readonly Shown[],
  textOf: (document: string) => string,
  where: string
): void {
  for (const { name, documents, relayed } of typists) {
    for (const [index, document] of documents.entries()) {
      const found = tokensOf(name, textOf(document))
      const shown = expectedTokens(index, documents.length, relayed.get(document) ?? -1)
      expect(found.slice(0, shown.length), `${where}: ${document} of ${name}`).toEqual(shown)
      expect(found, where).toEqual(expectedTokens(index, documents.length, found.at(-1) ?? -1))
    }
  }
}

/** As a device sees it that never was there. Resolves with the least of the last tokens that were shown as sent. */
export async function lookFresh(
  scope: Scope,
  url: string,
  typists: readonly Shown[],
  where: string,
  tally: Tally
): Promise<number> {
  const fresh = await openNodeDevice(scope, { url, name: 'Fresh' })
  // Devices that are gone for good are never up to date, but this one is.
  await fresh.settled()
  const texts = new Map<string, string>()
  for (const document of typists.flatMap(({ documents }) => documents)) {
    texts.set(document, await fresh.read(document))
  }
  expectShown(typists, (document) => texts.get(document) ?? '', where)
  const shown = typists.flatMap(({ documents, relayed }) =>
    documents.map((document, index) => ({ index, of: documents.length, last: relayed.get(document) ?? -1 }))
  )
  for (const { index, of, last } of shown) tally.receipts += expectedTokens(index, of, last).length
  return Math.min(...shown.map(({ last }) => last))
}
