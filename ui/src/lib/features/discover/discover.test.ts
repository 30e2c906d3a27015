import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { faults, openAt } from '../../../test/open';

vi.setConfig({ testTimeout: 60_000 });

const asked = (calls: readonly string[]) => calls.filter((call) => call.startsWith('discoverTagDetails'));

async function search(
  text: string,
  ...rest: Parameters<typeof openAt> extends [string, ...infer R] ? R : never
) {
  const opened = await openAt('/discover', ...rest);
  await opened.user.click(screen.getByRole('textbox', { name: 'Search registries for an image' }));
  await opened.user.keyboard(text);
  return opened;
}

describe('discovering images', () => {
  it('begins with well-known ones, each in a sentence', async () => {
    await openAt('/discover');
    expect(await screen.findByRole('row', { name: /postgres A database for almost/ })).toBeVisible();
    expect(screen.getByText('Databases and caches')).toBeVisible();
    expect(await faults()).toEqual([]);
  });

  it('is one letter away, and searches as one types', async () => {
    const { user } = await openAt('/containers');
    await user.keyboard('gd');
    expect(await screen.findByRole('heading', { level: 1, name: 'Discover' })).toBeVisible();
    await user.keyboard('/nginx');
    expect(await screen.findByText(/^6 images at Docker Hub/)).toBeVisible();
    const row = screen.getByRole('row', { name: /^nginx Official/ });
    expect(within(row).getByText('21K')).toBeVisible();
    expect(screen.getByText(/ghcr.io cannot be searched\. Type the whole name/)).toBeVisible();
    expect(await faults()).toEqual([]);
  });

  it('counts the newest answer only', async () => {
    const { client, user } = await openAt('/discover');
    const answers: ((hits: string[]) => void)[] = [];
    client.discoverSearch = () =>
      new Promise((done) =>
        answers.push((names) =>
          done({
            hits: names.map((reference) => ({
              reference,
              description: '',
              stars: 1,
              pulls: 1,
              official: false,
              host: 'docker.io',
            })),
            problems: [],
            searched: ['docker.io'],
          }),
        ),
      );
    await user.keyboard('/re');
    await waitFor(() => expect(answers.length).toBe(1));
    await user.keyboard('d');
    await waitFor(() => expect(answers.length).toBe(2));
    answers[1]?.(['newest']);
    expect(await screen.findByRole('row', { name: /newest/ })).toBeVisible();
    answers[0]?.(['stale']);
    await new Promise((done) => setTimeout(done, 30));
    expect(screen.queryByRole('row', { name: /stale/ })).toBeNull();
  });

  it('shows what strangers wrote as one plain line', async () => {
    await search('everything');
    const row = await screen.findByRole('row', { name: /nginx-with-everything/ });
    const note = within(row).getByText(/^FREE !!! <script>alert\(1\)<\/script> very/);
    expect(note.textContent?.length).toBeLessThanOrEqual(240);
    for (const sign of ['\u001b', '\u202e', '\n']) expect(note.textContent).not.toContain(sign);
  });

  it('offers a whole name where nothing was found', async () => {
    const { user } = await search('ghcr.io/acme/app');
    await user.click(await screen.findByRole('button', { name: 'Show ghcr.io/acme/app by its name' }));
    expect(location.hash).toBe('#/discover/ghcr.io%2Facme%2Fapp');
    expect(await screen.findByRole('grid', { name: 'Tags of ghcr.io/acme/app' })).toBeVisible();
  });

  it.each(['loading', 'failed', 'empty', 'none'] as const)(
    'has no faults when it is %s',
    async (pretence) => {
      await openAt('/discover/nginx', pretence);
      await screen.findByRole('complementary', { name: 'nginx' });
      await new Promise((done) => setTimeout(done, 400));
      expect(await faults()).toEqual([]);
    },
  );

  it('says why a search failed', async () => {
    await search('nginx', 'failed');
    expect((await screen.findAllByText('The container engine is not running')).length).toBeGreaterThan(0);
  });
});

describe('the tags of an image', () => {
  it('say what they will do, which is the good choice, and what is here', async () => {
    const { client } = await openAt('/discover/nginx');
    const good = await screen.findByRole('row', { name: /^1\.29 Good choice moves within 1\.29/ });
    expect(good).toHaveAttribute('aria-selected', 'true');
    expect(screen.getByRole('row', { name: /^latest moves with every release/ })).toBeVisible();
    expect(screen.getByRole('row', { name: /^1\.27 moves within 1\.27 · on this computer/ })).toBeVisible();
    expect(screen.queryByRole('row', { name: /rc1/ })).toBeNull();
    const chosen = screen.getByRole('region', { name: '1.29' });
    expect(within(chosen).getByText(/Gets fixes within 1\.29/)).toBeVisible();
    expect(await within(chosen).findByText('Fits this computer')).toBeVisible();
    expect(within(chosen).getByText('linux/amd64')).toBeVisible();
    expect(asked(client.calls).length).toBeGreaterThan(0);
    for (const call of asked(client.calls)) expect(call.split(',').length).toBeLessThanOrEqual(24);
    expect(await faults()).toEqual([]);
  });

  it('are run and pulled as chosen', async () => {
    const { user } = await openAt('/discover/nginx');
    await user.click(await screen.findByRole('row', { name: /^1\.28\.0/ }));
    expect(location.hash).toBe('#/discover/nginx%3A1.28.0');
    await user.click(screen.getByRole('button', { name: 'Pull' }));
    const dialog = await screen.findByRole('dialog', { name: 'Pull an image' });
    expect(within(dialog).getByRole('textbox')).toHaveValue('nginx:1.28.0');
    expect(await within(dialog).findByText(/^Fits this computer, about/)).toBeVisible();
  });

  it('that do not fit say so, and can be left out', async () => {
    const { user } = await openAt('/discover/nginx%3A1.27-arm64');
    expect(await screen.findByText('Does not fit this computer (linux/amd64)')).toBeVisible();
    await user.click(screen.getByRole('checkbox', { name: 'Only those that fit' }));
    await waitFor(() => expect(screen.queryByRole('row', { name: /1\.27-arm64/ })).toBeNull());
    expect(screen.getByText(/that do not fit are hidden/)).toBeVisible();
  });

  it('are filtered, and trial versions shown when asked for', async () => {
    const { user } = await openAt('/discover/nginx');
    await user.type(await screen.findByRole('textbox', { name: 'Filter tags' }), '1.30');
    expect(await screen.findByText('No tag matches')).toBeVisible();
    await user.click(screen.getByRole('checkbox', { name: 'Hide trial versions' }));
    expect(await screen.findByRole('row', { name: /1\.30\.0-rc1.*trial version/ })).toBeVisible();
  });

  it('of a list that was cut say so, and only those in view are asked about', async () => {
    const { client } = await openAt('/discover/grafana%2Fgrafana');
    expect(await screen.findByText(/The list is too long and was cut/)).toBeVisible();
    await waitFor(() => expect(asked(client.calls).length).toBeGreaterThan(0));
    await new Promise((done) => setTimeout(done, 500));
    expect(asked(client.calls).join().split(',').length).toBeLessThan(60);
  });

  it('of an image that is not there lead to signing in', async () => {
    const { user } = await openAt('/discover/acme%2Fmissing');
    expect(await screen.findByText('No such image was found')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Sign in to Docker Hub' }));
    expect(await screen.findByRole('dialog', { name: 'Sign in to Docker Hub' })).toBeVisible();
  });

  it('are reached by the keyboard alone', async () => {
    const { user } = await openAt('/discover');
    await user.keyboard('/nginx');
    await screen.findByText(/^6 images/);
    await user.keyboard('{ArrowDown}{Enter}');
    expect(location.hash).toBe('#/discover/nginx');
    await screen.findByRole('row', { name: /^1\.29 Good/ });
    screen.getByRole('grid', { name: 'Tags of nginx' }).focus();
    await user.keyboard('{End}r');
    expect(await screen.findByRole('dialog', { name: 'Run nginx:perl' })).toBeVisible();
  });
});
