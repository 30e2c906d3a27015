import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { faults, openAt } from '../../../test/open';

async function openBuild() {
  const opened = await openAt('/images');
  await opened.user.click(screen.getByRole('button', { name: 'Build' }));
  return { ...opened, dialog: await screen.findByRole('dialog', { name: 'Build an image' }) };
}

describe('building an image', () => {
  it('goes from a folder to something that can be run', async () => {
    const { client, user, dialog } = await openBuild();
    await user.click(within(dialog).getByRole('button', { name: 'Choose a folder' }));
    expect(await within(dialog).findByText(/183 files, 2.4 MB/)).toBeVisible();
    expect(within(dialog).getByRole('textbox', { name: /Name/ })).toHaveValue('shop');
    expect(await within(dialog).findByText('podman build -t shop -f Dockerfile /home/me/shop')).toBeVisible();
    expect(await faults()).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Build' }));
    expect(await within(dialog).findByText('shop is built')).toBeVisible();
    expect(within(dialog).getByText('RUN pip install --no-cache-dir -r /app/requirements.txt')).toBeVisible();
    expect(await faults()).toEqual([]);
    expect(client.calls.join()).toContain('"noCache":false');
    await user.click(within(dialog).getByRole('button', { name: 'Show the image' }));
    expect(location.hash).toMatch(/^#\/images\/sha256/);
  });

  it('says which step failed, and keeps the form', async () => {
    const { user, dialog } = await openBuild();
    await user.type(within(dialog).getByRole('textbox', { name: 'Folder' }), '/home/me/broken');
    await within(dialog).findByText(/183 files/);
    await user.click(within(dialog).getByRole('button', { name: 'Build' }));
    expect(await within(dialog).findByText('A build step failed')).toBeVisible();
    expect(within(dialog).getByText(/No matching distribution found for pilow/)).toBeVisible();
    expect(await faults()).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Back to the form' }));
    expect(within(dialog).getByRole('textbox', { name: 'Folder' })).toHaveValue('/home/me/broken');
  });

  it('stops when asked', async () => {
    const { client, user, dialog } = await openBuild();
    client.pace = 10_000;
    await user.click(within(dialog).getByRole('button', { name: 'Choose a folder' }));
    await within(dialog).findByText(/183 files/);
    await user.click(within(dialog).getByRole('button', { name: 'Build' }));
    await user.click(await within(dialog).findByRole('button', { name: 'Stop building' }));
    expect(await within(dialog).findByText(/The build was stopped/)).toBeVisible();
  });

  it('explains a folder without a Dockerfile', async () => {
    const { user, dialog } = await openBuild();
    await user.type(within(dialog).getByRole('textbox', { name: 'Folder' }), '/home/me/empty');
    expect(await within(dialog).findByText('There is no Dockerfile in /home/me/empty')).toBeVisible();
    expect(within(dialog).getByRole('button', { name: 'Build' })).toBeDisabled();
  });
});
