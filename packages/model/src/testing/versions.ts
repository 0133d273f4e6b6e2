// One document in three versions of its schema that use every step, each with an app that shows and writes it.

import type * as Y from 'yjs'
import * as z from 'zod'
import { defineDocument } from '../define-document.js'
import { add, change, moveInto, remove, rename } from '../evolution/steps.js'
import { counter, group, list, records, register, set, text } from '../fields/field.js'
import { createReplica } from './replicas.js'

const yesNo = z.enum(['yes', 'no'])
const state = z.object({ is: z.enum(['open', 'done']) })
const toBoolean = {
  forward: (old: 'yes' | 'no') => old === 'yes',
  backward: (now: boolean) => (now ? ('yes' as const) : ('no' as const))
}
const toState = {
  forward: (old: boolean) => ({ is: old ? ('done' as const) : ('open' as const) }),
  backward: (now: { readonly is: 'open' | 'done' }) => now.is === 'done'
}

export const one = defineDocument({
  name: 'sheet',
  version: 1,
  fields: {
    title: register(z.string()),
    done: register(yesNo),
    extra: register(z.number()),
    street: register(z.string()),
    city: register(z.string()),
    body: text(),
    likes: counter(),
    tags: set(z.string()),
    tasks: records({ label: register(z.string()), done: register(yesNo) })
  }
})

export const toTwo = [
  rename('title', 'name'),
  change('done', toBoolean),
  remove('extra'),
  add('note'),
  rename('tasks.label', 'tasks.text'),
  change('tasks.done', toBoolean)
]

export const two = defineDocument({
  name: 'sheet',
  version: 2,
  fields: {
    name: register(z.string()),
    done: register(z.boolean()),
    street: register(z.string()),
    city: register(z.string()),
    body: text(),
    likes: counter(),
    tags: set(z.string()),
    note: register(z.string(), { default: 'none' }),
    tasks: records({ text: register(z.string()), done: register(z.boolean()) })
  },
  steps: { 2: toTwo }
})

export const toThree = [
  moveInto('address', ['street', 'city']),
  change('done', toState),
  rename('body', 'page'),
  add('extra'),
  add('tasks.due'),
  rename('tasks', 'todo')
]

export const fieldsOfThree = {
  name: register(z.string()),
  done: register(state),
  address: group({ street: register(z.string()), city: register(z.string()) }),
  page: text(),
  likes: counter(),
  tags: set(z.string()),
  note: register(z.string(), { default: 'none' }),
  extra: list(z.string()),
  todo: records({
    text: register(z.string()),
    done: register(z.boolean()),
    due: register(z.string(), { default: 'never' })
  })
} as const

export const three = defineDocument({
  name: 'sheet',
  version: 3,
  fields: fieldsOfThree,
  steps: { 2: toTwo, 3: toThree }
})

/** What all versions have, as the newest would say it. */
interface Content {
  readonly name: string | undefined
  readonly done: boolean | undefined
  readonly street: string | undefined
  readonly city: string | undefined
  readonly page: string
  readonly likes: number
  readonly tags: readonly string[]
  readonly todo: readonly {
    readonly id: string
    readonly text: string | undefined
    readonly done: boolean | undefined
  }[]
}

/** A device that runs one version of the app. */
export interface App {
  readonly version: number
  readonly ydoc: Y.Doc
  state(): string
  content(): Content
  /** Changes one thing of it: which, and to what. */
  write(which: number, value: number): void
  /** What version 3 alone has, or 2 and 3. */
  newer(): unknown
  writeNewer(value: number): void
  close(): void
}

const isYes = (value: 'yes' | 'no' | undefined): boolean | undefined =>
  value === undefined ? undefined : value === 'yes'
const tag = (value: number): string => `tag ${value % 3}`
const id = (value: number): string => `task ${value % 2}`

export function openOne(device: string, ydoc: Y.Doc): App {
  const { document } = createReplica(one, device, { ydoc })
  const { fields } = document
  return {
    version: 1,
    ydoc,
    state: () => document.state.get().kind,
    content: () => {
      const { title, done, street, city, body, likes, tags, tasks } = document.values()
      const todo = tasks.map(({ id, label, done }) => ({ id, text: label, done: isYes(done) }))
      return { name: title, done: isYes(done), street, city, page: body, likes, tags, todo }
    },
    write: (which, value) => {
      const writes = [
        () => fields.title.set(`${value}`),
        () => fields.done.set(value % 2 ? 'yes' : 'no'),
        () => fields.street.set(`${value}`),
        () => fields.city.set(`${value}`),
        () => fields.body.insert(0, `${value} `),
        () => fields.tags.add(tag(value)),
        () =>
          fields.tasks.has(id(value)) ||
          fields.tasks.create({ label: `${value}`, done: 'no' }, { id: id(value) }),
        () => fields.tasks.get(id(value))?.label.set(`${value}`),
        () => fields.tasks.get(id(value))?.done.set(value % 4 < 2 ? 'yes' : 'no')
      ]
      writes[which % writes.length]?.()
      fields.likes.add(1)
      // A field that later versions do not have.
      fields.extra.set(value)
    },
    newer: () => ({}),
    writeNewer: () => undefined,
    close: () => void document.close()
  }
}

function openTwo(device: string, ydoc: Y.Doc): App {
  const { document } = createReplica(two, device, { ydoc })
  const { fields } = document
  return {
    version: 2,
    ydoc,
    state: () => document.state.get().kind,
    content: () => {
      const { note, tasks, body, ...rest } = document.values()
      return { ...rest, page: body, todo: tasks }
    },
    write: (which, value) => {
      const writes = [
        () => fields.name.set(`${value}`),
        () => fields.done.set(value % 2 === 1),
        () => fields.street.set(`${value}`),
        () => fields.city.set(`${value}`),
        () => fields.body.insert(0, `${value} `),
        () => fields.tags.add(tag(value)),
        () =>
          fields.tasks.has(id(value)) ||
          fields.tasks.create({ text: `${value}`, done: false }, { id: id(value) }),
        () => fields.tasks.get(id(value))?.text.set(`${value}`),
        () => fields.tasks.get(id(value))?.done.set(value % 4 < 2)
      ]
      writes[which % writes.length]?.()
      fields.likes.add(1)
    },
    newer: () => ({ note: document.values().note }),
    writeNewer: (value) => fields.note.set(`note ${value}`),
    close: () => void document.close()
  }
}

export function openThree(device: string, ydoc: Y.Doc): App {
  const { document } = createReplica(three, device, { ydoc })
  const { fields } = document
  return {
    version: 3,
    ydoc,
    state: () => document.state.get().kind,
    content: () => {
      const { done, address, note, extra, todo, ...rest } = document.values()
      return {
        ...rest,
        ...address,
        done: done && done.is === 'done',
        todo: todo.map(({ id, text, done }) => ({ id, text, done }))
      }
    },
    write: (which, value) => {
      const writes = [
        () => fields.name.set(`${value}`),
        () => fields.done.set({ is: value % 2 ? 'done' : 'open' }),
        () => fields.address.street.set(`${value}`),
        () => fields.address.city.set(`${value}`),
        () => fields.page.insert(0, `${value} `),
        () => fields.tags.add(tag(value)),
        () =>
          fields.todo.has(id(value)) ||
          fields.todo.create({ text: `${value}`, done: false }, { id: id(value) }),
        () => fields.todo.get(id(value))?.text.set(`${value}`),
        () => fields.todo.get(id(value))?.done.set(value % 4 < 2)
      ]
      writes[which % writes.length]?.()
      fields.likes.add(1)
    },
    newer: () => {
      const { note, extra, todo } = document.values()
      return { note, extra, due: todo.map(({ due }) => due) }
    },
    writeNewer: (value) => {
      fields.note.set(`note ${value}`)
      fields.extra.push(`extra ${value}`)
      fields.todo.get('task 0')?.due.set(`due ${value}`)
    },
    close: () => void document.close()
  }
}

const open = [openOne, openTwo, openThree] as const
export const openVersion = (version: number, device: string, ydoc: Y.Doc): App =>
  open[version - 1]?.(device, ydoc) as App
