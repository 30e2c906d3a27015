import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { faults, openAt } from '../../../../test/open';
import type { Pretence } from '../../../ipc/memory';

// A whole window and axe take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const at = (name: string, tab: string) => `/images/${encodeURIComponent(name)}/${tab}`;
const map = () => screen.findByRole('group', { name: /^What takes the room/ });
const tiles = async () => within(await map()).getAllByRole('button');

describe('the page of an image', () => {
  it.each(['inside', 'run', 'problems', 'layers', 'packages', 'used'])('has no faults at %s', async (tab) => {
    await openAt(at('shop/web:1', tab));
    await screen.findByText(/It runs/);
    await new Promise((done) => setTimeout(done, 80));
    expect(await faults()).toEqual([]);
  });

  it.each<[Pretence, string]>([
    ['fine', 'adminer:5'],
    ['fine', 'mariadb:11'],
    ['fine', 'hello-world'],
    ['loading', 'shop/web:1'],
    ['failed', 'shop/web:1'],
  ])('has no faults when it is %s for %s', async (pretence, name) => {
    await openAt(at(name, 'inside'), pretence);
    await new Promise((done) => setTimeout(done, 80));
    expect(await faults()).toEqual([]);
  });

  it('says what it is, whether it is safe and how long it gets fixes', async () => {
    await openAt(at('shop/web:1', 'inside'));
    const sentence = await screen.findByText(/Debian 12 with Python 3.11 and 15 Python packages/);
    expect(within(sentence).getByText('python app.py').tagName).toBe('CODE');
    const short = within(screen.getByRole('list', { name: 'In short' }));
    expect(await short.findByRole('link', { name: /problems can be fixed today/ })).toBeVisible();
    expect(short.getByText('Starts as root')).toBeVisible();
    expect(short.getByText('Debian 12: long-term fixes only, until June 2028')).toBeVisible();
  });

  it('draws what takes the room, and a tile shows its part in the table', async () => {
    const { user } = await openAt(at('shop/web:1', 'inside'));
    const numpy = (await tiles()).find((tile) => tile.getAttribute('aria-label')?.startsWith('numpy'));
    // What is drawn comes first; the version had no room.
    expect(numpy).toHaveAccessibleName('numpy, 48 MB, Code, numpy 1.24.2');
    await user.click(numpy as HTMLElement);
    const table = screen.getByRole('grid', { name: 'Everything in it' });
    expect(within(table).getByRole('row', { name: /numpy/ })).toHaveAttribute('aria-selected', 'true');
    expect(within(table).queryByRole('row', { name: /pkgcache/ })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    expect(within(table).getByRole('row', { name: /\/pkgcache/ })).toBeVisible();
  });

  it('lets the arrow keys walk the map, which is one stop of the Tab key', async () => {
    const { user } = await openAt(at('shop/web:1', 'inside'));
    const all = await tiles();
    expect(all.filter((tile) => tile.tabIndex === 0)).toHaveLength(1);
    all[0]?.focus();
    await user.keyboard('{End}');
    expect(document.activeElement).toBe(all.at(-1));
    await user.keyboard('{Home}{ArrowDown}{Enter}');
    expect(document.activeElement).toHaveAttribute('aria-pressed', 'true');
  });

  it('is left by Esc, for the list with its detail', async () => {
    const { user } = await openAt(at('shop/web:1', 'inside'));
    (await tiles())[0]?.focus();
    await user.keyboard('{Escape}');
    expect(await screen.findByRole('heading', { level: 1, name: 'Images' })).toBeVisible();
    expect(await screen.findByRole('button', { name: 'Open the page' })).toBeVisible();
  });

  it('says in a line what makes it smaller, what is hidden, and what it was built on', async () => {
    await openAt(at('shop/web:1', 'inside'));
    expect(await screen.findByText(/One line in the Dockerfile makes the image 23% smaller/)).toBeVisible();
    expect(screen.getByText(/^Saves 97 MB/)).toBeVisible();
    expect(screen.getByText(/from step 4, deleted in step 6/)).toBeVisible();
    expect(screen.getByText('FROM debian:13')).toBeVisible();
    expect(screen.getByText(/Building again on it mends 9 problems/)).toBeVisible();
  });

  it('filters what is inside while typing, and says so when nothing is left', async () => {
    const { user } = await openAt(at('shop/web:1', 'inside'));
    await map();
    await user.keyboard('/');
    await user.keyboard('django');
    expect(await screen.findByRole('row', { name: /Django/ })).toBeVisible();
    expect(screen.queryByRole('row', { name: /numpy/ })).toBeNull();
    await user.keyboard('zzz');
    await user.click(await screen.findByRole('button', { name: 'Show all' }));
    expect(await screen.findByRole('row', { name: /numpy/ })).toBeVisible();
  });

  it('calls a program that tells nothing about itself unknown, not safe', async () => {
    await openAt(at('hello-world', 'inside'));
    expect(await screen.findByText(/program does not say what it is made of/)).toBeVisible();
    expect(screen.queryByText('No known problems')).toBeNull();
  });
});

describe('looking inside', () => {
  it('begins by itself, gives a first verdict, and ends with everything', async () => {
    const { client } = await openAt(at('postgres:17', 'inside'));
    await waitFor(() => expect(client.calls.join()).toContain('imageScan'));
    expect(await screen.findByText(/^Debian 12 with/)).toBeVisible();
    await waitFor(() => expect(screen.queryByText(/First verdict. The rest/)).toBeNull());
    expect(await map()).toBeVisible();
    expect(client.calls.filter((call) => call.startsWith('imageScan'))).toHaveLength(1);
  });

  it('waits to be asked where the user has said so', async () => {
    const { client, user } = await openAt(at('postgres:17', 'inside'), 'fine', (client) => {
      client.settingsNow.scan.automatic = false;
    });
    expect(await screen.findByText('Nobody has looked inside yet')).toBeVisible();
    expect(client.calls.join()).not.toContain('imageScan');
    const [, offer] = screen.getAllByRole('button', { name: 'Look inside' });
    await user.click(offer as HTMLElement);
    expect(await map()).toBeVisible();
  });

  it('shows which step it is at', async () => {
    await openAt(at('postgres:17', 'inside'), 'fine', (client) => {
      client.pace = 400;
      client.settingsNow.scan.firstVerdict = false;
    });
    expect(await screen.findByRole('heading', { name: 'The engine is packing the image' })).toBeVisible();
  });

  it('says why it failed, and tries again', async () => {
    const { client, user } = await openAt(at('adminer:5', 'inside'));
    expect(await screen.findByRole('heading', { name: 'Could not look inside' })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(client.calls.join()).toContain('imageScan');
  });

  it('half done calls nothing nothing, and reads the rest when asked to', async () => {
    const { client, user } = await openAt(at('mariadb:11', 'inside'));
    expect(await screen.findAllByText('Not read yet.')).toHaveLength(2);
    expect(screen.queryByText(/Nothing to save/)).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Read the rest' }));
    expect(client.calls.join()).toContain('imageScan');
  });
});

describe('how to run it', () => {
  it('says of each setting what it means, and hides a secret', async () => {
    await openAt(at('shop/web:1', 'run'));
    expect(await screen.findByText(/who may do everything inside the container/)).toBeVisible();
    expect(screen.getByText('8000/tcp')).toBeVisible();
    expect(screen.getByText('not shown, looks like a secret')).toBeVisible();
    expect(await screen.findByText(/^podman run/)).toBeVisible();
  });
});

describe('the packages', () => {
  it('are grouped, filtered and those without a match said', async () => {
    const { user } = await openAt(at('shop/web:1', 'packages'));
    expect(await screen.findByRole('row', { name: /^Debian/ })).toBeVisible();
    expect(screen.getByText(/3 more Python packages belong to the distribution/)).toBeVisible();
    await user.keyboard('/');
    await user.keyboard('pillow');
    expect(await screen.findByRole('row', { name: /Pillow.*9.3.0.*HPND/ })).toBeVisible();
    expect(screen.queryByRole('row', { name: /libc6/ })).toBeNull();
    await user.click(screen.getByRole('radio', { name: 'By part' }));
    expect(await screen.findByRole('row', { name: /^Code/ })).toBeVisible();
  });

  it('of a huge image are in the page only as far as they are in view', async () => {
    await openAt(at('quay.io/jupyter/minimal-notebook:2026-10', 'packages'));
    expect(await screen.findByRole('row', { name: /libc6/ })).toBeVisible();
    const grid = screen.getByRole('grid', { name: 'Packages' });
    expect(within(grid).getAllByRole('row').length).toBeLessThan(40);
    expect(Number(grid.getAttribute('aria-rowcount'))).toBeGreaterThan(1_700);
  });
});
