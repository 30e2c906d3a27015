import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { faults, openAt } from '../../../test/open';
import type { RegistryView } from '../../ipc';
import { commandOf, pushAbout, signInFor, stranger, suggested, unfit } from './target';

vi.setConfig({ testTimeout: 60_000 });

async function open(name: string, prepare?: Parameters<typeof openAt>[2]) {
  const opened = await openAt('/images', 'fine', prepare);
  await screen.findByRole('row', { name: /nginx/ });
  await opened.user.keyboard('{Control>}k{/Control}');
  await opened.user.type(
    await screen.findByRole('combobox', { name: /Find an action/ }),
    `push ${name}{Enter}`,
  );
  const dialog = within(await screen.findByRole('dialog', { name: `Push ${name}` }));
  return { ...opened, dialog };
}

describe('pushing an image', () => {
  it('tags it first, shows the layers, and says the digest', async () => {
    const { client, user, dialog } = await open('shop/web:1', (client) => {
      client.pace = 30;
    });
    const name = dialog.getByRole('textbox');
    await waitFor(() => expect(name).toHaveValue('acme/web:1'));
    expect(await dialog.findByText('Goes to Docker Hub, into acme/web, with the tag 1.')).toBeVisible();
    expect(dialog.getByText(/It gets it first; nothing is copied/)).toBeVisible();
    expect(dialog.getByText(/Signed in to Docker Hub as acme\./)).toBeVisible();
    expect(dialog.getByText(/podman tag shop\/web:1 acme\/web:1\s+podman push acme\/web:1/)).toBeVisible();
    expect(await faults()).toEqual([]);
    await user.keyboard('{Enter}');
    expect(await dialog.findByText('6 layers')).toBeVisible();
    expect((await dialog.findAllByText('Uploading')).length).toBeGreaterThan(0);
    expect(dialog.getAllByText('Already there').length).toBeGreaterThan(0);
    expect(await dialog.findByText('Pushed acme/web:1')).toBeVisible();
    expect(dialog.getByText('Digest')).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Done' })).toHaveFocus();
    expect(await faults()).toEqual([]);
    const [tag, push] = client.calls.filter((call) => /^image(Tag|Push)/.test(call));
    expect(tag).toMatch(/^imageTag sha256:\w+ acme\/web:1$/);
    expect(push).toBe('imagePush acme/web:1');
  });

  it('does not tag what has the name already', async () => {
    const { client, user, dialog } = await open('ghcr.io/acme/notes:2.4.1');
    await dialog.findByText(/^Goes to ghcr\.io/);
    await user.keyboard('{Enter}');
    expect(await dialog.findByText('Pushed ghcr.io/acme/notes:2.4.1')).toBeVisible();
    expect(client.calls.join()).not.toContain('imageTag');
  });

  it('offers to sign in, and comes back with what was typed', async () => {
    const { user, dialog } = await open('shop/web:1');
    await user.clear(dialog.getByRole('textbox'));
    await user.type(dialog.getByRole('textbox'), 'quay.io/me/web:2');
    await user.click(await dialog.findByRole('button', { name: 'Sign in to quay.io' }));
    const signIn = within(await screen.findByRole('dialog', { name: 'Sign in to quay.io' }));
    await user.keyboard('me{Tab}token');
    await user.click(signIn.getByRole('button', { name: 'Sign in' }));
    await signIn.findByText('Signed in to quay.io as me');
    await user.keyboard('{Enter}');
    const back = within(await screen.findByRole('dialog', { name: 'Push shop/web:1' }));
    await waitFor(() => expect(back.getByRole('textbox')).toHaveValue('quay.io/me/web:2'));
    expect(await back.findByText(/Signed in to quay\.io as me\./)).toBeVisible();
  });

  it('says who was refused, and lets the name be changed', async () => {
    const { user, dialog } = await open('shop/web:1');
    await user.clear(dialog.getByRole('textbox'));
    await user.type(dialog.getByRole('textbox'), 'other/web:1');
    expect(await dialog.findByText(/begins with other, your account is acme/)).toBeVisible();
    await user.keyboard('{Enter}');
    expect(await dialog.findByText('You may not push other/web:1')).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Change the name' }));
    expect(dialog.getByRole('textbox')).toHaveValue('other/web:1');
  });

  it('explains names that lead nowhere', async () => {
    const { user, dialog } = await open('shop/web:1');
    for (const [name, why] of [
      ['localhost/web:1', /stay on this computer/],
      ['web:1', /needs your account in front/],
    ] as const) {
      await user.clear(dialog.getByRole('textbox'));
      await user.type(dialog.getByRole('textbox'), name);
      expect(await dialog.findByText(why)).toBeVisible();
      expect(dialog.getByRole('button', { name: 'Push' })).toBeDisabled();
    }
  });

  it('is in the menu of a row and at the open image', async () => {
    const { user } = await openAt('/images');
    const row = await screen.findByRole('row', { name: /adminer/ });
    await user.pointer({ target: row, keys: '[MouseRight]' });
    await user.click(await screen.findByRole('menuitem', { name: 'Push' }));
    await screen.findByRole('dialog', { name: 'Push adminer:5' });
    await user.keyboard('{Escape}');
    await user.click(row);
    await user.click(await screen.findByRole('button', { name: 'Push' }));
    expect(await screen.findByRole('dialog', { name: 'Push adminer:5' })).toBeVisible();
  });
});

describe('where a push goes', () => {
  const signedIn = (host: string, username: string | null, inUse = true): RegistryView => ({
    host,
    username,
    source: 'keychain',
    detail: null,
    ours: true,
    inUse,
    problem: null,
  });

  it('is proposed from the names and the accounts', () => {
    const accounts = [
      signedIn('docker.io', 'acme'),
      signedIn('ghcr.io', 'octo'),
      signedIn('quay.io', 'x', false),
    ];
    expect(suggested(['localhost/web:1'], accounts)).toEqual(['acme/web:1', 'ghcr.io/octo/web:1']);
    expect(suggested(['shop/web:1'], accounts)[0]).toBe('acme/web:1');
    expect(suggested(['acme/web'], accounts)).toEqual([
      'acme/web',
      'acme/web:latest',
      'ghcr.io/octo/web:latest',
    ]);
    expect(suggested([], [])).toEqual([]);
    expect(suggested(['web'], [signedIn('quay.io/acme', 'robot')])).toEqual(['quay.io/acme/web:latest']);
    expect(suggested(['web'], [signedIn('gcr.io', 'bad name; rm -rf /')])).toEqual([]);
  });

  it('uses the nearest sign-in', () => {
    const rows = [
      signedIn('quay.io', 'all'),
      signedIn('quay.io/acme', 'near'),
      signedIn('ghcr.io', 'no', false),
    ];
    expect(signInFor('quay.io/acme/web', rows)?.username).toBe('near');
    expect(signInFor('quay.io/acmeother/web', rows)?.username).toBe('all');
    expect(signInFor('ghcr.io/a/b', rows)).toBeUndefined();
    expect(stranger('shop/web', [signedIn('docker.io', 'acme')])).toEqual({ owner: 'shop', user: 'acme' });
  });

  it('cannot be just anywhere', () => {
    expect(unfit('ghcr.io/a/b:1')).toBeUndefined();
    expect(unfit('a/b')).toBeUndefined();
    expect(unfit('b')).toBe('noAccount');
    expect(unfit('localhost/b')).toBe('local');
    expect(unfit('localhost:5000/b')).toBeUndefined();
    expect(unfit('a/b@sha256:ab')).toBe('digest');
  });

  it('is a command', () => {
    expect(commandOf('docker', 'a:1', 'x/a:1', true)).toBe('docker tag a:1 x/a:1\ndocker push x/a:1');
    expect(commandOf('podman', 'x/a:1', 'x/a:1', false)).toBe('podman push x/a:1');
    expect(pushAbout('a:1 b:2')).toEqual({ source: 'a:1', target: 'b:2' });
  });
});
