// Where a field's content stands: its name in the version that brought it, and the shapes it took since then.

import { ModelError } from '../errors.js'
import type { Shapes } from './shapes.js'
import type { Change, Step, Steps } from './steps.js'

export interface Traced {
  /** Its dotted name when it was new. */
  readonly born: string
  /** The schema version that brought it. */
  readonly since: number
  readonly shapes: Shapes
}

/** Follows a field of the present version back through the steps. */
export function traceField(name: string, version: number, steps: Steps): Traced {
  const changes: { readonly since: number; readonly change: Change }[] = []
  let at = name
  for (const { since, step } of backwards(version, steps)) {
    if (step.kind === 'add' && isAtOrBelow(at, step.name)) {
      return { born: at, since, shapes: { oldest: since, changes } }
    }
    if (step.kind === 'change' && step.name === at) changes.unshift({ since, change: step })
    at = nameBefore(at, step)
  }
  return { born: at, since: 1, shapes: { oldest: 1, changes } }
}

/** Throws ModelError `definition-invalid` for steps that do not lead to the present fields. */
export function assertSteps(
  present: { readonly names: readonly string[]; readonly registers: readonly string[] },
  version: number,
  steps: Steps
): void {
  const isOf = (since: number): boolean => Number.isInteger(since) && since >= 2 && since <= version
  const stray = Object.keys(steps).find((since) => !isOf(Number(since)))
  if (stray !== undefined) refuse(`there are steps to version ${stray}, and the present one is ${version}`)
  const changed = new Set<string>()
  let names = present.names
  let registers = present.registers
  for (const { since, step } of backwards(version, steps)) {
    for (const name of namesAfter(step)) {
      // What is removed later took what stood in it along.
      if (names.some((other) => isAtOrBelow(other, name) || isAtOrBelow(name, other))) continue
      refuse(`version ${since} has no field ${name} for its step "${step.kind}"`)
    }
    if (step.kind === 'change' && !registers.includes(step.name)) {
      refuse(`${step.name} is no register: only a register changes its shape`)
    }
    // A version is one shape: two in it could not be told apart in a document.
    if (step.kind === 'change' && changed.has(`${since} ${step.name}`)) {
      refuse(`version ${since} changes ${step.name} twice: make it one step`)
    }
    if (step.kind === 'change') changed.add(`${since} ${step.name}`)
    if (step.kind === 'add' && [...changed].some((one) => isAtOrBelow(one, `${since} ${step.name}`))) {
      refuse(`version ${since} adds ${step.name} and changes it: add it as it is to be`)
    }
    if (step.kind === 'rename' && parentOf(step.from) !== parentOf(step.to)) {
      refuse(`${step.from} cannot become ${step.to}: content stays where it is`)
    }
    if (step.kind === 'remove' && names.some((name) => isAtOrBelow(name, step.name))) {
      refuse(`version ${since} removes ${step.name} and has it`)
    }
    names = step.kind === 'remove' ? [...names, step.name] : namesBefore(names, step)
    // Of what is gone nobody knows any more what it was: it may have been a register.
    registers = step.kind === 'remove' ? [...registers, step.name] : namesBefore(registers, step)
  }
}

const namesBefore = (names: readonly string[], step: Step): readonly string[] =>
  step.kind === 'add'
    ? names.filter((name) => !isAtOrBelow(name, step.name))
    : names.map((name) => nameBefore(name, step))

/** The first version whose writes older ones cannot read. */
export function oldestThatReads(version: number, steps: Steps): number {
  for (const { since, step } of backwards(version, steps)) {
    if (step.kind === 'change' && step.backward === null) return since
  }
  return 1
}

const parentOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('.')))

function nameBefore(name: string, step: Step): string {
  if (step.kind === 'rename' && isAtOrBelow(name, step.to)) return step.from + name.slice(step.to.length)
  if (step.kind === 'move-into') {
    const moved = step.names.find((one) => isAtOrBelow(name, `${step.group}.${one}`))
    if (moved !== undefined) return name.slice(step.group.length + 1)
  }
  return name
}

/** The fields that a step takes for there once it is done. */
function namesAfter(step: Step): readonly string[] {
  switch (step.kind) {
    case 'add':
    case 'change':
      return [step.name]
    case 'rename':
      return [step.to]
    case 'move-into':
      return step.names.map((name) => `${step.group}.${name}`)
    case 'remove':
      return []
  }
}

function* backwards(
  version: number,
  steps: Steps
): Generator<{ readonly since: number; readonly step: Step }> {
  for (let since = version; since >= 2; since--) {
    for (const step of [...(steps[since] ?? [])].reverse()) yield { since, step }
  }
}

const isAtOrBelow = (name: string, above: string): boolean => name === above || name.startsWith(`${above}.`)

function refuse(message: string): never {
  throw new ModelError('definition-invalid', message)
}
