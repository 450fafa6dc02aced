import preact from '@preact/preset-vite'
import { defineConfig, type UserConfig } from 'vite'

// One config, a mode per output: `app` (the three pages in the browser) and `loader` (entrance.js on the customer's page).
// The oldest browsers that the app is built for; the loader's gate tests for what they have.
export const APP_TARGET = ['chrome96', 'edge96', 'firefox100', 'safari15.4']

const app: UserConfig = {
  base: '/app/',
  plugins: [preact()],
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: APP_TARGET,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { input: ['widget/index.html', 'h5-chat/index.html', 'workbench/index.html'] }
  }
}

const loader: UserConfig = {
  build: {
    outDir: 'dist/loader',
    emptyOutDir: true,
    target: 'es2015',
    minify: 'terser',
    // ES3 syntax: an old browser that cannot run it would report an error on the customer's page
    terserOptions: { ie8: true, ecma: 5, compress: { passes: 3, unsafe_arrows: false, arrows: false }, mangle: { toplevel: true } },
    lib: { entry: 'loader/index.ts', formats: ['iife'], name: 'openzc', fileName: () => 'entrance.js' }
  }
}

export default defineConfig(({ mode }) => (mode === 'loader' ? loader : app))
