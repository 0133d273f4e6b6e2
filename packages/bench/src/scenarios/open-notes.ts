// A server with a space of ten thousand notes, and the device that wrote them.

import type { ClientOptions } from '../clients/client.js'
import { openClient } from '../clients/open-client.js'
import { makeNote, type Note } from '../documents/many-notes.js'
import { passed, scaled, type World } from './scenario.js'

export interface Notes {
  /** For clients of that space. */
  readonly base: Omit<ClientOptions, 'name'>
  readonly notes: readonly Note[]
  readonly author: {
    send(updates: readonly Uint8Array[], document: string): void
    /** Resolves when so many updates, the notes' own counted, are stored. */
    stored(updates: number): Promise<void>
  }
}

/** Resolves when each note is stored, as one update. */
export async function openNotes(world: World, length: number): Promise<Notes> {
  const { server, scope, folder } = world
  const { url } = await server.start(scope, folder)
  const base = { scope, url, document: 'n/none' }
  let count = 0
  const onStored = (updates: number): void => {
    count = updates
  }
  const { send } = await openClient('weft', { ...base, name: 'author', onStored })
  const stored = async (updates: number): Promise<void> => {
    while (count < updates) await passed(5)
  }
  const notes = Array.from({ length: scaled(10_000, world, 'documents') }, (_, index) =>
    makeNote(index, length)
  )
  for (const { document, state } of notes) send([state], document)
  await stored(notes.length)
  return { base, notes, author: { send, stored } }
}
