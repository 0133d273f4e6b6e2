// Devices and guests of a few spaces that write all the time, of whom some leave and come back; and what they wrote.

import type { Scope } from '@weft/base'
import type { SeededRandom } from '@weft/base/testing'
import * as Y from 'yjs'
import type { Client, Place } from '../clients/client.js'
import { applyMessages } from '../clients/contents.js'
import { openClient } from '../clients/open-client.js'
import { NotWhatWasSent } from '../clients/readers.js'
import { nothing } from '../clients/sync-messages.js'
import { words } from '../documents/many-notes.js'
import type { Dialect } from '../servers/server.js'
import { passed } from './scenario.js'

const spaces = 4
const documentsOfSpace = 25
/** In each space. Devices that write stay; readers and guests come and go. */
const members = { writers: 5, readers: 5, 'yjs guests': 3, 'hocuspocus guests': 3 } as const
const writeEveryMs = 1_000
/** One of all that come and go does, in turn. */
const returnEveryMs = 1_000
const patienceMs = 30_000

export interface MixedLoad {
  /** Resolves when the time is over and everybody is connected. */
  work(durationMs: number): Promise<void>
  /** Rejects with NotWhatWasSent unless a device that is new finds exactly what was written. */
  expectAll(scope: Scope): Promise<void>
  done(): { readonly edits: number; readonly returns: number }
}

/** Whoever writes does so in texts of its own name, so that what must be there is known without merging. */
interface Writing {
  readonly space: string
  readonly document: string
  readonly name: string
  readonly ydoc: Y.Doc
}

export async function openMixedLoad(scope: Scope, url: string, random: SeededRandom): Promise<MixedLoad> {
  const written = new Map<string, Writing>()
  const steps: (() => void)[] = []
  const comeBacks: (() => Promise<void>)[] = []
  const count = { edits: 0, returns: 0 }

  const writingOf = (space: string, document: string, name: string): Writing => {
    const key = `${space} ${document} ${name}`
    const known = written.get(key) ?? { space, document, name, ydoc: new Y.Doc() }
    written.set(key, known)
    return known
  }
  const write = (client: Client, writing: Writing): void => {
    client.send([edit(writing, random)], writing.document)
    count.edits++
  }

  for (let number = 0; number < spaces; number++) {
    const space = `space-${number}`
    const base = { scope, url, space }
    for (let index = 0; index < members.writers; index++) {
      const name = `writer-${number}-${index}`
      const client = await openClient('weft', { ...base, document: '', name })
      steps.push(() => write(client, writingOf(space, documentOf(random.below(documentsOfSpace)), name)))
    }
    for (let index = 0; index < members.readers; index++) {
      const options = { ...base, document: '', name: `reader-${number}-${index}` }
      let client = await openClient('weft', options)
      comeBacks.push(async () => {
        client.close()
        const place = client.place as Place
        client = await openClient('weft', { ...options, back: { state: nothing, place } })
      })
    }
    for (const dialect of ['yjs', 'hocuspocus'] as const) {
      for (let index = 0; index < members[`${dialect} guests`]; index++) {
        const guest = await openGuest(dialect, {
          ...{ ...base, document: documentOf(index), name: `${dialect}-${number}-${index}` },
          writing: writingOf(space, documentOf(index), `${dialect}-${index}`)
        })
        steps.push(() => guest.whenHere((client) => write(client, guest.writing)))
        comeBacks.push(guest.comeBack)
      }
    }
  }

  return {
    work: async (durationMs) => {
      const until = performance.now() + durationMs
      await Promise.all([
        inTurns(until, writeEveryMs, steps),
        inTurns(until, returnEveryMs * comeBacks.length, comeBacks, () => count.returns++)
      ])
    },
    expectAll: async (newScope) => {
      for (let number = 0; number < spaces; number++) {
        const space = `space-${number}`
        const expected = [...written.values()].filter((writing) => writing.space === space)
        await expectTexts(newScope, url, space, expected)
      }
    },
    done: () => count
  }
}

const documentOf = (index: number): string => `n/${index}`

/** A guest tells all that it has when it comes back, so what was on its way when it left is not lost. */
async function openGuest(
  dialect: Dialect,
  options: { scope: Scope; url: string; space: string; document: string; name: string; writing: Writing }
) {
  const { writing } = options
  let client: Client | undefined = await openClient(dialect, options)
  return {
    writing,
    whenHere: (act: (client: Client) => void): void => {
      if (client) act(client)
    },
    comeBack: async (): Promise<void> => {
      client?.close()
      client = undefined
      const state = Y.encodeStateAsUpdate(writing.ydoc)
      client = await openClient(dialect, { ...options, back: { state, place: undefined } })
    }
  }
}

/** Every step once in each period, spread over it, one after the other. */
async function inTurns(
  until: number,
  periodMs: number,
  steps: readonly (() => void | Promise<void>)[],
  onStep?: () => void
): Promise<void> {
  let due = performance.now()
  for (let turn = 0; due < until; turn++) {
    await steps[turn % steps.length]?.()
    onStep?.()
    due += periodMs / steps.length
    await passed(Math.max(0, due - performance.now()))
  }
}

/** A word at the end, or now and then the last ones away. */
function edit({ ydoc, name }: Writing, random: SeededRandom): Uint8Array {
  const text = ydoc.getText(name)
  const updates: Uint8Array[] = []
  const keep = (update: Uint8Array): void => void updates.push(update)
  ydoc.on('update', keep)
  if (text.length > 20 && random.chance(0.25)) text.delete(text.length - 8, 8)
  else text.insert(text.length, words(random.below(1_000), 6))
  ydoc.off('update', keep)
  return updates[0] as Uint8Array
}

async function expectTexts(
  scope: Scope,
  url: string,
  space: string,
  expected: readonly Writing[]
): Promise<void> {
  const messages: Buffer[] = []
  const onContent = (message: Buffer): void => void messages.push(message)
  await openClient('weft', { ...{ scope, url, space, onContent }, document: '', name: `looker-${space}` })
  const found = new Map<string, Y.Doc>()
  const wrong = (): Writing | undefined =>
    expected.find(
      ({ document, name, ydoc }) =>
        found.get(document)?.getText(name).toString() !== ydoc.getText(name).toString()
    )
  for (const end = performance.now() + patienceMs; performance.now() < end; ) {
    const came = messages.splice(0)
    for (const document of new Set(expected.map((one) => one.document))) {
      const ydoc = found.get(document) ?? new Y.Doc()
      found.set(document, ydoc)
      applyMessages(ydoc, 'weft', document, came)
    }
    if (!wrong()) return
    await passed(100)
  }
  const { document = '', name = '' } = wrong() ?? {}
  throw new NotWhatWasSent(`what ${name} wrote in ${document} of ${space} is not what is there`)
}
