// Types that Vite and its PWA plugin add to the app: asset imports, import.meta.env, virtual:pwa-register.
/// <reference types="vite/client" />
/// <reference types="vite-plugin-pwa/client" />

/** The version in package.json, put in by vite.config.ts. */
declare const __APP_VERSION__: string
