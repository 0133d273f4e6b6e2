// The public face of @weft/model: fields, strategies, steps between versions, and the documents that they make.

export type { Author } from './candidates/candidate.js'
export { type ModelTime, mostAheadMs } from './candidates/stamp.js'
export {
  type DefinitionOptions,
  type DocumentDefinition,
  type DocumentReading,
  defineDocument
} from './define-document.js'
export type { Change } from './document/changes.js'
export type { Conflict } from './document/conflict.js'
export type { DocumentState } from './document/document-state.js'
export type { EditHistory } from './document/edit-history.js'
export type { Misfit } from './document/misfit.js'
export type { BindOptions, TypedDocument } from './document/typed-document.js'
export { ModelError, type ModelErrorCode } from './errors.js'
export { add, change, moveInto, remove, rename, type Step, type Steps } from './evolution/steps.js'
export type { CounterHandle } from './fields/counter-handle.js'
export {
  type CounterField,
  counter,
  type Field,
  type Fields,
  type GroupField,
  group,
  type ListField,
  list,
  type MapKeyField,
  mapKey,
  type OrderField,
  order,
  type RecordField,
  type RecordFields,
  type RecordsField,
  type RegisterField,
  type RichTextField,
  records,
  register,
  richText,
  type SetField,
  set,
  type TextField,
  text
} from './fields/field.js'
export type { HandleOf, HandlesOf, InitialOf, ValueOf, ValuesOf } from './fields/field-types.js'
export type { ListHandle } from './fields/list-handle.js'
export type { MapKeyHandle } from './fields/map-key-handle.js'
export type { OrderHandle } from './fields/order-handle.js'
export type { RecordsHandle } from './fields/records-handle.js'
export type { RegisterHandle } from './fields/register-handle.js'
export type { SetHandle } from './fields/set-handle.js'
export type { RichTextHandle, TextHandle } from './fields/text-handle.js'
export type { Json } from './json.js'
export {
  type AwarenessLike,
  bindPresence,
  type PresenceFields,
  type PresenceOf,
  type PresentOther,
  type TypedPresence
} from './presence.js'
export { latest, latestOf, manual, rule, type Side, type Strategy } from './strategies.js'
export type { Validator } from './validate.js'
