import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { faults, openAt } from '../../../test/open';
import type { Pretence } from '../../ipc/memory';
import { podman } from '../../ipc/memory/data';
import { nameParts, platformFit } from './imageRow';
import { programOf } from './imageSentence';

describe('an image', () => {
  it.each([
    ['nginx', 'nginx', 'latest'],
    ['nginx:1.27', 'nginx', '1.27'],
    ['host:5000/shop/web', 'host:5000/shop/web', 'latest'],
    ['host:5000/shop/web:1', 'host:5000/shop/web', '1'],
    ['nginx@sha256:0123456789abcdef', 'nginx', 'sha256:0123456789ab'],
  ])('%s is taken apart', (name, repository, tag) => {
    expect(nameParts(name)).toEqual({ repository, tag });
  });

  it.each([
    [['/docker-entrypoint.sh'], ['nginx', '-g', 'daemon off;'], 'nginx'],
    [[], ['/bin/sh', '-c', 'exec python app.py'], 'python app.py'],
    [['/sbin/tini', '--', '/usr/local/bin/start'], [], 'start'],
    [[], ['bash'], 'bash'],
    [['docker-entrypoint.sh'], [], 'docker-entrypoint.sh'],
    [[], [], null],
  ])('with %j %j runs %s', (entrypoint, command, program) => {
    expect(programOf(entrypoint, command)).toBe(program);
  });

  it('says how its platform suits the engine', () => {
    expect(platformFit('linux/amd64', podman)).toBe('own');
    expect(platformFit('linux/386', podman)).toBe('own');
    expect(platformFit('linux/arm64', podman)).toBe('emulated');
    expect(platformFit('windows/amd64', podman)).toBe('foreign');
    expect(platformFit(null, podman)).toBe('own');
  });
});

describe('the images', () => {
  it.each<Pretence>(['fine', 'loading', 'empty', 'failed', 'none', 'lost'])(
    'have no faults when it is %s',
    async (pretence) => {
      await openAt('/images', pretence);
      await new Promise((done) => setTimeout(done, 50));
      expect(await faults()).toEqual([]);
    },
  );

  it('are filtered to those without users and without names', async () => {
    const { user } = await openAt('/images');
    await screen.findByRole('row', { name: /nginx/ });
    await user.click(screen.getByRole('radio', { name: /No name 1/ }));
    expect(screen.getByRole('row', { name: /Left over when a newer one took its name/ })).toBeVisible();
    expect(screen.queryByRole('row', { name: /nginx/ })).toBeNull();
  });

  it('are removed after the exact list, and those in use stay with their users named', async () => {
    const { client, user } = await openAt('/images');
    await user.click(await screen.findByRole('checkbox', { name: 'Select nginx:1.27' }));
    await user.click(screen.getByRole('checkbox', { name: 'Select node:24-alpine' }));
    await user.keyboard('{Delete}');
    const question = await screen.findByRole('dialog', { name: 'Remove node:24-alpine?' });
    expect(within(question).getByText('another name of it')).toBeVisible();
    expect(within(question).getByText('161 MB, can be pulled again')).toBeVisible();
    expect(within(question).getByText('One stays, because it is used:')).toBeVisible();
    expect(within(question).getByRole('link', { name: 'blog-web' })).toBeVisible();
    expect(within(question).getByText('podman rmi node:24-alpine node:lts-alpine')).toBeVisible();
    expect(await faults()).toEqual([]);
    await user.click(within(question).getByRole('button', { name: 'Remove the image' }));
    await screen.findByText('node:24-alpine was removed');
    expect(client.calls.filter((call) => call.startsWith('imageRemove '))).toHaveLength(1);
  });

  it('say who uses the one that cannot be removed', async () => {
    const { client, user } = await openAt('/images');
    await user.click(await screen.findByRole('row', { name: /postgres/ }));
    await user.click(await screen.findByRole('button', { name: 'Remove' }));
    const told = await screen.findByRole('dialog', { name: 'postgres:17 cannot be removed now' });
    expect(within(told).getByRole('link', { name: 'blog-db' })).toBeVisible();
    expect(client.calls.join()).not.toContain('imageRemove');
  });

  it('open one in a sentence, hide its secrets until asked, and keep its last name', async () => {
    const { user } = await openAt('/images');
    await user.click(await screen.findByRole('row', { name: /postgres/ }));
    expect(
      await screen.findByText(
        'Runs postgres; listens on port 5432; keeps data in /var/lib/postgresql/data; starts as root.',
      ),
    ).toBeVisible();
    expect(screen.getByText(/1 container is made from this/)).toBeVisible();
    expect(screen.queryByText('changeme')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show the value of DEFAULT_PASSWORD' }));
    expect(screen.getByText('changeme')).toBeVisible();
    expect(screen.getByText(/Its only name/)).toBeVisible();
    expect(await faults()).toEqual([]);
  });

  it('get one more name, checked while it is typed', async () => {
    const { client, user } = await openAt('/images');
    await user.click(await screen.findByRole('row', { name: /postgres/ }));
    await user.click(await screen.findByRole('button', { name: 'Add a name' }));
    const dialog = await screen.findByRole('dialog');
    const name = within(dialog).getByRole('textbox');
    await user.type(name, 'nginx:1.27');
    expect(await within(dialog).findByText(/Another image has this name now/)).toBeVisible();
    await user.clear(name);
    await user.type(name, 'shop/db:1{Enter}');
    expect(await screen.findByText('The image is now also called shop/db:1')).toBeVisible();
    expect(client.calls.at(-1)).toMatch(/^imageTag sha256:\w+ shop\/db:1$/);
  });

  it('are used by the keyboard alone: R runs the one under the cursor', async () => {
    const { user } = await openAt('/images');
    await screen.findByRole('row', { name: /nginx/ });
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowDown}');
    await user.keyboard('r');
    expect(await screen.findByRole('dialog')).toBeVisible();
  });
});
