// All that a relay can be asked of a log, answered: contents to compare, or the codes of errors.

import type { LogHere } from '@weft/log-sqlite/testing'
import type { Entry } from '@weft/protocol'
import { LogError, mergeDocument, type StoredDocument } from '@weft/relay/log'
import { textOf } from '@weft/relay/testing'

export interface Served {
  /** Answers by what was asked; an error's code begins with `error:`. */
  readonly answers: ReadonlyMap<string, string>
  /** By space: the position of its head, where the space can be opened. */
  readonly heads: ReadonlyMap<string, number>
}

/** `entries` names the spaces and documents to ask for. */
export async function serve(log: LogHere, entries: ReadonlyMap<string, readonly Entry[]>): Promise<Served> {
  const answers = new Map<string, string>()
  const heads = new Map<string, number>()
  const ask = async (name: string, read: () => Promise<string>): Promise<void> => {
    answers.set(name, await read().catch(codeOf))
  }
  const spaces = await log.spaces().catch(() => [])
  for (const [space, written] of entries) {
    const head = spaces.find((one) => one.space === space)
    if (head) heads.set(space, head.head.position)
    await ask(`${space} epoch`, async () => head?.epoch ?? 'error: not listed')
    await ask(`${space} entries`, async () => JSON.stringify(await readAll(log, space, head?.horizon ?? 0)))
    await ask(`${space} documents`, async () => {
      const query = { space, since: 0, after: '', base: 1e9, limitBytes: 1e9 }
      const { documents, done } = await log.readDocuments(query)
      return `${done} ${documents.map((one) => `${one.document}: ${contentOf(one)}`).join('\n')}`
    })
    for (const document of new Set(written.map((one) => one.document))) {
      await ask(`${space} document ${document}`, async () => {
        const stored = await log.readDocument(space, document)
        return stored ? contentOf(stored) : 'none'
      })
    }
    await ask(`${space} rows`, async () => JSON.stringify(await log.devices(space)))
  }
  return { answers, heads }
}

/** In pages, as it is served; `read` begins at the horizon. */
async function readAll(log: LogHere, space: string, horizon: number): Promise<Entry[]> {
  const entries: Entry[] = []
  for (let after = horizon; ; ) {
    const page = await log.read(space, after, 20_000)
    if (page.entries.length === 0) return entries
    entries.push(...page.entries)
    after = page.mark.position
  }
}

export function contentOf(stored: Pick<StoredDocument, 'snapshot' | 'entries'>): string {
  const opaque = stored.entries.filter(({ kind }) => kind >= 128).length
  const hasContent = stored.snapshot !== null || opaque < stored.entries.length
  return `${hasContent ? textOf([mergeDocument(stored)]) : ''} and ${opaque} opaque`
}

function codeOf(error: unknown): string {
  if (error instanceof LogError) return `error: ${error.code}`
  throw error
}
