// A trace takes the place of what is made up, whole or its beginning.

import { createScope } from '@weft/base'
import { expect, it } from 'vitest'
import { generateTrace } from '../documents/generate-trace.js'
import { documentOf, replayTrace } from '../documents/replay-trace.js'
import { endMark } from '../documents/typing.js'
import type { ServerKind } from '../servers/server.js'
import { largeDocument, typedText } from './large-document.js'
import type { World } from './scenario.js'

const replay = replayTrace(generateTrace(300))
const world = (scale: number, given = true): World => ({
  ...{ server: {} as ServerKind, scope: createScope(), folder: '', scale, times: {}, say: () => undefined },
  replay: given ? replay : undefined
})
const textOf = (...updates: Uint8Array[]): string => documentOf(updates).getText('text').toString()

it('M4 the large document is the trace, or what was typed of it first', () => {
  expect(largeDocument(world(1), 1_000)).toEqual(replay)
  const begun = largeDocument(world(0.1), 1_000)
  expect(begun.text).toBe(textOf(...replay.updates.slice(0, 30)))
  expect(textOf(begun.state)).toBe(begun.text)
  expect(largeDocument(world(0.1, false), 1_000).text).not.toBe(begun.text)
})

it('M4 keystrokes are those of the trace, and the end mark comes last', () => {
  const { updates, text } = typedText(world(1), 200, 1)
  expect(updates.slice(0, -1)).toEqual(replay.updates.slice(0, 199))
  expect(textOf(...updates)).toBe(text)
  expect(text).toBe(`${textOf(...replay.updates.slice(0, 199))}${endMark}`)
  // It has no more.
  expect(typedText(world(1), 2_000, 1).updates).toHaveLength(301)
})
