// A document with every kind of field, and input that a compiler would not let through.

import * as v from 'valibot'
import * as z from 'zod'
import { defineDocument } from '../define-document.js'
import { counter, group, list, mapKey, order, records, register, set, text } from '../fields/field.js'
import { createReplica } from './replicas.js'

/** As a program that is not checked by the compiler would call. */
// biome-ignore lint/suspicious/noExplicitAny: bad input is what these tests are about.
export const wrong = (value: unknown): any => value

const promised = z.string().refine(async () => true)
const shouting = z.string().transform((value) => value.length)
const throwing = v.pipe(
  v.string(),
  v.check(() => {
    throw new RangeError('the validator broke')
  })
)

export const sheet = defineDocument({
  name: 'sheet',
  version: 1,
  fields: {
    body: text(),
    any: register(z.json()),
    unchecked: register(wrong(z.any()) as z.ZodString),
    loose: register(z.object({ a: z.number(), b: z.json().optional() })),
    title: register(z.string()),
    maybe: register(z.string().nullable(), { default: 'nobody' }),
    async: register(promised),
    length: register(shouting),
    broken: register(throwing),
    tags: set(z.string()),
    things: set(z.json()),
    log: list(v.number()),
    steps: order(z.string()),
    likes: counter(),
    address: group({ street: register(z.string()) }),
    items: records({ name: register(z.string()), note: text(), count: counter() }),
    created: mapKey('meta', 'created', z.number())
  }
})

export const bound = () => createReplica(sheet, 'ana')
export type Sheet = ReturnType<typeof bound>

export const deep = (levels: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < levels; level++) value = [value]
  return value
}

export const withProto = JSON.parse('{"__proto__":{"admin":true}}') as unknown
