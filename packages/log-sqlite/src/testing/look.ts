// Everything that a log serves, as text by what was asked for, to compare two logs with; or the code of the error.

import { type Log, LogError, mergeDocument } from '@weft/relay/log'
import { fullSpaces, textOf } from '@weft/relay/testing'

export interface Look {
  /** By space: its epoch and horizon, `''` for one that is not listed. */
  readonly spaces: Map<string, string>
  /** By space: its entries, or a code. */
  readonly entries: Map<string, string>
  /** By space and document: its content as text, or a code. */
  readonly documents: Map<string, string>
}

export async function lookAt(log: Log, names: readonly string[] = []): Promise<Look> {
  const look: Look = { spaces: new Map(), entries: new Map(), documents: new Map() }
  for (const space of fullSpaces) {
    const head = (await log.spaces()).find((one) => one.space === space)
    look.spaces.set(space, head ? `${head.epoch} from ${head.horizon} to ${head.head.position}` : '')
    const answer = await orCode(() => log.read(space, head?.horizon ?? 0, 1e9))
    look.entries.set(space, typeof answer === 'string' ? answer : JSON.stringify(answer.entries))
    for (const document of [...(await documentsOf(log, space)), ...names]) {
      const stored = await orCode(() => log.readDocument(space, document))
      if (stored === undefined) continue
      const text = typeof stored === 'string' ? stored : contentOf(stored)
      look.documents.set(`${space} ${document}`, text)
    }
  }
  return look
}

function contentOf(
  stored: Parameters<typeof mergeDocument>[0] & { entries: readonly { kind: number }[] }
): string {
  const opaque = stored.entries.filter(({ kind }) => kind >= 128).length
  const hasContent = stored.snapshot !== null || opaque < stored.entries.length
  return `${hasContent ? textOf([mergeDocument(stored)]) : ''} and ${opaque} opaque`
}

async function documentsOf(log: Log, space: string): Promise<string[]> {
  const page = await orCode(() =>
    log.readDocuments({ space, since: 0, after: '', base: 1e9, limitBytes: 1e9 })
  )
  return typeof page === 'string' ? [] : page.documents.map(({ document }) => document)
}

async function orCode<T>(read: () => Promise<T>): Promise<T | string> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof LogError) return error.code
    throw error
  }
}
