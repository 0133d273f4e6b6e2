// Makes candidates that no other load of a document makes.

import { type Random, randomId } from '@weft/base'
import { type Author, type Candidate, type Form, keyOf, writerOfId } from './candidate.js'
import { pathText } from './path.js'
import type { Stamp } from './stamp.js'

export interface CandidateSource {
  readonly author: Author
  next(seen: readonly Stamp[]): Stamp
  /** The candidate's time, put right where its clock was wrong. */
  right(candidate: Candidate): Stamp
}

export interface CandidateMaker {
  make(path: readonly string[], seen: readonly Candidate[], forms: readonly Form[]): Candidate
  /** The same value, author and time under a key and an id of its own. */
  again(path: readonly string[], candidate: Candidate): Candidate
  /** This load's name in keys. */
  readonly writer: string
}

/** 48 bits: two loads of one document that draw the same are one in 10^14. */
const writerLength = 8

export function createCandidateMaker(source: CandidateSource, random: Random): CandidateMaker {
  const writer = randomId(random, writerLength)
  let number = 0
  return {
    writer,
    make: (path, seen, forms) => ({
      ...source.author,
      ...source.next(seen),
      key: keyOf(pathText(path), writer),
      id: `${writer}.${++number}`,
      forms,
      replaces: replacedBy(seen, writer)
    }),
    again: (path, candidate) => {
      const other = randomId(random, writerLength)
      return { ...candidate, ...source.right(candidate), key: keyOf(pathText(path), other), id: `${other}.0` }
    }
  }
}

/** Beside what is replaced itself, this much is said of what that had replaced: undo elsewhere asks for it. */
const mostCarried = 4

function replacedBy(seen: readonly Candidate[], writer: string): readonly string[] {
  const own = seen.map(({ id }) => id)
  const writers = new Set([writer, ...own.map(writerOfId)])
  const carried: string[] = []
  for (const id of seen.flatMap(({ replaces }) => replaces)) {
    if (carried.length >= mostCarried || writers.has(writerOfId(id))) continue
    writers.add(writerOfId(id))
    carried.push(id)
  }
  return [...own, ...carried]
}
