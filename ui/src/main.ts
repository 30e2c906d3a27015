import './lib/design/tokens.css';
import './lib/design/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import type { Client } from './lib/ipc';
import { tauri } from './lib/ipc/tauri';

/** The app behind the window, or in a plain browser its twin: `?pretend=empty` and the like choose a face. */
async function findClient(): Promise<Client> {
  if ('__TAURI_INTERNALS__' in window) return tauri;
  const { MemoryClient } = await import('./lib/ipc/memory');
  const pretence = new URLSearchParams(location.search).get('pretend') ?? 'fine';
  return new MemoryClient(pretence as ConstructorParameters<typeof MemoryClient>[0]);
}

/** Tells the app what went wrong in here, since nobody sees this window's console. */
function reportErrors(client: Client) {
  addEventListener(
    'error',
    (event) => void client.windowReport('error', `${event.message} ${event.error?.stack ?? ''}`),
  );
  addEventListener(
    'unhandledrejection',
    (event) => void client.windowReport('error', String(event.reason?.stack ?? event.reason)),
  );
  document.addEventListener(
    'securitypolicyviolation',
    ({ effectiveDirective, blockedURI, sourceFile, lineNumber, sample }) =>
      void client.windowReport(
        'error',
        `policy ${effectiveDirective}: ${blockedURI} ${sourceFile}:${lineNumber} ${sample}`,
      ),
  );
}

const target = document.getElementById('app');
if (target) {
  const client = await findClient();
  reportErrors(client);
  mount(App, { target, props: { client } });
}
