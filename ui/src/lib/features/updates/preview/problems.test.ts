import { screen, within } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { openAt } from '../../../../test/open';
import { id } from '../../../ipc/memory/data';

vi.setConfig({ testTimeout: 60_000 });

async function preview(withNewer: boolean) {
  const { user } = await openAt('/updates', 'fine', (client) => {
    const [nginx] = client.imageRows;
    if (!nginx || !withNewer) return;
    const digests = [`nginx@sha256:${id('nginx:1.27 newer')}`];
    client.imageRows.push({ ...nginx, id: `sha256:${id('newer')}`, names: ['redis:9'], digests, usedBy: [] });
  });
  await user.click(await screen.findByRole('button', { name: 'Update blog-web' }));
  const dialog = within(await screen.findByRole('dialog', { name: /Update blog-web/ }));
  await dialog.findByRole('row', { name: /Version/ });
  return dialog;
}

it('says what an update mends when both images are here and known', async () => {
  const dialog = await preview(true);
  expect(
    await dialog.findByRole('row', { name: /Known problems fixes \d+ known problems, brings none/ }),
  ).toBeVisible();
});

it('says nothing of it when the newer one is not here', async () => {
  const dialog = await preview(false);
  expect(dialog.queryByRole('row', { name: /Known problems/ })).toBeNull();
});
