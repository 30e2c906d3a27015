import { screen, within } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { faults, openAt } from '../../../test/open';
import type { MemoryClient } from '../../ipc/memory';

vi.setConfig({ testTimeout: 60_000 });

async function openForm(reference: string, prepare?: (client: MemoryClient) => void) {
  const opened = await openAt(
    `/discover/${encodeURIComponent(`docker.io/${reference}`)}`,
    'fine',
    (client) => {
      client.safety.patience = 5;
      prepare?.(client);
    },
  );
  await opened.user.click(await screen.findByRole('button', { name: 'Run' }));
  return { ...opened, dialog: within(await screen.findByRole('dialog')) };
}

it('says before the first run who made it and what it asks for', async () => {
  const { dialog } = await openForm('library/caddy');
  expect(await dialog.findByText('Official image')).toBeVisible();
  expect(dialog.getByText('Starts with all rights (root) inside')).toBeVisible();
  expect(dialog.getByText(/Asks for ports 80\/tcp and 443\/tcp/)).toBeVisible();
  expect(await faults()).toEqual([]);
});

it('does not wait for a registry that is silent', async () => {
  const { dialog } = await openForm('library/caddy', (client) => {
    client.safety.patience = 60_000;
  });
  expect(await dialog.findByText(/Asking the registry/)).toBeVisible();
  expect(dialog.getByRole('button', { name: 'Run' })).toBeEnabled();
});
