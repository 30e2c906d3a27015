import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import App from '../App.svelte';
import { speak } from '../lib/i18n';
import { MemoryClient, type Pretence } from '../lib/ipc/memory';

/** Opens the whole window at an address, in English, over a twin whose jobs take moments. */
export async function openAt(
  address: string,
  pretence: Pretence = 'fine',
  prepare?: (client: MemoryClient) => void,
) {
  history.replaceState(null, '', `#${address}`);
  localStorage.clear();
  const client = new MemoryClient(pretence);
  client.settingsNow.language = 'en';
  client.pace = 5;
  prepare?.(client);
  speak('en');
  const { unmount } = render(App, { props: { client } });
  await screen.findByRole('heading', { level: 1 });
  return { client, user: userEvent.setup(), unmount };
}

/** Faults a machine can find; contrast needs a real layout and is proven in tokens.test.ts. */
export async function faults(): Promise<string[]> {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  return violations.map(
    (each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
}
