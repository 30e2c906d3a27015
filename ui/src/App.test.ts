import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { beforeEach, describe, expect, it } from 'vitest';
import App from './App.svelte';
import { speak } from './lib/i18n';
import { MemoryClient, type Pretence } from './lib/ipc/memory';

beforeEach(() => {
  history.replaceState(null, '', '#/containers');
  localStorage.clear();
});

async function open(pretence: Pretence = 'fine') {
  const client = new MemoryClient(pretence);
  client.settingsNow.language = 'en';
  speak('en');
  render(App, { props: { client } });
  await screen.findByRole('heading', { level: 1 });
  return { client, user: userEvent.setup() };
}

/** Faults a machine can find; contrast needs a real layout and is proven in tokens.test.ts. */
async function faults() {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  return violations.map(
    (each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
}

describe('the window', () => {
  it.each<Pretence>(['fine', 'loading', 'empty', 'failed', 'none', 'lost'])(
    'has no faults when it is %s',
    async (pretence) => {
      await open(pretence);
      await new Promise((done) => setTimeout(done, 50));
      expect(await faults()).toEqual([]);
    },
  );

  it('goes to places with g and a letter, and says where it is', async () => {
    const { user } = await open();
    await user.keyboard('gi');
    expect(await screen.findByRole('heading', { level: 1, name: 'Images' })).toBeVisible();
    expect(location.hash).toBe('#/images');
    expect(screen.getByRole('link', { current: 'page' })).toHaveTextContent('Images');
  });

  it('finds a container with the palette', async () => {
    const { user } = await open();
    await screen.findByRole('row', { name: /blog-web/ });
    await user.keyboard('{Control>}k{/Control}');
    await user.type(await screen.findByRole('combobox'), 'jupyt{Enter}');
    expect(location.hash).toMatch(/^#\/containers\/[0-9a-f]{64}$/);
  });

  it('opens the activity list with its keys, without faults, and closes it with Esc', async () => {
    const { user } = await open();
    await screen.findByText('Pulling postgres:17');
    await user.keyboard('{Control>}j{/Control}');
    const list = await screen.findByRole('region', { name: 'Activity' });
    expect(within(list).getByText('Running now')).toBeVisible();
    expect(await faults()).toEqual([]);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('region', { name: 'Activity' })).toBeNull();
  });

  it('cancels a job and says at once that it was asked', async () => {
    const { client, user } = await open();
    await screen.findByText('Pulling postgres:17');
    await user.keyboard('{Control>}j{/Control}');
    await user.click(await screen.findByRole('button', { name: 'Cancel: Pulling postgres:17' }));
    expect(client.calls).toContain('jobCancel job-1');
    expect(await screen.findByText('Cancelled')).toBeVisible();
  });

  it('changes its language and its colors at once', async () => {
    history.replaceState(null, '', '#/settings');
    const { user } = await open();
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Language' }), 'de');
    expect(await screen.findByRole('heading', { level: 1, name: 'Einstellungen' })).toBeVisible();
    await user.click(screen.getByRole('radio', { name: 'Dunkel' }));
    expect(document.documentElement.dataset.theme).toBe('dark');
  });

  it('shows every key in a sheet', async () => {
    const { user } = await open();
    await user.keyboard('?');
    expect(await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    expect(await faults()).toEqual([]);
  });

  it('without an engine says why and starts the one that is installed', async () => {
    const { client, user } = await open('none');
    await user.click(await screen.findByRole('button', { name: 'Start the engine' }));
    expect(client.calls).toContain('engineStart');
  });
});
