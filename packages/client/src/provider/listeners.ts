// Listeners by the name of what they listen for, as embedders add and remove them.

import { createEmitter } from '@weft/base'

export type Listener<Fact> = (fact: Fact) => void

export interface Listeners<Facts> {
  add<Name extends keyof Facts>(name: Name, listener: Listener<Facts[Name]>): void
  remove<Name extends keyof Facts>(name: Name, listener: Listener<Facts[Name]>): void
  /** One that throws does not keep the fact from the others. */
  tell<Name extends keyof Facts>(name: Name, fact: Facts[Name]): void
}

export function createListeners<Facts>(): Listeners<Facts> {
  const listenersByName = new Map<keyof Facts, Set<Listener<never>>>()
  return {
    add: (name, listener) => {
      const known = listenersByName.get(name) ?? new Set()
      listenersByName.set(name, known.add(listener as Listener<never>))
    },
    remove: (name, listener) => {
      listenersByName.get(name)?.delete(listener as Listener<never>)
    },
    tell: (name, fact) => {
      const emitter = createEmitter<typeof fact>()
      for (const listener of listenersByName.get(name) ?? []) {
        emitter.subscribe(listener as Listener<typeof fact>)
      }
      emitter.emit(fact)
    }
  }
}
