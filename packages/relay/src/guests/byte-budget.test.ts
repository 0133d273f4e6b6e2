import { describe, expect, it } from 'vitest'
import { createByteBudget } from './byte-budget.js'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a byte budget', () => {
  it('F7 lets in as much as there is room for, first come first served', async () => {
    const budget = createByteBudget(100)
    const entered: string[] = []
    const leaves = new Map<string, () => void>()
    for (const [name, bytes] of [
      ['a', 60],
      ['b', 50],
      ['c', 10]
    ] as const) {
      void budget.enter({}, bytes).then((leave) => {
        entered.push(name)
        leaves.set(name, leave)
      })
    }
    await turn()
    // There would be room for c, but b came first.
    expect([entered, budget.usedBytes]).toEqual([['a'], 60])
    leaves.get('a')?.()
    await turn()
    expect([entered, budget.usedBytes]).toEqual([['a', 'b', 'c'], 60])
  })

  it('F7 lets more than all of it in alone', async () => {
    const budget = createByteBudget(100)
    const leaveFirst = await budget.enter({}, 500)
    let second = false
    void budget.enter({}, 1).then(() => {
      second = true
    })
    await turn()
    expect(second).toBe(false)
    leaveFirst()
    await turn()
    expect([second, budget.usedBytes]).toEqual([true, 1])
  })

  it('F7 counts who leaves twice once', async () => {
    const budget = createByteBudget(100)
    const leave = await budget.enter({}, 40)
    await budget.enter({}, 40)
    leave()
    leave()
    expect(budget.usedBytes).toBe(40)
  })

  it('F7 counts what several send once, until the last has sent it', async () => {
    const budget = createByteBudget(100)
    const shared = {}
    const leaves = [await budget.enter(shared, 80)]
    let other = false
    void budget.enter({}, 80).then(() => {
      other = true
    })
    // It needs no room, so it does not wait behind who does.
    leaves.push(await budget.enter(shared, 80))
    expect(budget.usedBytes).toBe(80)
    leaves[0]?.()
    await turn()
    expect(other).toBe(false)
    leaves[1]?.()
    await turn()
    expect([other, budget.usedBytes]).toEqual([true, 80])
  })
})
