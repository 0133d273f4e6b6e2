// What a document's fields can be. Each is a plain description; bind.ts gives it life.

import type { StandardSchemaV1 } from '@standard-schema/spec'
import { ModelError } from '../errors.js'
import type { Strategy } from '../strategies.js'
import type { JsonValidator, Validator } from '../validate.js'

export interface TextField {
  readonly kind: 'text'
  readonly root: string | undefined
}
export interface RichTextField {
  readonly kind: 'rich-text'
  readonly root: string | undefined
}
export interface ListField<T> {
  readonly kind: 'list'
  readonly validator: Validator<T>
  readonly root: string | undefined
}
export interface SetField<T> {
  readonly kind: 'set'
  readonly validator: Validator<T>
}
export interface OrderField<T> {
  readonly kind: 'order'
  readonly validator: Validator<T>
}
export interface CounterField {
  readonly kind: 'counter'
}
export interface RegisterField<T, D extends T | undefined> {
  readonly kind: 'register'
  readonly validator: Validator<T>
  readonly strategy: Strategy<T>
  readonly fallback: D
}
export interface MapKeyField<T> {
  readonly kind: 'map-key'
  readonly map: string
  readonly key: string
  readonly validator: Validator<T>
}
export interface GroupField<F extends Fields> {
  readonly kind: 'group'
  readonly fields: F
}
export interface RecordsField<F extends RecordFields> {
  readonly kind: 'records'
  readonly fields: F
}

// biome-ignore lint/suspicious/noExplicitAny: a field of any value; each handle knows its own.
type Value = any

/** What a record can have: anything but records in it. */
export type RecordField =
  | TextField
  | RichTextField
  | ListField<Value>
  | SetField<Value>
  | OrderField<Value>
  | CounterField
  | RegisterField<Value, Value>
export type RecordFields = { readonly [name: string]: RecordField }

export type Field = RecordField | MapKeyField<Value> | GroupField<Value> | RecordsField<Value>
export type Fields = { readonly [name: string]: Field }

interface RootOptions {
  /** The name of the root type in the Y.Doc, for documents that other software made. At first the field's name. */
  readonly root?: string
}

/** Text that merges letter by letter: a Y.Text. */
export const text = ({ root }: RootOptions = {}): TextField => ({ kind: 'text', root })

/** Text with a structure, for editors on Y.XmlFragment (ProseMirror, Tiptap). */
export const richText = ({ root }: RootOptions = {}): RichTextField => ({ kind: 'rich-text', root })

/** Values in a row, each there as often as it was put in. Concurrent insertions all stay; nothing is moved. */
export const list = <S extends StandardSchemaV1>(
  validator: JsonValidator<S>,
  { root }: RootOptions = {}
): ListField<StandardSchemaV1.InferOutput<S>> => ({ kind: 'list', validator: validator as never, root })

/** Values that are there or not. Adding wins over taking away what the adder had not seen taken away. */
export const set = <S extends StandardSchemaV1>(
  validator: JsonValidator<S>
): SetField<StandardSchemaV1.InferOutput<S>> => ({ kind: 'set', validator: validator as never })

/** A set with an order. Of two concurrent moves of one value the latest holds; it never stands there twice. */
export const order = <S extends StandardSchemaV1>(
  validator: JsonValidator<S>
): OrderField<StandardSchemaV1.InferOutput<S>> => ({ kind: 'order', validator: validator as never })

/** A number that concurrent additions all count in. */
export const counter = (): CounterField => ({ kind: 'counter' })

/** One value, with a strategy for writes that did not see each other. Without one: `latest()`. */
export function register<S extends StandardSchemaV1>(
  validator: JsonValidator<S>,
  options?: { readonly strategy?: Strategy<StandardSchemaV1.InferOutput<S>> }
): RegisterField<StandardSchemaV1.InferOutput<S>, undefined>
export function register<S extends StandardSchemaV1>(
  validator: JsonValidator<S>,
  options: {
    readonly strategy?: Strategy<StandardSchemaV1.InferOutput<S>>
    /** What is read where nothing was ever written. It is never written itself. */
    readonly default: StandardSchemaV1.InferOutput<S>
  }
): RegisterField<StandardSchemaV1.InferOutput<S>, StandardSchemaV1.InferOutput<S>>
export function register<S extends StandardSchemaV1>(
  validator: JsonValidator<S>,
  options: { readonly strategy?: Strategy<Value>; readonly default?: Value } = {}
): RegisterField<Value, Value> {
  const { strategy = { kind: 'latest' }, default: fallback } = options
  return { kind: 'register', validator: validator as never, strategy, fallback }
}

/** A key of a Y.Map as other software writes it. Of concurrent writes Yjs keeps that of the higher client id. */
export const mapKey = <S extends StandardSchemaV1>(
  map: string,
  key: string,
  validator: JsonValidator<S>
): MapKeyField<StandardSchemaV1.InferOutput<S>> => ({
  kind: 'map-key',
  map,
  key,
  validator: validator as never
})

/** Fields under one name, each on its own in a conflict. */
export const group = <const F extends Fields>(fields: F): GroupField<F> => ({ kind: 'group', fields })

/** Records by id, in an order that can be changed. An edit of a record wins over its concurrent removal. */
export const records = <const F extends RecordFields>(fields: F): RecordsField<F> => ({
  kind: 'records',
  fields
})

/** Throws ModelError `definition-invalid`. */
export function assertFieldName(name: string): void {
  if (/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(name)) return
  throw new ModelError('definition-invalid', `${JSON.stringify(name)} is no name of a field`)
}

/** Whether a field is a type of Yjs of its own, or a key of one; all others stand in the map of candidates. */
export const isOwnType = ({ kind }: Pick<Field, 'kind'>): boolean =>
  kind === 'text' || kind === 'rich-text' || kind === 'list' || kind === 'map-key'
