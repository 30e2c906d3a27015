import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { faults, openAt } from '../../../test/open';
import type { MemoryClient, Pretence } from '../../ipc/memory';

// A whole window and axe take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const detail = async (name: string) => within(await screen.findByRole('complementary', { name }));
const called = (client: MemoryClient, name: string) => client.calls.filter((call) => call.startsWith(name));

describe('the Security place', () => {
  it.each<Pretence>(['fine', 'loading', 'empty', 'failed', 'none', 'unlisted', 'offline'])(
    'has no faults when it is %s',
    async (pretence) => {
      await openAt('/security', pretence);
      await new Promise((done) => setTimeout(done, 60));
      expect(await faults()).toEqual([]);
    },
  );

  it('is reached by its keys, with what can be fixed today first', async () => {
    const { user } = await openAt('/containers');
    await screen.findByRole('row', { name: /blog-web/ });
    await user.keyboard('gy');
    await screen.findByRole('heading', { level: 1, name: 'Security' });
    const first = (await screen.findAllByRole('row', { name: /fixable/ }))[0];
    expect(first).toHaveTextContent(/Fix now.*Attackers use it/);
    expect(screen.getByRole('row', { name: /redis.*Fine/ })).toBeVisible();
    expect(screen.getByRole('row', { name: /python.*Waiting.*nobody can fix/ })).toBeVisible();
    expect(screen.getByRole('link', { name: /Security/ })).toHaveTextContent('8');
  });

  it('filtered to nothing says so', async () => {
    const { user } = await openAt('/security');
    await screen.findByRole('row', { name: /nginx/ });
    await user.keyboard('/');
    await user.keyboard('nothing like it');
    await user.click(await screen.findByRole('button', { name: 'Show all' }));
    expect(await screen.findByRole('row', { name: /nginx/ })).toBeVisible();
  });

  it('begins with getting the lists, and says that nothing leaves the computer', async () => {
    const { client, user } = await openAt('/security', 'unlisted');
    expect(await screen.findByText(/Nothing about your images leaves this computer/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Get the lists' }));
    expect(await screen.findByRole('row', { name: /nginx.*fixable/ })).toBeVisible();
    expect(called(client, 'advisoriesUpdate')).toHaveLength(1);
  });

  it('shows images without lists when asked to, and calls none of them fine', async () => {
    const { user } = await openAt('/security', 'unlisted');
    await user.click(await screen.findByRole('button', { name: 'Show the images without' }));
    expect(await screen.findByRole('row', { name: /redis.*Not compared/ })).toBeVisible();
    expect(screen.queryByText('Fine')).toBeNull();
  });

  it('looks into all images, and stops when asked to', async () => {
    const { client, user } = await openAt('/security', 'fine', (client) => {
      client.pace = 60;
    });
    await user.click(await screen.findByRole('button', { name: 'Look into all' }));
    expect(await screen.findByText(/Looked into \d+ of 16/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    expect(called(client, 'jobCancel')).toHaveLength(1);
  });
});

describe('an image in the Security place', () => {
  it('folds what nobody can fix, and opens a finding and the update by keyboard', async () => {
    const { user } = await openAt('/security/nginx:1.27');
    const aside = await detail('nginx:1.27');
    expect(await aside.findByText(/of 38 known problems can be fixed today/)).toBeVisible();
    const fold = await aside.findByRole('button', { name: '26 that nobody can fix yet' });
    expect(fold).toHaveAttribute('aria-expanded', 'false');
    expect(await faults()).toEqual([]);

    aside.getByRole('button', { name: /that you can fix today/ }).focus();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(await aside.findByText('How to fix it here')).toBeVisible();
    expect(aside.getByText(/used in attacks/)).toBeVisible();
    expect(await faults()).toEqual([]);
    await user.click(aside.getByRole('button', { name: 'Update safely' }));
    expect(await screen.findByRole('dialog', { name: /Update blog-web/ })).toBeVisible();
  });

  it('ignores a finding by its key, for a reason, and takes it back', async () => {
    const { client, user } = await openAt('/security/nginx:1.27');
    const aside = await detail('nginx:1.27');
    (await aside.findByRole('button', { name: /12 that you can fix/ })).focus();
    await user.keyboard('{ArrowDown}i');
    const ask = within(await screen.findByRole('dialog', { name: /^Ignore CVE/ }));
    await user.click(ask.getByRole('button', { name: 'Ignore' }));
    expect(ask.getByText('Say why, in a few words.')).toBeVisible();
    expect(await faults()).toEqual([]);
    await user.type(ask.getByRole('textbox', { name: 'Reason' }), 'Not reachable here');
    await user.selectOptions(ask.getByRole('combobox', { name: 'Until' }), 'a day you choose');
    await user.keyboard('{Enter}');
    await user.selectOptions(ask.getByRole('combobox', { name: 'Until' }), 'for good');
    await user.click(ask.getByRole('button', { name: 'Ignore' }));
    expect(await aside.findByRole('button', { name: /11 that you can fix/ })).toBeVisible();
    const request = JSON.parse(called(client, 'findingIgnore')[0]?.slice(14) ?? '{}');
    expect(request).toMatchObject({
      image: 'nginx:1.27',
      package: 'pkg:deb/debian/openssl',
      reason: 'Not reachable here',
      until: null,
    });
    await user.click(aside.getByRole('button', { name: /that are ignored/ }));
    await user.keyboard('{ArrowDown}');
    const row = document.activeElement?.textContent ?? '';
    expect(row).toContain('CVE');
    await user.keyboard('i');
    await waitFor(() => expect(called(client, 'findingUnignore')).toHaveLength(1));
  });

  it('says what could not be looked into, and looks again', async () => {
    const { client, user } = await openAt('/security/adminer:5');
    const aside = await detail('adminer:5');
    expect(await aside.findByText('Could not look')).toBeVisible();
    expect(aside.queryByText(/No known problem in/)).toBeNull();
    client.pace = 60;
    await user.click(aside.getByRole('button', { name: 'Look into it' }));
    expect(await aside.findByText(/Looking into adminer:5/)).toBeVisible();
  });

  it('shows strange texts as texts, and what could not be read', async () => {
    const { user } = await openAt(`/security/${encodeURIComponent('ghcr.io/acme/notes:2.4.1')}`);
    const aside = await detail('ghcr.io/acme/notes:2.4.1');
    const row = await aside.findByRole('button', { name: /EVIL-2026/ });
    await user.click(row);
    expect(await aside.findByText(/^<script>alert/)).toBeVisible();
    expect(document.querySelector('aside script')).toBeNull();
    expect(aside.getByText('3 things could not be read')).toBeVisible();
  });

  it('stands beside another scanner', async () => {
    const { client, user } = await openAt('/security/nginx:1.27');
    const aside = await detail('nginx:1.27');
    await user.click(await aside.findByRole('button', { name: 'Compare with Trivy' }));
    expect(await aside.findByText('Only Trivy found 2')).toBeVisible();
    expect(called(client, 'otherScan')).toHaveLength(1);
  });

  it('draws only what is in view of thousands', async () => {
    const { client } = await openAt('/security', 'many');
    const id = client.imageRows[0]?.id ?? '';
    location.hash = `#/security/${id}`;
    expect(await screen.findByRole('button', { name: /^1,1\d\d that you can fix today/ })).toBeVisible();
    const list = screen.getByRole('list', { name: 'Known problems' });
    expect(within(list).getAllByRole('listitem').length).toBeLessThan(60);
  });
});

describe('what is ignored', () => {
  it('has its reason and its end, and is taken back', async () => {
    const { client, user } = await openAt('/security/ignored');
    expect(await screen.findByRole('row', { name: /CVE-2026-10444.*everywhere.*for good/ })).toBeVisible();
    expect(screen.getByRole('row', { name: /CVE-2026-10111.*from a document/ })).toBeVisible();
    expect(screen.getByRole('row', { name: /CVE-2026-10074.*over/ })).toBeVisible();
    expect(await faults()).toEqual([]);
    await user.click(screen.getByRole('button', { name: /Take back that CVE-2026-10444/ }));
    await waitFor(() => expect(screen.queryByRole('row', { name: /CVE-2026-10444/ })).toBeNull());
    expect(called(client, 'findingUnignore')).toEqual(['findingUnignore 2']);
  });
});

describe('the lists of known problems', () => {
  it('say how old they are, and go after a question', async () => {
    const { client, user } = await openAt('/security/lists');
    expect(await screen.findByRole('row', { name: /Debian.*58,214/ })).toBeVisible();
    expect(await faults()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Remove all lists' }));
    const ask = within(await screen.findByRole('dialog'));
    await user.click(ask.getByRole('button', { name: 'Remove all lists' }));
    expect(await screen.findByRole('row', { name: /Debian.*not here/ })).toBeVisible();
    expect(called(client, 'advisoriesClear')).toHaveLength(1);
  });

  it('say why one could not be fetched', async () => {
    await openAt('/security/lists', 'offline');
    expect(await screen.findByText('The list for Go could not be fetched')).toBeVisible();
  });
});
