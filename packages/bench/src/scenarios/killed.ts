// SIGKILL right after updates were acknowledged, or seen by a reader where the server has no such word: what is lost.

import * as Y from 'yjs'
import { applyMessages } from '../clients/contents.js'
import { openClient } from '../clients/open-client.js'
import { endMark, typeText } from '../documents/typing.js'
import type { Dialect } from '../servers/server.js'
import { passed, type Scenario, scaled, type World } from './scenario.js'

const document = 'n/shared'
const client = 1

function killed(name: string, title: string, count: number, everyMs: number): Scenario {
  return {
    name,
    title,
    figures: {
      told: { unit: 'told of', better: 'more', digits: 0 },
      lost: { unit: 'of these lost', better: 'less', digits: 0 }
    },
    suits: ({ stores }) => stores,
    run: (world) => lose(world, scaled(count, world), everyMs)
  }
}

export const killedBurst = killed(
  'killed-burst',
  'SIGKILL just after 2,000 keystrokes in a burst were acknowledged',
  2_000,
  0
)
export const killedPaced = killed('killed-paced', 'the same, 1,000 keystrokes over 10 s', 1_000, 10)

async function lose(world: World, count: number, everyMs: number): Promise<Record<string, number>> {
  const { server, scope, folder } = world
  const { dialect } = server
  const { updates } = typeText(count, client)
  const first = await server.start(scope, folder)
  const onClosed = (): void => undefined
  const base = { url: first.url, document, onClosed }
  await new Promise<void>((resolve, reject) => {
    const mark = Buffer.from(endMark)
    const onContent = (message: Buffer): void => {
      if (!hasWord(server) && message.includes(mark)) resolve()
    }
    const onStored = (stored: number): void => {
      if (stored >= count) resolve()
    }
    const write = async (): Promise<void> => {
      await openClient(dialect, { ...base, name: 'reader', onContent })
      const writer = await openClient(dialect, { ...base, name: 'writer', onStored })
      if (everyMs === 0) writer.send(updates)
      else {
        for (const update of updates) {
          writer.send([update])
          await passed(everyMs)
        }
      }
    }
    write().catch(reject)
  })
  await first.kill()
  const again = await server.start(scope, folder)
  const found: Buffer[] = []
  const onContent = (message: Buffer): void => void found.push(message)
  await openClient(dialect, { scope, url: again.url, document, name: 'fresh', onContent })
  // Some say that all is there before they have loaded it.
  await passed(2_000)
  return { told: count, lost: count - countKept(dialect, found, count) }
}

/** The reference server never says that anything is stored. */
const hasWord = ({ dialect }: World['server']): boolean => dialect !== 'yjs'

/** Each update is one character of one client, but for the last. */
function countKept(dialect: Dialect, found: readonly Buffer[], count: number): number {
  const ydoc = new Y.Doc()
  applyMessages(ydoc, dialect, document, found)
  const clock = Y.getState(ydoc.store, client)
  return Math.min(clock, count - 1) + (clock >= count - 1 + endMark.length ? 1 : 0)
}
