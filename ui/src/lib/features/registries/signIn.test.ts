import { screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { faults, openAt } from '../../../test/open';
import { signInAbout } from './about';
import { plainHost, tokenHelp } from './hosts';

vi.setConfig({ testTimeout: 60_000 });

/** Types the password and sends the form. */
async function send(
  { user, dialog }: Pick<Awaited<ReturnType<typeof open>>, 'user' | 'dialog'>,
  secret: string,
) {
  await user.type(dialog.getByLabelText('Password or token'), secret);
  await user.click(dialog.getByRole('button', { name: 'Sign in' }));
}

async function open(prepare?: Parameters<typeof openAt>[2]) {
  const opened = await openAt('/settings', 'fine', prepare);
  await opened.user.keyboard('{Control>}k{/Control}');
  await opened.user.type(await screen.findByRole('combobox', { name: /Find an action/ }), 'sign in{Enter}');
  const dialog = within(await screen.findByRole('dialog', { name: 'Sign in' }));
  return { ...opened, dialog };
}

describe('signing in', () => {
  it('asks the registry, says what was verified, and forgets the password', async () => {
    const { client, user, dialog } = await open();
    expect(await faults()).toEqual([]);
    await user.selectOptions(dialog.getByRole('combobox', { name: 'Registry' }), 'ghcr.io');
    expect(dialog.getByText(/GitHub does not take your password/)).toBeVisible();
    await user.type(dialog.getByRole('textbox', { name: 'User name' }), 'octo');
    const secret = dialog.getByLabelText('Password or token');
    expect(secret).toHaveAttribute('type', 'password');
    await send({ user, dialog }, 'ghp_hidden');
    expect(await dialog.findByText('Signed in to ghcr.io as octo')).toBeVisible();
    expect(dialog.getByText(/accepted both/)).toBeVisible();
    expect(client.calls).toContain('registrySignIn ghcr.io octo keychain');
    expect(document.body.innerHTML + client.calls.join()).not.toContain('ghp_hidden');
    expect(dialog.getByRole('button', { name: 'Done' })).toHaveFocus();
    expect(await faults()).toEqual([]);
  });

  it('says in place why it was refused, and wants the password anew', async () => {
    const { user, dialog } = await open();
    await user.type(dialog.getByRole('textbox', { name: 'User name' }), 'acme');
    await send({ user, dialog }, 'wrong');
    expect(await dialog.findByText('docker.io did not accept the sign-in')).toBeVisible();
    expect(dialog.getByLabelText('Password or token')).toHaveValue('');
    expect(dialog.getByLabelText('Password or token')).toHaveFocus();
    expect(dialog.getByRole('textbox', { name: 'User name' })).toHaveValue('acme');
  });

  it('offers a file only when there is no keychain, and warns before', async () => {
    const { client, user, dialog } = await open((client) => {
      client.registries.keychain = false;
    });
    expect(dialog.queryByRole('radio', { name: 'In a file' })).toBeNull();
    await user.type(dialog.getByRole('textbox', { name: 'User name' }), 'acme');
    await send({ user, dialog }, 'right');
    await user.click(await dialog.findByRole('button', { name: 'Keep in a file' }));
    expect(dialog.getByText(/Kept as plain text in a file/)).toBeVisible();
    expect(client.calls.filter((call) => call.startsWith('registrySignIn'))).toHaveLength(1);
    expect(dialog.getByRole('button', { name: 'Sign in' })).toHaveFocus();
    expect(await faults()).toEqual([]);
    await user.keyboard('{Enter}');
    expect(await dialog.findByText('Signed in to Docker Hub as acme')).toBeVisible();
    expect(client.calls).toContain('registrySignIn docker.io acme file');
  });

  it('keeps it for the session with one click', async () => {
    const { client, user, dialog } = await open((client) => {
      client.registries.keychain = false;
    });
    await user.type(dialog.getByRole('textbox', { name: 'User name' }), 'acme');
    await send({ user, dialog }, 'right');
    await user.click(await dialog.findByRole('button', { name: 'Keep until the app ends' }));
    expect(await dialog.findByText('Signed in to Docker Hub as acme')).toBeVisible();
    expect(client.calls).toContain('registrySignIn docker.io acme session');
  });

  it('takes an address of one’s own', async () => {
    const { user, dialog } = await open();
    await user.selectOptions(dialog.getByRole('combobox', { name: 'Registry' }), 'other');
    await user.type(
      dialog.getByRole('textbox', { name: 'Address' }),
      'https://Registry.Example.com:5000/v2/',
    );
    expect(dialog.getByText('mooring login registry.example.com:5000')).toBeVisible();
    await user.type(dialog.getByRole('textbox', { name: 'User name' }), "o'neil");
    expect(dialog.getByText(`mooring login registry.example.com:5000 --username 'o'\\''neil'`)).toBeVisible();
  });
});

describe('the registries of the settings', () => {
  it('say where each sign-in comes from and which is used', async () => {
    await openAt('/settings');
    const list = within(await screen.findByRole('list', { name: 'Registries' }));
    expect(list.getByText("In the system's keychain, put there by Mooring")).toBeVisible();
    expect(list.getByText("From Docker's settings, /home/me/.docker/config.json")).toBeVisible();
    expect(list.getByText(/auth\.json\. Not used, another one comes first/)).toBeVisible();
    expect(list.getByText('The program that keeps passwords failed')).toBeVisible();
    expect(list.getAllByText('In use')).toHaveLength(3);
    expect(await faults()).toEqual([]);
  });

  it('are checked and signed out of, ours alone', async () => {
    const { client, user } = await openAt('/settings');
    await user.click(await screen.findByRole('button', { name: 'Check the sign-in for ghcr.io' }));
    expect(await screen.findByText('ghcr.io accepts this sign-in.')).toBeVisible();
    const [theirs] = screen.getAllByRole('button', { name: 'Sign out of ghcr.io' });
    if (theirs) await user.click(theirs);
    expect(screen.getByText('docker logout ghcr.io')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Sign out of Docker Hub' }));
    expect(screen.getByRole('button', { name: 'Stay signed in' })).toHaveFocus();
    await user.click(
      within(screen.getByRole('group', { name: 'Sign out of Docker Hub' })).getByText('Sign out'),
    );
    expect(await screen.findByText('Signed out of Docker Hub')).toBeVisible();
    expect(client.calls.filter((call) => call.startsWith('registrySignOut'))).toEqual([
      'registrySignOut docker.io',
    ]);
  });

  it('can be none, or unknown', async () => {
    const { unmount } = await openAt('/settings', 'fine', (client) => {
      client.registries.rows = [];
    });
    expect(await screen.findByText(/No sign-in is known/)).toBeVisible();
    unmount();
    await openAt('/settings', 'failed');
    expect((await screen.findAllByText('The container engine is not running')).length).toBeGreaterThan(0);
  });
});

it('understands what it is opened with', () => {
  expect(signInAbout('')).toEqual({ host: '', back: undefined });
  expect(signInAbout('ghcr.io')).toEqual({ host: 'ghcr.io', back: undefined });
  expect(signInAbout('ghcr.io push shop/web:1 ghcr.io/me/web:1').back).toEqual({
    name: 'push',
    about: 'shop/web:1 ghcr.io/me/web:1',
  });
});

it.each([
  ['', ''],
  ['https://index.docker.io/v1/', 'docker.io'],
  ['hub.docker.com', 'docker.io'],
  [' GHCR.io ', 'ghcr.io'],
  ['http://localhost:5000/v2/', 'localhost:5000'],
])('reads the address %j as %j', (text, host) => expect(plainHost(text)).toBe(host));

it('knows which kind of password a registry takes', () => {
  expect(tokenHelp('123456789012.dkr.ecr.eu-central-1.amazonaws.com')).toMatch(/ECR/);
  expect(tokenHelp('acme.azurecr.io')).toMatch(/Azure/);
  expect(tokenHelp('europe-west1-docker.pkg.dev')).toMatch(/Google/);
  expect(tokenHelp('gcr.io')).toMatch(/Google/);
  expect(tokenHelp('registry.example.com')).toMatch(/this registry gave you/);
});
