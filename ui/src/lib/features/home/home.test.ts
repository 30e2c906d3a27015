import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { faults, openAt } from '../../../test/open';
import type { Pretence } from '../../ipc/memory';

describe('Home', () => {
  it.each<Pretence>(['fine', 'loading', 'empty', 'failed', 'none', 'lost', 'first', 'offline'])(
    'has no faults when it is %s',
    async (pretence) => {
      await openAt('/home', pretence);
      await new Promise((done) => setTimeout(done, 50));
      expect(await faults()).toEqual([]);
    },
  );

  it('names the containers that need a look, each with why', async () => {
    await openAt('/home');
    expect(await screen.findByText('2 containers need a look')).toBeVisible();
    const list = screen.getByRole('list', { name: 'Needs a look' });
    expect(within(list).getByText('Restarting, 4 times')).toBeVisible();
    expect(within(list).getByText('Ran out of memory')).toBeVisible();
    expect(within(screen.getByRole('table')).getByRole('row', { name: 'Build cache 1.3 GB' })).toBeVisible();
  });

  it('says that the engine is lost, and helps', async () => {
    const { client, user } = await openAt('/home', 'lost');
    await user.click(await screen.findByRole('button', { name: 'Start the engine' }));
    expect(client.calls).toContain('engineStart');
  });
});

describe('the first run', () => {
  it('leads to a running page in two clicks, and stays away once it is done', async () => {
    const { client, user } = await openAt('/home', 'first');
    await user.click(await screen.findByRole('button', { name: 'Get nginx' }));
    expect(await screen.findByText(/nginx is on this computer/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Run it' }));
    const link = await screen.findByRole('link', { name: 'http://localhost:8080' });
    expect(link).toBeVisible();
    expect(await faults()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Open the page' }));
    expect(client.calls.at(-1)).toMatch(/containerOpen \w+ http:\/\/localhost:8080/);
    await user.click(screen.getByRole('button', { name: 'Done, show the overview' }));
    expect(await screen.findByText('Everything is all right')).toBeVisible();
    expect(client.settingsNow.firstRunDone).toBe(true);
  });

  it('goes on after a reload where it was', async () => {
    const { client, user, unmount } = await openAt('/home', 'first');
    await user.click(await screen.findByRole('button', { name: 'Get nginx' }));
    await screen.findByText(/nginx is on this computer/);
    const kept = localStorage.getItem('mooring.first-run') ?? '';
    unmount();
    await openAt('/home', 'first', (again) => {
      localStorage.setItem('mooring.first-run', kept);
      again.imageRows = client.imageRows;
      again.jobViews = client.jobViews;
    });
    expect(await screen.findByRole('button', { name: 'Run it' })).toBeVisible();
  });

  it('without the internet says so and offers what is here', async () => {
    const { user } = await openAt('/home', 'offline');
    await user.click(await screen.findByRole('button', { name: 'Get nginx' }));
    expect(await screen.findByText('The registry docker.io could not be reached')).toBeVisible();
    await user.click(await screen.findByRole('button', { name: 'traefik:v3.5' }));
    expect(await screen.findByText(/traefik:v3.5 is on this computer/)).toBeVisible();
  });

  it('can be put away', async () => {
    const { client, user } = await openAt('/home', 'first');
    await user.click(await screen.findByRole('button', { name: 'I know my way around' }));
    expect(await screen.findByText('Ready, and nothing runs yet')).toBeVisible();
    expect(client.settingsNow.firstRunDone).toBe(true);
  });
});
