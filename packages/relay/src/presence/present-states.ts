// The states of everyone who is present in a space, by document and by who said them.

import type { Attendee } from './attendee.js'
import type { Change } from './telling.js'

export interface PresentStates {
  get(document: string, client: number): Change | undefined
  /** In place of what the client had in the document. */
  set(document: string, state: Change): void
  delete(document: string, client: number): void
  of(document: string): Iterable<Change>
  /** Each with its document. */
  saidBy(attendee: Attendee): readonly (readonly [string, Change])[]
  byDocument(): Iterable<readonly [string, Iterable<Change>]>
}

export function createPresentStates(): PresentStates {
  const documents = new Map<string, Map<number, Change>>()
  /** By state: its document. */
  const said = new Map<Attendee, Map<Change, string>>()

  const take = (document: string, client: number): void => {
    const state = documents.get(document)?.get(client)
    if (!state) return
    const ofOwner = said.get(state.owner)
    ofOwner?.delete(state)
    if (ofOwner?.size === 0) said.delete(state.owner)
  }

  return {
    get: (document, client) => documents.get(document)?.get(client),
    set: (document, state) => {
      take(document, state.client)
      const present = documents.get(document) ?? new Map<number, Change>()
      documents.set(document, present.set(state.client, state))
      const ofOwner = said.get(state.owner) ?? new Map<Change, string>()
      said.set(state.owner, ofOwner.set(state, document))
    },
    delete: (document, client) => {
      take(document, client)
      const present = documents.get(document)
      present?.delete(client)
      if (present?.size === 0) documents.delete(document)
    },
    of: (document) => documents.get(document)?.values() ?? [],
    saidBy: (attendee) => [...(said.get(attendee) ?? [])].map(([state, document]) => [document, state]),
    byDocument: () => [...documents].map(([document, present]) => [document, present.values()])
  }
}
