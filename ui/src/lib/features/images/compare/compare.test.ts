import { screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { faults, openAt } from '../../../../test/open';
import { images } from '../../../ipc/memory/data';
import { candidates } from './versions';

vi.setConfig({ testTimeout: 60_000 });

const named = (name: string) => images.find((row) => row.names.includes(name)) ?? images[0];
const address = (...names: string[]) => `/images/compare/${names.map(encodeURIComponent).join('/')}`;

describe('what an image can be compared with', () => {
  it('is other versions of it first, newest first', () => {
    const nginx = named('nginx:1.27');
    if (!nginx) throw new Error('no image');
    const older = { ...nginx, id: 'older', names: ['nginx:1.25'], created: '2024-01-01T00:00:00Z' };
    const newer = { ...nginx, id: 'newer', names: ['nginx:1.28'], created: '2026-01-01T00:00:00Z' };
    const { same, other } = candidates(nginx, [...images, older, newer]);
    expect(same.map((row) => row.id)).toEqual(['newer', 'older']);
    expect(other.some((row) => row.dangling || row.id === nginx.id)).toBe(false);
  });
});

describe('two images side by side', () => {
  it('differ in size, settings, problems and packages', async () => {
    await openAt(address('python:3.13-slim', 'shop/web:1'));
    expect(await screen.findByText(/269 MB larger than python:3.13-slim/)).toBeVisible();
    expect(screen.getByText('python app.py')).toBeVisible();
    expect(screen.getByRole('row', { name: /^Added/ })).toBeVisible();
    expect(await faults()).toEqual([]);
  });

  it('are looked into first when they have not been', async () => {
    const { client, user } = await openAt(address('postgres:17', 'shop/web:1'));
    await user.click(await screen.findByRole('button', { name: 'Look inside' }));
    expect(client.calls.join()).toMatch(/imageScan sha256/);
    expect(await screen.findByText(/larger than|smaller than/)).toBeVisible();
  });

  it('change sides', async () => {
    const { user } = await openAt(address('python:3.13-slim', 'shop/web:1'));
    await user.click(await screen.findByRole('button', { name: 'Swap sides' }));
    expect(await screen.findByText(/269 MB smaller than shop\/web:1/)).toBeVisible();
  });

  it('are chosen by ticking two in the list', async () => {
    const { user } = await openAt('/images');
    await user.click(await screen.findByRole('checkbox', { name: 'Select redis:7-alpine' }));
    await user.click(screen.getByRole('checkbox', { name: 'Select traefik:v3.5' }));
    await user.click(screen.getByRole('button', { name: 'Compare the two' }));
    // The older one is what it was before.
    expect(
      await screen.findByRole('heading', { level: 1, name: /traefik:v3.5 and redis:7-alpine/ }),
    ).toBeVisible();
  });

  it('are chosen from the palette on the page of one', async () => {
    const { user } = await openAt(`/images/${encodeURIComponent('shop/web:1')}/inside`);
    await screen.findByText(/It runs/);
    await user.keyboard('{Control>}k{/Control}');
    await user.type(await screen.findByRole('combobox'), 'Compare shop{Enter}');
    const dialog = within(await screen.findByRole('dialog', { name: 'Compare shop/web:1 with' }));
    expect(await faults()).toEqual([]);
    await user.click(dialog.getByRole('button', { name: /python:3.13-slim/ }));
    expect(await screen.findByText(/larger than python/)).toBeVisible();
  });
});
