import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { faults, openAt } from '../../../test/open';
import { isOpen, isScope, isSource, keyKind } from './source';

vi.setConfig({ testTimeout: 60_000 });

const key = '-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----';

describe('the settings of looking into images', () => {
  it('says that the first verdict makes a container, and keeps what is chosen', async () => {
    const { client, user } = await openAt('/settings');
    expect(await screen.findByText(/container is made for a moment that never runs/)).toBeVisible();
    await user.click(screen.getByRole('switch', { name: 'Show a first verdict early' }));
    await user.selectOptions(screen.getByRole('combobox', { name: /Refresh the lists/ }), 'Once a week');
    await waitFor(() =>
      expect(client.settingsNow.scan).toMatchObject({ firstVerdict: false, refreshEveryHours: 168 }),
    );
    expect(await faults()).toEqual([]);
  });

  it('takes a source only when it can be one, and goes back to the public list', async () => {
    const { client, user } = await openAt('/settings');
    const before = client.settingsNow.scan.advisorySource;
    const field = await screen.findByRole('textbox', { name: 'Where the lists come from' });
    await user.clear(field);
    await user.type(field, 'mirror{Enter}');
    expect(await screen.findByText(/An address begins with/)).toBeVisible();
    expect(client.settingsNow.scan.advisorySource).toBe(before);
    await user.clear(field);
    await user.type(field, '/srv/osv{Enter}');
    await waitFor(() => expect(client.settingsNow.scan.advisorySource).toBe('/srv/osv'));
    await user.click(await screen.findByRole('button', { name: 'Use the public list' }));
    await waitFor(() => expect(client.settingsNow.scan.advisorySource).toBe(before));
  });

  it('trusts a key for a scope, refuses a private one, and removes it after a question', async () => {
    const { client, user } = await openAt('/settings');
    await user.click(await screen.findByRole('button', { name: 'Trust a key' }));
    const ask = within(await screen.findByRole('dialog'));
    await user.type(ask.getByRole('textbox', { name: /Names that begin/ }), 'quay.io/me/');
    const pem = ask.getByRole('textbox', { name: /Public key/ });
    await user.click(pem);
    await user.paste('-----BEGIN EC PRIVATE KEY-----');
    expect(await ask.findByText(/That is a private key/)).toBeVisible();
    await user.clear(pem);
    await user.click(pem);
    await user.paste(key);
    await user.click(ask.getByRole('button', { name: 'Trust it' }));
    await user.click(await screen.findByRole('button', { name: 'Remove the key for quay.io/me/' }));
    await user.click(screen.getByRole('button', { name: 'Remove', expanded: undefined }));
    await waitFor(() => expect(client.safety.keys.map((one) => one.scope)).not.toContain('quay.io/me/'));
  });
});

describe('what is typed there', () => {
  it.each([
    'https://mirror.example.com/osv',
    'http://localhost:8080',
    '/srv/osv',
    'C:\\osv',
    '\\\\server\\osv',
  ])('takes %s as a source', (text) => expect(isSource(text)).toBe(true));
  it.each(['', '/', 'mirror', 'ftp://x.org', 'https://', 'https://me:secret@x.org'])(
    'does not take %s as a source',
    (text) => expect(isSource(text)).toBe(false),
  );
  it('knows what anybody can change on the way', () => {
    expect(isOpen('http://mirror.example.com')).toBe(true);
    expect(isOpen('http://localhost:80')).toBe(false);
    expect(isOpen('https://mirror.example.com')).toBe(false);
  });
  it('tells keys and scopes from other texts', () => {
    expect([keyKind(key), keyKind('-----BEGIN PRIVATE KEY-----'), keyKind('ssh-rsa AAAA')]).toEqual([
      'public',
      'private',
      'other',
    ]);
    expect(['ghcr.io/acme/', 'localhost:5000', 'acme', 'https://ghcr.io', ''].map(isScope)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
