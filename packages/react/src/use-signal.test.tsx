// @vitest-environment happy-dom
import { createSignal, type Signal } from '@weft/base'
import { expect, it } from 'vitest'
import { render, settle } from './testing/render.js'
import { useSignal } from './use-signal.js'

const Whole = ({ of }: { of: Signal<string> }) => <p>{useSignal(of)}</p>

it('S2 a component shows the present value of a signal and follows it to another signal', async () => {
  const first = createSignal('one')
  const second = createSignal('two')
  const { page, show, unmount } = await render(<Whole of={first} />)
  expect(page.textContent).toBe('one')
  await settle(() => first.set('uno'))
  expect(page.textContent).toBe('uno')
  await show(<Whole of={second} />)
  expect(page.textContent).toBe('two')
  await settle(() => first.set('ignored'))
  expect(page.textContent).toBe('two')
  await unmount()
})

interface Named {
  readonly saved: number
  readonly names: readonly string[]
}

function Names({ of, rendered }: { of: Signal<Named>; rendered: () => void }) {
  rendered()
  const names = useSignal(
    of,
    (value) => value.names.map((name) => name.toUpperCase()),
    (a, b) => a.join() === b.join()
  )
  return <p>{names.join()}</p>
}

it('S2 a component renders again only when what it selects changes', async () => {
  const counts = createSignal<Named>({ saved: 1, names: ['a'] })
  let renders = 0
  const { page, unmount } = await render(<Names of={counts} rendered={() => renders++} />)
  const before = renders
  await settle(() => counts.set({ saved: 2, names: ['a'] }))
  expect(renders).toBe(before)
  await settle(() => counts.set({ saved: 2, names: ['a', 'b'] }))
  expect(page.textContent).toBe('A,B')
  expect(renders).toBeGreaterThan(before)
  await unmount()
})

function Field({ of, name }: { of: Signal<Record<string, string>>; name: string }) {
  return <p>{useSignal(of, (value) => value[name])}</p>
}

it('S2 a new inline selector is used at the next render', async () => {
  const signal = createSignal<Record<string, string>>({ a: 'first', b: 'second' })
  const { page, show, unmount } = await render(<Field of={signal} name="a" />)
  await show(<Field of={signal} name="b" />)
  expect(page.textContent).toBe('second')
  await unmount()
})
