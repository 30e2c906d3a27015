import { screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { faults, openAt } from '../../../../test/open';
import { crumbsOf, readable } from './paths';
import { stepWords } from './steps';

vi.setConfig({ testTimeout: 60_000 });

const at = (name: string) => `/images/${encodeURIComponent(name)}/layers`;
const files = () => screen.findByRole('grid', { name: 'Files' });

describe('a path', () => {
  it('leads back up through its folders', () => {
    expect(crumbsOf('usr/local/my%20lib')).toEqual([
      { name: 'usr', path: 'usr' },
      { name: 'local', path: 'usr/local' },
      { name: 'my lib', path: 'usr/local/my%20lib' },
    ]);
    expect(crumbsOf('/etc')).toEqual([{ name: 'etc', path: '/etc' }]);
    expect(crumbsOf('')).toEqual([]);
  });
  it('that is no text stays as it is', () => expect(readable('caf%E9')).toBe('caf%E9'));
});

describe('a step', () => {
  it.each([
    ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'],
    ['RUN /bin/sh -c apt-get   update # buildkit', 'RUN apt-get update'],
    ['/bin/sh -c make', 'RUN make'],
    ['COPY . /app # buildkit', 'COPY . /app'],
  ])('%s is read as in a Dockerfile', (said, told) => expect(stepWords(said)).toBe(told));
});

describe('layers and files', () => {
  it('say what each step brought, hid and removed', async () => {
    await openAt(at('shop/web:1'));
    const step = await screen.findByRole('radio', { name: /^Step 5/ });
    expect(step).toHaveAccessibleName(/RUN pip install/);
    expect(step).toHaveAccessibleName(/1.7 MB hidden by later steps/);
    expect(screen.getByRole('radio', { name: /^Step 6/ })).toHaveAccessibleName(/2 removed/);
    expect(screen.getByRole('radio', { name: /^Step 3/ })).toHaveAccessibleName(/Changes only settings/);
  });

  it('are walked into and back by the keyboard alone', async () => {
    const { user } = await openAt(at('shop/web:1'));
    await screen.findByRole('row', { name: /^app/ });
    (await files()).focus();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(await screen.findByRole('row', { name: /^app.py/ })).toBeVisible();
    (await files()).focus();
    await user.keyboard('{Escape}');
    expect(await screen.findByRole('row', { name: /^etc/ })).toBeVisible();
  });

  it('mark a file that a later step hides, and keep a secret until asked twice', async () => {
    const { client, user } = await openAt(at('shop/web:1'));
    await user.click(await screen.findByRole('radio', { name: /^Step 4/ }));
    await user.click(await screen.findByRole('row', { name: /^app/ }));
    const row = await screen.findByRole('row', { name: /deploy.key/ });
    expect(within(row).getByText('hidden by step 6')).toBeVisible();
    await user.click(row);
    const dialog = within(await screen.findByRole('dialog', { name: 'app/deploy.key' }));
    expect(await dialog.findByText('This file looks like a secret')).toBeVisible();
    expect(dialog.queryByText(/PRIVATE KEY/)).toBeNull();
    expect(await faults()).toEqual([]);
    await user.click(dialog.getByRole('button', { name: 'Show anyway' }));
    expect(await dialog.findByText(/PRIVATE KEY/)).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Save a copy' }));
    expect(client.calls.at(-1)).toMatch(/^imageFileSave sha256:\w+ 3 app\/deploy.key$/);
    expect(await screen.findByText('Saved as /home/me/deploy.key')).toBeVisible();
  });

  it('are found by a part of the path, among 36,000, and only those in view are drawn', async () => {
    const { client, user } = await openAt(at('quay.io/jupyter/minimal-notebook:2026-10'));
    await files();
    const asked = vi.spyOn(client, 'imageFiles');
    await user.keyboard('/');
    await user.keyboard('node_modules');
    expect(await screen.findByText('Found by "node_modules"')).toBeVisible();
    await screen.findAllByRole('row', { name: /node_modules/ });
    const grid = await files();
    expect(within(grid).getAllByRole('row').length).toBeLessThan(40);
    expect(screen.getByText(/more. Type a longer part of the path/)).toBeVisible();
    expect(asked.mock.calls.length).toBeLessThan(12);
    await user.click(screen.getByRole('button', { name: 'Clear the filter' }));
    expect(await screen.findByRole('row', { name: /^opt/ })).toBeVisible();
  });

  it('wait for the whole image', async () => {
    await openAt(at('mariadb:11'));
    expect(
      await screen.findByText('Layers and files are known once the whole image was read.'),
    ).toBeVisible();
  });
});
