import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineDocument } from './define-document.js'
import { add, change, moveInto, remove, rename, type Steps } from './evolution/steps.js'
import { counter, type Fields, group, list, mapKey, records, register, text } from './fields/field.js'

const word = () => register(z.string())
const turned = { forward: (old: string) => `${old}!`, backward: (now: string) => now.slice(0, -1) }

interface Case {
  readonly what: string
  readonly fields: Fields
  readonly version?: number
  readonly steps?: Steps
  readonly name?: string
  readonly oldestWriter?: number
}

const refused: readonly Case[] = [
  { what: 'an empty name', fields: {}, name: '' },
  { what: 'a name with a colon', fields: {}, name: 'a:b' },
  { what: 'version 0', fields: {}, version: 0 },
  { what: 'half a version', fields: {}, version: 1.5 },
  { what: 'a field with a point in its name', fields: { 'a.b': word() } },
  { what: 'a field __proto__', fields: JSON.parse('{"__proto__":{"kind":"counter"}}') as Fields },
  { what: 'a field that begins with a digit', fields: { '1a': word() } },
  { what: 'a record’s field of the name id', fields: { items: records({ id: word() }) } },
  {
    what: 'two fields over one root type',
    fields: { a: text({ root: 'x' }), b: list(z.number(), { root: 'x' }) }
  },
  { what: 'a text over a map that has a key', fields: { meta: text(), b: mapKey('meta', 'b', z.number()) } },
  {
    what: 'two fields over one key of a map',
    fields: { a: mapKey('m', 'k', z.number()), b: mapKey('m', 'k', z.string()) }
  },
  { what: 'a text over the candidates', fields: { weft: text() } },
  { what: 'a list over the candidates', fields: { a: list(z.number(), { root: 'weft' }) } },
  { what: 'a key among the candidates', fields: { a: mapKey('weft', 'schema:sheet:1', z.number()) } },
  { what: 'a root type __proto__', fields: { a: text({ root: '__proto__' }) } },
  { what: 'a key __proto__', fields: { a: mapKey('meta', '__proto__', z.number()) } },
  { what: 'a root type for a record’s text', fields: { items: records({ a: text({ root: 'x' }) }) } },
  {
    what: 'a key of a map in records',
    fields: { items: records({ a: mapKey('m', 'k', z.number()) as never }) }
  },
  { what: 'steps to version 1', fields: { a: word() }, steps: { 1: [add('a')] } },
  {
    what: 'steps to a version that is not there yet',
    fields: { a: word() },
    version: 2,
    steps: { 3: [add('a')] }
  },
  { what: 'steps to half a version', fields: { a: word() }, version: 3, steps: { 2.5: [add('a')] } },
  { what: 'a field added that is not there', fields: {}, version: 2, steps: { 2: [add('a')] } },
  { what: 'a field added twice', fields: { a: word() }, version: 2, steps: { 2: [add('a'), add('a')] } },
  { what: 'a field removed that is there', fields: { a: word() }, version: 2, steps: { 2: [remove('a')] } },
  {
    what: 'a group removed whose fields are there',
    fields: { a: group({ b: word() }) },
    version: 2,
    steps: { 2: [remove('a')] }
  },
  {
    what: 'a field renamed to one that is not there',
    fields: { a: word() },
    version: 2,
    steps: { 2: [rename('a', 'b')] }
  },
  {
    what: 'a field renamed to one that keeps its old name',
    fields: { a: word(), b: word() },
    version: 2,
    steps: { 2: [rename('a', 'b')] }
  },
  {
    what: 'a record’s field renamed to one that keeps its old name',
    fields: { items: records({ a: word(), b: word() }) },
    version: 2,
    steps: { 2: [rename('items.a', 'items.b')] }
  },
  {
    what: 'fields moved that are not in the group',
    fields: { a: word(), g: group({ b: word() }) },
    version: 2,
    steps: { 2: [moveInto('g', ['a'])] }
  },
  {
    what: 'a counter that changes its shape',
    fields: { a: counter() },
    version: 2,
    steps: { 2: [change('a', turned)] }
  },
  {
    what: 'a change of what is not there',
    fields: { a: word() },
    version: 2,
    steps: { 2: [change('b', turned)] }
  },
  { what: 'an oldest writer that is not yet there', fields: { a: word() }, oldestWriter: 2 },
  {
    what: 'an oldest writer that cannot read',
    fields: { a: word() },
    version: 2,
    steps: { 2: [change('a', { forward: turned.forward })] },
    oldestWriter: 1
  }
]

const accepted: readonly Case[] = [
  {
    what: 'a text over a root type that is called as a register',
    fields: { a: word(), b: text({ root: 'a' }) }
  },
  {
    what: 'two keys of one map',
    fields: { a: mapKey('m', 'a', z.number()), b: mapKey('m', 'b', z.number()) }
  },
  {
    what: 'a change, and what it changed removed later',
    fields: {},
    version: 3,
    steps: { 2: [change('a', turned)], 3: [remove('a')] }
  },
  {
    what: 'a field added again under its name',
    fields: { a: text() },
    version: 3,
    steps: { 2: [remove('a')], 3: [add('a')] }
  },
  {
    what: 'two fields that change names',
    fields: { a: word(), b: word() },
    version: 2,
    steps: { 2: [rename('a', 'c'), rename('b', 'a'), rename('c', 'b')] }
  }
]

const define = ({ name = 'sheet', version = 1, fields, steps = {}, oldestWriter }: Case) =>
  defineDocument({ name, version, fields, steps, ...(oldestWriter === undefined ? {} : { oldestWriter }) })

describe('definitions', () => {
  for (const one of refused) {
    it(`V9 ${one.what}: definition-invalid`, () => {
      expect(() => define(one)).toThrow(
        expect.objectContaining({ name: 'ModelError', code: 'definition-invalid' })
      )
    })
  }
  for (const one of accepted) {
    it(`V9 ${one.what}: defined`, () => {
      expect(define(one).schema).toEqual({ name: 'sheet', version: one.version ?? 1 })
    })
  }
})
