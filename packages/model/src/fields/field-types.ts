// What a field's handle and its value are, for the compiler.

import type { CounterHandle } from './counter-handle.js'
import type {
  CounterField,
  Fields,
  GroupField,
  ListField,
  MapKeyField,
  OrderField,
  RecordsField,
  RegisterField,
  RichTextField,
  SetField,
  TextField
} from './field.js'
import type { ListHandle } from './list-handle.js'
import type { MapKeyHandle } from './map-key-handle.js'
import type { OrderHandle } from './order-handle.js'
import type { RecordsHandle } from './records-handle.js'
import type { RegisterHandle } from './register-handle.js'
import type { SetHandle } from './set-handle.js'
import type { RichTextHandle, TextHandle } from './text-handle.js'

export type HandleOf<F> = F extends TextField
  ? TextHandle
  : F extends RichTextField
    ? RichTextHandle
    : F extends ListField<infer T>
      ? ListHandle<T>
      : F extends SetField<infer T>
        ? SetHandle<T>
        : F extends OrderField<infer T>
          ? OrderHandle<T>
          : F extends CounterField
            ? CounterHandle
            : F extends RegisterField<infer T, infer D>
              ? RegisterHandle<T, D>
              : F extends MapKeyField<infer T>
                ? MapKeyHandle<T>
                : F extends GroupField<infer G>
                  ? HandlesOf<G>
                  : F extends RecordsField<infer R>
                    ? RecordsHandle<HandlesOf<R>, InitialOf<R>>
                    : never

export type HandlesOf<F extends Fields> = { readonly [K in keyof F]: HandleOf<F[K]> }

/** What a record can be made with: its registers. */
export type InitialOf<F extends Fields> = {
  readonly [K in keyof F as F[K] extends RegisterField<infer _, infer _D>
    ? K
    : never]: F[K] extends RegisterField<infer T, infer _> ? T : never
}

export type ValueOf<F> = F extends TextField | RichTextField
  ? string
  : F extends ListField<infer T> | SetField<infer T> | OrderField<infer T>
    ? readonly T[]
    : F extends CounterField
      ? number
      : F extends RegisterField<infer T, infer D>
        ? T | D
        : F extends MapKeyField<infer T>
          ? T | undefined
          : F extends GroupField<infer G>
            ? ValuesOf<G>
            : F extends RecordsField<infer R>
              ? readonly ({ readonly id: string } & ValuesOf<R>)[]
              : never

export type ValuesOf<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> }
