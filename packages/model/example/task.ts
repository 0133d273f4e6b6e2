import {
  add,
  counter,
  defineDocument,
  latestOf,
  manual,
  records,
  register,
  rule,
  set,
  text
} from '@weft/model'
import * as z from 'zod'

export const task = defineDocument({
  name: 'task',
  version: 2,
  steps: { 2: [add('due')] },
  fields: {
    body: text(),
    title: register(z.string(), { strategy: manual(), default: '' }),
    due: register(z.iso.date(), {
      strategy: rule(
        (sides) => (latestOf(sides.filter(({ from }) => from === 'office')) ?? latestOf(sides))?.value
      )
    }),
    tags: set(z.string()),
    likes: counter(),
    steps: records({ name: register(z.string()), isDone: register(z.boolean(), { default: false }) })
  }
})
