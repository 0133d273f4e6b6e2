import * as v from 'valibot'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { defineDocument } from './define-document.js'
import { change } from './evolution/steps.js'
import {
  counter,
  type Field,
  type Fields,
  group,
  list,
  mapKey,
  order,
  records,
  register,
  richText,
  set,
  text
} from './fields/field.js'
import type { HandlesOf, ValuesOf } from './fields/field-types.js'
import type { AwarenessLike, PresentOther } from './presence.js'
import { bindPresence } from './presence.js'
import { latest, manual, rule } from './strategies.js'
import { createReplica } from './testing/replicas.js'

const fields = {
  body: text(),
  page: richText(),
  title: register(z.string()),
  named: register(v.string(), { default: 'nobody' }),
  kind: register(z.enum(['a', 'b']), { strategy: manual(), default: 'a' }),
  maybe: register(v.nullable(v.number())),
  shape: register(z.object({ x: z.number(), y: z.number().optional() }), { strategy: latest() }),
  any: register(z.json()),
  due: register(v.number(), { strategy: rule((sides) => sides[0]?.value) }),
  tags: set(z.string()),
  points: set(v.object({ x: v.number() })),
  steps: order(z.union([z.string(), z.number()])),
  log: list(v.boolean()),
  likes: counter(),
  created: mapKey('meta', 'created', z.number()),
  address: group({
    street: register(z.string()),
    geo: group({ at: register(v.tuple([v.number(), v.number()])) })
  }),
  items: records({
    name: register(z.string()),
    done: register(z.boolean(), { default: false }),
    note: text(),
    count: counter()
  })
} as const

const sheet = defineDocument({ name: 'sheet', version: 1, fields })

/** Compiled, and never run: what is in it would be refused. */
const compiled = (_work: () => void): void => undefined

describe('types', () => {
  it('V1 values are what their validators give, and a default takes undefined away', () => {
    type Values = ValuesOf<typeof fields>
    expectTypeOf<Values['body']>().toEqualTypeOf<string>()
    expectTypeOf<Values['page']>().toEqualTypeOf<string>()
    expectTypeOf<Values['title']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<Values['named']>().toEqualTypeOf<string>()
    expectTypeOf<Values['kind']>().toEqualTypeOf<'a' | 'b'>()
    expectTypeOf<Values['maybe']>().toEqualTypeOf<number | null | undefined>()
    expectTypeOf<Values['shape']>().toEqualTypeOf<{ x: number; y?: number | undefined } | undefined>()
    expectTypeOf<Values['due']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<Values['tags']>().toEqualTypeOf<readonly string[]>()
    expectTypeOf<Values['points']>().toEqualTypeOf<readonly { x: number }[]>()
    expectTypeOf<Values['steps']>().toEqualTypeOf<readonly (string | number)[]>()
    expectTypeOf<Values['log']>().toEqualTypeOf<readonly boolean[]>()
    expectTypeOf<Values['likes']>().toEqualTypeOf<number>()
    expectTypeOf<Values['created']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<Values['address']['street']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<Values['address']['geo']['at']>().toEqualTypeOf<[number, number] | undefined>()
    expectTypeOf<Values['items'][number]['id']>().toEqualTypeOf<string>()
    expectTypeOf<Values['items'][number]['name']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<Values['items'][number]['done']>().toEqualTypeOf<boolean>()
    expectTypeOf<Values['items'][number]['note']>().toEqualTypeOf<string>()
    expectTypeOf<ReturnType<typeof sheet.read>['values']>().toEqualTypeOf<Values>()
  })

  it('V1 handles take and give what their fields hold', () => {
    type Handles = HandlesOf<typeof fields>
    expectTypeOf<Handles['title']['get']>().returns.toEqualTypeOf<string | undefined>()
    expectTypeOf<Handles['named']['get']>().returns.toEqualTypeOf<string>()
    expectTypeOf<Handles['title']['set']>().parameter(0).toEqualTypeOf<string>()
    expectTypeOf<Handles['kind']['sides']>()
      .returns.items.toHaveProperty('value')
      .toEqualTypeOf<'a' | 'b' | undefined>()
    expectTypeOf<Handles['tags']['add']>().parameter(0).toEqualTypeOf<string>()
    expectTypeOf<ReturnType<Handles['log']['values']>>().toEqualTypeOf<readonly boolean[]>()
    expectTypeOf<Handles['steps']['put']>().parameter(0).toEqualTypeOf<string | number>()
    expectTypeOf<Handles['address']['geo']['at']['set']>().parameter(0).toEqualTypeOf<[number, number]>()
    expectTypeOf<
      NonNullable<ReturnType<Handles['items']['get']>>['done']['get']
    >().returns.toEqualTypeOf<boolean>()
    expectTypeOf<NonNullable<Parameters<Handles['items']['create']>[0]>>().toEqualTypeOf<
      Partial<{ readonly name: string; readonly done: boolean }>
    >()
  })

  it('V1 misuse of a document does not compile', () => {
    const { document } = createReplica(sheet, 'ana')
    compiled(() => {
      const { fields: handles } = document
      // @ts-expect-error a value of another type
      handles.title.set(5)
      // @ts-expect-error undefined is no value: `clear` takes one away
      handles.title.set(undefined)
      // @ts-expect-error a value that is none of the enumeration
      handles.kind.set('c')
      // @ts-expect-error a field that is not there
      handles.other.get()
      // @ts-expect-error a member of another type
      handles.tags.add(5)
      // @ts-expect-error a member of another shape
      handles.points.add({ y: 1 })
      // @ts-expect-error a value of another type in a list
      handles.log.push('x')
      // @ts-expect-error a text that is no text
      handles.body.insert(0, 5)
      // @ts-expect-error a counter counts whole numbers
      handles.likes.add('1')
      // @ts-expect-error a counter is not set
      handles.likes.set(5)
      // @ts-expect-error a record without such a field
      handles.items.create({ other: 1 })
      // @ts-expect-error a record’s text is no register
      handles.items.create({ note: 'x' })
      // @ts-expect-error a record may not be there
      handles.items.get('one').name
      // @ts-expect-error values are read alone
      document.values().title = 'x'
      // @ts-expect-error a choice is a side or a value
      document.settle({ path: [], sides: [] }, {})
      // @ts-expect-error who writes has to be said
      sheet.bind(document.ydoc, {})
    })
    expect(document.values().named).toBe('nobody')
  })

  it('V1 misuse of a definition does not compile', () => {
    compiled(() => {
      // @ts-expect-error a document holds no dates
      register(z.date())
      // @ts-expect-error nor maps
      register(v.map(v.string(), v.string()))
      // @ts-expect-error nor sets
      set(z.set(z.string()))
      // @ts-expect-error nor whole numbers without bounds
      list(v.bigint())
      // @ts-expect-error nor functions
      order(z.object({ a: z.function() }))
      // @ts-expect-error nor a date somewhere in a value
      register(z.object({ deep: z.array(z.object({ at: z.date() })) }))
      // @ts-expect-error nor what nothing is known of
      register(z.unknown())
      // @ts-expect-error nor what may be undefined: `clear` says that
      register(z.string().optional())
      // @ts-expect-error nor dates under a key of a map
      mapKey('meta', 'at', z.date())
      // @ts-expect-error a default of another type
      register(z.string(), { default: 5 })
      // @ts-expect-error a default that is none of the enumeration
      register(v.picklist(['a', 'b']), { default: 'c' })
      // @ts-expect-error a rule that gives another type
      register(z.string(), { strategy: rule(() => 5) })
      // @ts-expect-error a rule over sides of another type
      register(z.string(), { strategy: rule<number>((sides) => sides[0]?.value) })
      // @ts-expect-error a strategy that is none
      register(z.string(), { strategy: 'latest' })
      // @ts-expect-error records in records
      records({ inner: records({ name: register(z.string()) }) })
      // @ts-expect-error a group in records
      records({ inner: group({ name: register(z.string()) }) })
      // @ts-expect-error a key of a map in records
      records({ inner: mapKey('meta', 'a', z.string()) })
      // @ts-expect-error a field that is none
      group({ name: z.string() })
      // @ts-expect-error a validator that is none
      register((value: unknown) => typeof value === 'string')
      // @ts-expect-error a definition without a version
      defineDocument({ name: 'x', fields: {} })
      // @ts-expect-error back to another type than it came from
      change('a', { forward: (old: string) => old.length, backward: (now: number) => now })
      // @ts-expect-error back from another type than it came to
      change('a', { forward: (old: string) => old.length, backward: (now: string) => now })
      // @ts-expect-error a change into what a document does not hold
      change('a', { forward: (old: string) => new Date(old) })
    })
    expectTypeOf<typeof fields>().toExtend<Fields>()
    expectTypeOf<(typeof fields)['items']>().toExtend<Field>()
  })

  it('V12 presence is what its validators give', () => {
    compiled(() => {
      const awareness = {} as AwarenessLike
      const presence = bindPresence(awareness, { cursor: z.object({ at: z.number() }), name: v.string() })
      expectTypeOf(presence.own.get()).toEqualTypeOf<{
        readonly cursor?: { at: number }
        readonly name?: string
      }>()
      expectTypeOf(presence.others.get()).items.toExtend<
        PresentOther<{ cursor: z.ZodObject<{ at: z.ZodNumber }> }>
      >()
      presence.show('cursor', { at: 1 })
      presence.show('cursor', null)
      // @ts-expect-error a value of another type
      presence.show('cursor', { at: 'x' })
      // @ts-expect-error a field that is not there
      presence.show('other', 1)
      // @ts-expect-error undefined is no value: null takes one back
      presence.show('name', undefined)
    })
  })
})
