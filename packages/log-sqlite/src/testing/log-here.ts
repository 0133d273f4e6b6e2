// A log without its threads, for rigs that open thousands of them: the engine itself, asked here.

import { join } from 'node:path'
import { defaultLogLimits, type Log } from '@weft/relay/log'
import { Engine } from '../engine/engine.js'
import { allRows } from '../thread/all-rows.js'
import type { Answer, ReadRequest } from '../thread/messages.js'
import { unpackDocuments, unpackEntries } from '../thread/pack.js'
import { fromPlainError } from '../thread/plain-error.js'

export type LogHere = Pick<
  Log,
  'greet' | 'read' | 'readDocuments' | 'readDocument' | 'devices' | 'spaces' | 'close'
>

/** Takes no lock of the folder. Throws and rejects with LogError. */
export function openLogHere(folder: string): LogHere {
  const engine = new Engine({ file: join(folder, 'weft.db'), limits: defaultLogLimits, maxBytes: null })
  const ask = async <T>(request: ReadRequest): Promise<T> => answered(engine.read({ id: 0, request }))
  return {
    greet: async (greeting) => {
      const request = { type: 'greet', greeting, epoch: `new-${greeting.hello.space}` } as const
      return answered(engine.write([{ id: 0, request }]).answers[0] as Answer)
    },
    read: async (space, after, limitBytes) => {
      const page = await ask<{ packed: Uint8Array }>({ type: 'read', space, after, limitBytes })
      return { ...page, entries: unpackEntries(page.packed) } as never
    },
    readDocuments: async (query) => {
      const page = await ask<{ packed: Uint8Array }>({ type: 'read-documents', query })
      return { ...page, documents: unpackDocuments(page.packed) } as never
    },
    readDocument: async (space, document) => {
      const { packed } = await ask<{ packed: Uint8Array }>({ type: 'read-document', space, document })
      return unpackDocuments(packed)[0]
    },
    devices: (space, device) => allRows((after) => ask({ type: 'devices', space, device, after })),
    spaces: () => ask({ type: 'spaces' }),
    close: async () => engine.close()
  }
}

function answered<T>(answer: Answer): T {
  if (!answer.ok) throw fromPlainError(answer.error)
  return answer.value as T
}
