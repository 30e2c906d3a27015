import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { faults, openAt } from '../../../test/open';
import type { Pretence } from '../../ipc/memory';

// A whole window and axe take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const dialog = async (name: RegExp | string) => within(await screen.findByRole('dialog', { name }));

/** Puts the cursor of the list on a row, as somebody without a mouse does. */
async function goTo(user: Awaited<ReturnType<typeof openAt>>['user'], name: string) {
  await screen.findByRole('row', { name: new RegExp(name) });
  const grid = screen.getByRole('grid', { name: 'Updates' });
  grid.focus();
  const here = () => document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')?.textContent;
  for (let row = 0; row < 30 && !here()?.includes(name); row++) await user.keyboard('{ArrowDown}');
  expect(here()).toContain(name);
}

describe('the Updates place', () => {
  it.each<Pretence>(['fine', 'loading', 'empty', 'failed', 'none', 'updates'])(
    'has no faults when it is %s',
    async (pretence) => {
      await openAt('/updates', pretence);
      await new Promise((done) => setTimeout(done, 50));
      expect(await faults()).toEqual([]);
    },
  );

  it('says what waits, what could not be checked and why', async () => {
    await openAt('/updates');
    expect(await screen.findByText('3 waiting')).toBeVisible();
    expect(screen.getByRole('row', { name: /blog-web.*Newer 1.27.*Newer one online/ })).toBeVisible();
    expect(screen.getByRole('row', { name: /jupyter.*limit is used up.*Could not check/ })).toBeVisible();
    expect(screen.getByRole('row', { name: /blog-db.*18 is out.*Current/ })).toBeVisible();
    expect(screen.getByRole('link', { name: /Updates/ })).toHaveTextContent('3');
  });

  it('is reached by its keys, and filtered to nothing says so', async () => {
    const { user } = await openAt('/containers');
    await screen.findByRole('row', { name: /blog-web/ });
    await user.keyboard('gu');
    await screen.findByRole('heading', { level: 1, name: 'Updates' });
    await user.keyboard('/');
    await user.keyboard('nothing like it');
    await user.click(await screen.findByRole('button', { name: 'Show all' }));
    expect(await screen.findByRole('row', { name: /blog-web/ })).toBeVisible();
  });

  it('checks everything, shows how far it is, and stops when asked to', async () => {
    const { client, user } = await openAt('/updates', 'fine', (client) => {
      client.pace = 60;
    });
    await user.click(await screen.findByRole('button', { name: 'Check now' }));
    expect(await screen.findByText(/Checked \d+ of 16/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Stop checking' }));
    expect(client.calls.some((call) => call.startsWith('jobCancel'))).toBe(true);
    expect(await screen.findByRole('button', { name: 'Check now' })).toBeVisible();
  });

  it('opens beside the list why one could not be checked, with what helps', async () => {
    const { client, user } = await openAt('/updates');
    await goTo(user, 'jupyter');
    await user.keyboard('{Enter}');
    const detail = within(await screen.findByRole('complementary', { name: 'jupyter' }));
    expect(detail.getByText('The registry wants a pause')).toBeVisible();
    await user.click(detail.getByRole('button', { name: 'Check again' }));
    expect(client.calls).toContain('freshnessCheck quay.io/jupyter/minimal-notebook:2026-10');
    expect(await faults()).toEqual([]);
  });

  it('keeps what was chosen for one container', async () => {
    const { client, user } = await openAt('/updates');
    await goTo(user, 'notes');
    await user.keyboard('{Enter}');
    const detail = within(await screen.findByRole('complementary', { name: 'notes' }));
    await user.selectOptions(detail.getByRole('combobox', { name: 'Follow' }), 'patch');
    await user.click(detail.getByRole('checkbox', { name: /release candidates/ }));
    await waitFor(() =>
      expect(client.updates.view.containers.find((row) => row.name === 'notes')?.choice).toMatchObject({
        follow: 'patch',
        preReleases: true,
      }),
    );
  });

  it('skips one by its key, and takes it back', async () => {
    const { client, user } = await openAt('/updates');
    await goTo(user, 'notes');
    await user.keyboard('s');
    expect(await screen.findByText('2.5.0 is skipped. The next one will be offered again.')).toBeVisible();
    expect(await screen.findByText('2 waiting')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Do not skip it any more' }));
    expect(await screen.findByText('3 waiting')).toBeVisible();
    expect(client.calls.filter((call) => call.startsWith('updateChoose'))).toHaveLength(2);
  });
});

describe('an update', () => {
  it('goes by keyboard from the look at it to the new version and back', async () => {
    const { client, user } = await openAt('/updates');
    await goTo(user, 'blog-web');
    await user.keyboard('u');
    const preview = await dialog('Update blog-web to the newer nginx:1.27');
    expect(await preview.findByRole('row', { name: /Version 1.27.3.*1.27.4/ })).toBeVisible();
    expect(preview.getByText(/Your port 8080, the volume blog_html, 2 variables/)).toBeVisible();
    expect(preview.getByText('Download 11 MB of 68 MB (the rest is already here)')).toBeVisible();
    expect(preview.getByText('Watch it for 10 s, then keep it or go back')).toBeVisible();
    expect(await faults()).toEqual([]);

    await user.click(preview.getByRole('checkbox', { name: '/etc/nginx/conf.d/default.conf' }));
    preview.getByRole('button', { name: 'Update safely' }).focus();
    await user.keyboard('{Enter}');
    const done = await dialog('blog-web is updated');
    expect(
      await done.findByText(/blog-web runs nginx 1.27.4. You can go back until (today|tomorrow)/),
    ).toBeVisible();
    const request = JSON.parse(
      client.calls.find((call) => call.startsWith('updateStart'))?.slice(12) ?? '{}',
    );
    expect(request).toMatchObject({ tag: null, backup: false, carry: ['/etc/nginx/conf.d/default.conf'] });
    expect(request.digest).toMatch(/^sha256:/);

    done.getByRole('button', { name: 'Undo' }).focus();
    await user.keyboard('{Enter}');
    const undo = await dialog('Go back to the blog-web before');
    expect(await undo.findByText('Stop the one that runs now (nginx 1.27.4)')).toBeVisible();
    undo.getByRole('button', { name: 'Go back' }).focus();
    await user.keyboard('{Enter}');
    const back = await dialog('blog-web is as before');
    expect(await back.findByText('blog-web runs nginx 1.27.3 again.')).toBeVisible();
    expect(client.calls.some((call) => call.startsWith('updateUndo'))).toBe(true);
  });

  it('that fails says both halves, with the last that the new one said', async () => {
    const { user } = await openAt('/updates');
    await user.click(await screen.findByRole('button', { name: 'Update notes' }));
    const preview = await dialog('Update notes to ghcr.io/acme/notes:2.5.0');
    await user.click(await preview.findByRole('button', { name: 'Update safely' }));
    const failed = await dialog('notes was not updated');
    expect(await failed.findByText(/The new one did not work: it ended with exit code 1/)).toBeVisible();
    expect(failed.getByText(/The old one is back with its data and settings/)).toBeVisible();
    expect(await failed.findByText(/ECONNREFUSED/)).toBeVisible();
    expect(await faults()).toEqual([]);
  });

  it('hides secrets until they are asked for', async () => {
    const { user } = await openAt('/updates');
    await user.click(await screen.findByRole('button', { name: 'Update notes' }));
    const preview = await dialog(/Update notes/);
    expect(preview.queryByText('please-change')).toBeNull();
    const [, after] = await preview.findAllByRole('button', { name: 'Show SESSION_SECRET' });
    await user.click(after as HTMLElement);
    expect(preview.getByText('please-change')).toBeVisible();
  });

  it('takes another version, and advises a backup for a database', async () => {
    const { client, user } = await openAt('/updates');
    await goTo(user, 'blog-db');
    await user.keyboard('u');
    const current = await dialog('blog-db is current');
    expect(current.queryByRole('button', { name: 'Update safely' })).toBeNull();
    await user.selectOptions(await current.findByRole('combobox', { name: 'Another version' }), '18');
    const preview = await dialog('Update blog-db to postgres:18');
    expect(await preview.findByRole('checkbox', { name: /Back up its volume first/ })).toBeChecked();
    expect(preview.getByText('Stop the old one and back up 1 volume (316 MB)')).toBeVisible();
    await user.click(preview.getByRole('button', { name: 'Update safely' }));
    await dialog('blog-db is updated');
    expect(client.calls.some((call) => call.includes('"tag":"18"') && call.includes('"backup":true'))).toBe(
      true,
    );
  });

  it('that is not ours to do says whose it is', async () => {
    const { user } = await openAt('/updates', 'updates');
    await goTo(user, 'metrics');
    await user.keyboard('u');
    const blocked = await dialog('metrics cannot be updated here');
    expect(await blocked.findByText('The system looks after this container')).toBeVisible();
    expect(blocked.queryByRole('button', { name: 'Update safely' })).toBeNull();
  });

  it('whose registry does not answer says so and asks again', async () => {
    const { user } = await openAt('/updates');
    await goTo(user, 'jupyter');
    await user.keyboard('u');
    const failed = await dialog('Update jupyter');
    expect(await failed.findByText('The registry wants a pause')).toBeVisible();
    await user.click(failed.getByRole('button', { name: 'Check again' }));
    expect(await failed.findByText('The registry wants a pause')).toBeVisible();
  });

  it('follows the container into its new id', async () => {
    const { client, user } = await openAt('/containers');
    await user.click(await screen.findByRole('row', { name: /blog-web/ }));
    const before = location.hash;
    await user.click(await screen.findByRole('button', { name: 'Update safely' }));
    const preview = await dialog(/Update blog-web/);
    await user.click(await preview.findByRole('button', { name: 'Update safely' }));
    const done = await dialog('blog-web is updated');
    await user.click(done.getAllByRole('button', { name: 'Close' })[1] as HTMLElement);
    const now = client.containerRows.find((row) => row.name === 'blog-web')?.id;
    await waitFor(() => expect(location.hash).toBe(`#/containers/${now}`));
    expect(location.hash).not.toBe(before);
    expect(await screen.findByText(/Updated lately. You can go back until/)).toBeVisible();
    expect(screen.getByRole('row', { name: /blog-web.old-3fa9c1.*kept for going back/ })).toBeVisible();
    await user.click(screen.getByRole('tab', { name: 'History' }));
    expect(await screen.findByText(/by you/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Give up the blog-web before' })).toBeVisible();
    expect(await faults()).toEqual([]);
  });

  it('is found in the palette', async () => {
    const { user } = await openAt('/home');
    expect(await screen.findByText('3 updates are waiting.')).toBeVisible();
    await user.keyboard('{Control>}k{/Control}');
    await user.type(await screen.findByRole('combobox'), 'update blog-web{Enter}');
    await dialog('Update blog-web to the newer nginx:1.27');
  });
});

describe('updating many', () => {
  it('lists exactly what is updated and what not, then does it', async () => {
    const { client, user } = await openAt('/updates', 'updates');
    await user.click(await screen.findByRole('button', { name: 'Update all (5)' }));
    const all = await dialog('Update 5 containers');
    expect(
      all
        .getAllByRole('listitem')
        .slice(0, 5)
        .map((item) => item.textContent),
    ).toEqual([
      expect.stringContaining('blog-web'),
      expect.stringContaining('blog-cache'),
      expect.stringContaining('notes'),
      expect.stringContaining('api.1.x8k2'),
      expect.stringContaining('tools'),
    ]);
    expect(all.getByText('is updated elsewhere (Systemd unit metrics.container)')).toBeInTheDocument();
    expect(await faults()).toEqual([]);
    await user.click(all.getByRole('button', { name: 'Update 5 safely' }));
    expect(await all.findByText('5 containers are updated.')).toBeVisible();
    expect(client.calls.some((call) => call.startsWith('updateAll '))).toBe(true);
  });

  it('takes those that are ticked', async () => {
    const { user } = await openAt('/updates');
    await goTo(user, 'blog-web');
    await user.keyboard(' ');
    await user.click(await screen.findByRole('button', { name: 'Update 1 container' }));
    const all = await dialog('Update 1 container');
    expect(all.getAllByRole('listitem')).toHaveLength(1);
  });
});

describe('what is kept', () => {
  it('is shown with what it costs, and given up only after the list of what goes', async () => {
    const { client, user } = await openAt('/updates/kept', 'updates');
    expect(await screen.findByText(/Together/)).toBeVisible();
    expect(screen.getByText('wiki.old-3fa9c1')).toBeVisible();
    expect(await faults()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Give up the blog-cache before' }));
    const question = await dialog('Give up the blog-cache before?');
    expect(question.getByText('The backup of its volumes')).toBeVisible();
    await user.click(question.getByRole('button', { name: 'Give it up' }));
    expect(await screen.findByText('The blog-cache before is gone')).toBeVisible();
    expect(client.updates.kept.kept.some((one) => one.name === 'blog-cache')).toBe(false);
  });

  it('puts volumes back only when that is asked for', async () => {
    const { client, user } = await openAt('/updates/kept', 'updates');
    await user.click(await screen.findByRole('button', { name: 'Go back to the blog-cache before' }));
    const undo = await dialog('Go back to the blog-cache before');
    await user.click(await undo.findByRole('checkbox', { name: /Also put the volumes back/ }));
    await user.click(undo.getByRole('button', { name: 'Go back' }));
    await dialog('blog-cache is as before');
    expect(client.calls.some((call) => /^updateUndo \S+ true$/.test(call))).toBe(true);
  });

  it('and what ran has its faces', async () => {
    await openAt('/updates/history', 'updates');
    expect((await screen.findAllByText(/by the schedule/)).length).toBe(2);
    expect(await faults()).toEqual([]);
  });

  it('is empty in words', async () => {
    await openAt('/updates/kept', 'empty');
    expect(await screen.findByText('Nothing is kept')).toBeVisible();
  });

  it('says once what the start has set right', async () => {
    const { user } = await openAt('/home', 'updates');
    expect(await screen.findByText('accounts-db: its update was finished')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Put this away' }));
    await user.keyboard('gu');
    await screen.findByRole('heading', { level: 1, name: 'Updates' });
    expect(screen.queryByText('accounts-db: its update was finished')).toBeNull();
  });
});
