// How the app is built: everything it can ever need is precached, so that it starts with no network.

import { readFileSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string
}

export default defineConfig({
  define: { __APP_VERSION__: JSON.stringify(version) },
  build: { target: 'es2022', sourcemap: false, modulePreload: { polyfill: false } },
  plugins: [
    react(),
    VitePWA({
      // A new version is offered, never forced upon someone who is writing.
      registerType: 'prompt',
      injectRegister: false,
      includeAssets: ['icon.svg', 'icon-180.png'],
      manifest: {
        id: '/',
        name: 'Weft Notes',
        short_name: 'Notes',
        description: 'Markdown notes on several devices, with no network needed',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#f7f7f5',
        theme_color: '#f7f7f5',
        categories: ['productivity'],
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' }
        ],
        shortcuts: [{ name: 'New note', url: '/?new', icons: [{ src: '/icon-192.png', sizes: '192x192' }] }]
      },
      workbox: {
        globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}'],
        navigateFallback: '/index.html',
        navigateFallbackDenylist: [/^\/v1(\/|$)/, /^\/healthz$/],
        cleanupOutdatedCaches: true,
        // A file too large to be precached would be missing offline: fail the build instead of leaving it out.
        maximumFileSizeToCacheInBytes: 2_000_000
      }
    })
  ]
})
