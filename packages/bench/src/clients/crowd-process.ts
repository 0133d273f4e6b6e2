// A process of people who are present: they say their states, and of what they are told they count the bytes.
//
// Started with its options as JSON. A line on its standard input is a request, and one on its output the answer.

import { createInterface } from 'node:readline'
import { inGroups } from '../run/in-groups.js'
import type { CrowdOptions, CrowdRequest } from './crowd.js'
import { openPerson } from './person.js'
import { type Said, sayInTurn } from './say-in-turn.js'

const { first, count, all, atOnce, ...where } = JSON.parse(process.argv[2] ?? '') as CrowdOptions
const tell = (word: object): void => void process.stdout.write(`${JSON.stringify(word)}\n`)

const people = await inGroups(count, atOnce, (index) =>
  openPerson({ ...where, name: `person-${first + index}` })
)
let said: Said | undefined

createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line) as CrowdRequest
  if (request.kind === 'say') {
    said = sayInTurn({ first, all, people }, request.from, request.turns)
    void said.over.then(() => tell({ kind: 'said', at: said?.at }))
  } else {
    let bytes = 0
    for (const person of people) bytes += person.bytes().in + person.bytes().out
    tell({ kind: 'bytes', bytes })
  }
})
tell({ kind: 'open' })
