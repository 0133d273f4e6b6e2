import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { noteText } from './note.js'
import { summaryOf } from './summarise.js'
import { welcomeUpdate } from './welcome.js'

it('G5 the welcome note is the same bytes on every device, and those of the first release for ever', async () => {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(welcomeUpdate())))
  const hex = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  expect(hex).toBe('87f898aaacd777781ce578f78769a5941df4692a51282be2e32c79b49a6b66b9')
})

it('G6 two devices that both make the welcome note have one', () => {
  const [one, other] = [new Y.Doc(), new Y.Doc()]
  for (const ydoc of [one, other]) Y.applyUpdate(ydoc, welcomeUpdate())
  noteText(other).insert(0, 'Mine: ')
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other))
  const text = noteText(one).toString()
  expect(text.match(/# Welcome to Weft Notes/g)).toHaveLength(1)
  expect(text.startsWith('Mine: ')).toBe(true)
  expect(summaryOf(other)?.deleted).toBeNull()
})
