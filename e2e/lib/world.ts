// A test's world: relays, networks and devices that end with it.

import { fileURLToPath } from 'node:url'
import { type BrowserType, test as base, type LaunchOptions } from '@playwright/test'
import { createScope, type Scope } from '@weft/base'
import { type BadNetwork, openBadNetwork } from './bad-network.js'
import { type BrowserDevice, type BrowserDeviceOptions, openBrowserDevice } from './browser-device.js'
import { makeFolder } from './folders.js'
import { type NodeDevice, type NodeDeviceOptions, openNodeDevice } from './node-device.js'
import { type RelayProcess, type RelayProcessOptions, startRelay } from './relay-process.js'

export const appFolder: string = fileURLToPath(new URL('../../apps/notes/dist', import.meta.url))

export interface World {
  readonly scope: Scope
  folder(name: string): Promise<string>
  /** A relay that serves the notes app, on a data folder of its own unless one is named. */
  relay(options?: Partial<RelayProcessOptions>): Promise<RelayProcess>
  /** A way to the relay that can be cut, on its own port: devices that use it have their own origin. */
  network(relay: { readonly port: number }): Promise<BadNetwork>
  /** A browser with a profile of its own, or with the one in `folder`. */
  browser(
    url: string,
    options?: Partial<Pick<BrowserDeviceOptions, 'path' | 'folder' | 'serviceWorkers' | 'userAgent'>>
  ): Promise<BrowserDevice>
  node(options: NodeDeviceOptions): Promise<NodeDevice>
}

export const test = base.extend<{ world: World }>({
  world: async ({ playwright, browserName, channel, launchOptions, headless }, use) => {
    const scope = createScope()
    const launch = { ...launchOptions, headless: headless ?? true, ...(channel ? { channel } : {}) }
    await use(createWorld(scope, playwright[browserName], launch))
    await scope.close()
  }
})

function createWorld(scope: Scope, browser: BrowserType, launch: LaunchOptions): World {
  const folder = (name: string): Promise<string> => makeFolder(scope, name)
  return {
    scope,
    folder,
    relay: async (options = {}) =>
      startRelay(scope, { app: appFolder, ...options, data: options.data ?? (await folder('relay')) }),
    network: ({ port }) => openBadNetwork(scope, port),
    browser: async (url, options = {}) =>
      openBrowserDevice(scope, {
        browser,
        launch,
        url,
        ...options,
        folder: options.folder ?? (await folder('profile'))
      }),
    node: (options) => openNodeDevice(scope, options)
  }
}
