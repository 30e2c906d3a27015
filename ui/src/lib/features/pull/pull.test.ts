import { configure, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../../../App.svelte';
import { speak } from '../../i18n';
import { MemoryClient } from '../../ipc/memory';
import { withPlatform } from './command';

// A whole window and axe take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });
configure({ asyncUtilTimeout: 10_000 });

beforeEach(() => {
  history.replaceState(null, '', '#/containers');
  localStorage.clear();
});

async function open() {
  const client = new MemoryClient();
  client.settingsNow.language = 'en';
  client.pace = 5;
  speak('en');
  render(App, { props: { client } });
  const user = userEvent.setup();
  await screen.findByRole('row', { name: /blog-web/ });
  await user.keyboard('{Control>}k{/Control}');
  await user.type(await screen.findByRole('combobox'), 'pull an image{Enter}');
  const dialog = await screen.findByRole('dialog', { name: 'Pull an image' });
  return { client, user, dialog: within(dialog) };
}

async function faults() {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  return violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join()}`);
}

describe('pulling an image', () => {
  it('says what it understood and what was put right', async () => {
    const { user, dialog } = await open();
    expect(await faults()).toEqual([]);
    await user.keyboard('docker pull Nginx:1.27');
    expect(await dialog.findByText('nginx:1.27')).toBeVisible();
    expect(dialog.getByText(/the image taken from the command and written in lower case/)).toBeVisible();
    expect(dialog.getByText('On this computer already')).toBeVisible();
    expect(dialog.getByText('podman pull nginx:1.27')).toBeVisible();
    await user.selectOptions(dialog.getByRole('combobox'), 'linux/arm64');
    expect(dialog.getByText('podman pull --platform linux/arm64 nginx:1.27')).toBeVisible();
  });

  it('says why something cannot be a name, and pulls nothing', async () => {
    const { client, user, dialog } = await open();
    await user.keyboard('what is this?{Enter}');
    expect(await dialog.findByText('what is this? is not a name for an image')).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Pull' })).toBeDisabled();
    expect(await faults()).toEqual([]);
    expect(client.jobViews.some((job) => job.subject.includes('what'))).toBe(false);
  });

  it('says before the download what fits, and what does not', async () => {
    const { user, dialog } = await open();
    await user.keyboard('mongo:8');
    expect(await dialog.findByText(/^Fits this computer, about 72 MB to download/)).toBeVisible();
    await user.selectOptions(dialog.getByRole('combobox'), 'linux/arm64');
    expect(await dialog.findByText('It is made for linux/arm64')).toBeVisible();
    await user.selectOptions(dialog.getByRole('combobox'), 'linux/riscv64');
    expect(await dialog.findByText('It is made for linux/riscv64')).toBeVisible();
    await user.selectOptions(dialog.getByRole('combobox'), '');
    await user.type(dialog.getByRole('textbox'), '-arm64');
    expect(await dialog.findByText('Does not fit this computer (linux/amd64)')).toBeVisible();
    expect(dialog.getByText('It is made for linux/arm64/v8.')).toBeVisible();
    expect(await faults()).toEqual([]);
  });

  it('says when Docker Hub allows few more', async () => {
    const { client, user, dialog } = await open();
    const [budget] = client.updates.view.budgets;
    if (budget) budget.remaining = 12;
    client.announce('freshness');
    await user.keyboard('mongo:8');
    expect(await dialog.findByText(/^Docker Hub allows 12 more of 200 downloads/)).toBeVisible();
    await user.clear(dialog.getByRole('textbox'));
    await user.keyboard('ghcr.io/acme/app');
    await dialog.findByText(/^Fits this computer/);
    expect(dialog.queryByText(/allows 12 more/)).toBeNull();
  });

  it('shows the layers, then leads to running it', async () => {
    const { client, user, dialog } = await open();
    client.pace = 30;
    await user.keyboard('mongo:8{Enter}');
    expect(await dialog.findByText('6 layers')).toBeVisible();
    expect((await dialog.findAllByText('Downloading')).length).toBeGreaterThan(0);
    expect(await faults()).toEqual([]);
    const run = await dialog.findByRole('button', { name: 'Run it' });
    await waitFor(() => expect(run).toHaveFocus());
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('dialog', { name: 'Run mongo:8' })).toBeVisible();
  });

  it('offers a better name when it failed', async () => {
    const { user, dialog } = await open();
    await user.keyboard('acme/missing{Enter}');
    await user.click(await dialog.findByRole('button', { name: 'Use nginx:1.27' }));
    expect(await dialog.findByText('Pulled nginx:1.27')).toBeVisible();
  });

  it('goes on when it is closed, and is stopped when it is asked to', async () => {
    const { client, user, dialog } = await open();
    client.pace = 50;
    await user.keyboard('mongo:8{Enter}');
    await dialog.findByText('6 layers');
    await user.click(dialog.getByRole('button', { name: 'Stop the download' }));
    expect(client.calls.some((call) => call.startsWith('jobCancel'))).toBe(true);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog') === null).toBe(true));
  });
});

it('puts the platform into the command', () => {
  expect(withPlatform('docker pull a', 'linux/arm64')).toBe('docker pull --platform linux/arm64 a');
  expect(withPlatform('docker pull a', '')).toBe('docker pull a');
});
