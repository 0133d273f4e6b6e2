// What a screen reads of an open space. Before it is open, each of them is null.

import type { Signal } from '@weft/base'
import type {
  DeviceStatus,
  DocumentListItem,
  DocumentStatus,
  SetAsideItem,
  Space,
  SpaceStatus
} from '@weft/client'
import { useMemo } from 'react'
import { type Given, openOf } from './opened.js'
import { type Equal, useMaybeSignal } from './use-signal.js'

export interface SpaceHook<T> {
  (space: Space<unknown>): T
  /** Renders again only when `equal` (by default Object.is) tells the selections apart. */
  <R>(space: Space<unknown>, select: (value: T) => R, equal?: Equal<R>): R
  (space: Given<Space<unknown>> | null): T | null
  <R>(space: Given<Space<unknown>> | null, select: (value: T) => R, equal?: Equal<R>): R | null
}

/** Whether all is saved, sent and on every device: the five states of S7 to S11. */
export const useSyncStatus = spaceHook<SpaceStatus>((space) => space.status)

/** This device first, then the others, by name. */
export const useDevices = spaceHook<readonly DeviceStatus[]>((space) => space.devices)

/** What waits for a person's decision. */
export const useSetAside = spaceHook<readonly SetAsideItem[]>((space) => space.setAside)

/** Every document of the space with its summary, unordered. */
export function useDocuments<S>(space: Space<S>): readonly DocumentListItem<S>[]
export function useDocuments<S>(space: Given<Space<S>> | null): readonly DocumentListItem<S>[] | null
export function useDocuments<S, R>(
  space: Space<S>,
  select: (value: readonly DocumentListItem<S>[]) => R,
  equal?: Equal<R>
): R
export function useDocuments<S, R>(
  space: Given<Space<S>> | null,
  select: (value: readonly DocumentListItem<S>[]) => R,
  equal?: Equal<R>
): R | null
export function useDocuments<S, R>(
  space: Given<Space<S>> | null,
  select?: (value: readonly DocumentListItem<S>[]) => R,
  equal?: Equal<R>
): readonly DocumentListItem<S>[] | R | null {
  return useMaybeSignal(openOf(space)?.documents ?? null, select, equal)
}

/** One document: whether all edits of it that are known here are saved, sent, and on how many devices. */
export function useDocumentStatus(space: Space<unknown>, id: string): DocumentStatus
export function useDocumentStatus(
  space: Given<Space<unknown>> | null,
  id: string | null
): DocumentStatus | null
export function useDocumentStatus(
  space: Given<Space<unknown>> | null,
  id: string | null
): DocumentStatus | null {
  const open = openOf(space)
  const signal = useMemo(() => (open && id !== null ? open.documentStatus(id) : null), [open, id])
  return useMaybeSignal<DocumentStatus, DocumentStatus>(signal)
}

function spaceHook<T>(signalOf: (space: Space<unknown>) => Signal<T>): SpaceHook<T> {
  const hook = <R>(
    given: Given<Space<unknown>> | null,
    select?: (value: T) => R,
    equal?: Equal<R>
  ): T | R | null => {
    const space = openOf(given)
    return useMaybeSignal(space ? signalOf(space) : null, select, equal)
  }
  return hook as SpaceHook<T>
}
