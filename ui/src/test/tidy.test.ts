import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter(
    (entry) => entry.isFile() && /\.(ts|css|svelte)$/.test(entry.name) && !entry.name.includes('.test.'),
  )
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ path: relative(root, path), text: readFileSync(path, 'utf8') }));

/** What a file imports, as written. */
function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

describe('the house rules of the interface', () => {
  it('finds the files', () => expect(files.length).toBeGreaterThan(50));

  it('names colors only in tokens.css', () => {
    const color = /#[0-9a-f]{3,8}\b(?=[;\s,)'"])|\b(?:rgb|rgba|hsl|hsla|oklch)\(/i;
    const styles = (file: (typeof files)[number]) =>
      file.path.endsWith('.svelte') ? (/<style[\s\S]*<\/style>/.exec(file.text)?.[0] ?? '') : file.text;
    const sinners = files.filter(
      (file) =>
        !file.path.endsWith('.ts') && file.path !== 'lib/design/tokens.css' && color.test(styles(file)),
    );
    expect(sinners.map((file) => file.path)).toEqual([]);
  });

  it('writes no style attribute into markup, which the window forbids', () => {
    const sinners = files.filter((file) => file.path.endsWith('.svelte') && /\sstyle=/.test(file.text));
    expect(sinners.map((file) => file.path)).toEqual([]);
  });

  it('puts no text into the page as markup', () => {
    expect(files.filter((file) => /\{@html|innerHTML/.test(file.text)).map((file) => file.path)).toEqual([]);
  });

  it('lets only ipc know Tauri', () => {
    const sinners = files.filter(
      (file) =>
        !file.path.startsWith('lib/ipc/') &&
        importsOf(file.text).some((name) => name.startsWith('@tauri-apps/')),
    );
    expect(sinners.map((file) => file.path)).toEqual([]);
  });

  it.each([
    ['lib/design/', ['$lib/i18n']],
    ['lib/i18n/', []],
    ['lib/ipc/', []],
    ['lib/problem/', ['$lib/design', '$lib/i18n', '$lib/ipc']],
    ['lib/jobs/', ['$lib/design', '$lib/i18n', '$lib/ipc', '$lib/problem']],
    ['lib/freshness/', ['$lib/design', '$lib/i18n', '$lib/ipc', '$lib/problem']],
    ['lib/registries/', ['$lib/design', '$lib/i18n', '$lib/ipc', '$lib/problem']],
    ['lib/security/', ['$lib/design', '$lib/i18n', '$lib/ipc', '$lib/problem']],
    ['lib/typed/', ['$lib/design', '$lib/i18n', '$lib/ipc', '$lib/problem']],
    [
      'lib/features/',
      [
        '$lib/design',
        '$lib/freshness',
        '$lib/i18n',
        '$lib/ipc',
        '$lib/jobs',
        '$lib/problem',
        '$lib/registries',
        '$lib/security',
        '$lib/shell/context',
        '$lib/typed',
      ],
    ],
  ])('%s imports only what lies below it, through the doors', (folder, allowed) => {
    const sins = files
      .filter((file) => file.path.startsWith(folder))
      .flatMap((file) =>
        importsOf(file.text)
          .filter((name) => name.startsWith('$lib') && !allowed.includes(name))
          .map((name) => `${file.path} imports ${name}`),
      );
    expect(sins).toEqual([]);
  });

  it('keeps features apart', () => {
    const sins = files
      .filter((file) => file.path.startsWith('lib/features/'))
      .filter((file) => {
        const depth = file.path.split('/').length - 4;
        const climbs = (name: string) => name.split('/').filter((part) => part === '..').length > depth;
        return importsOf(file.text).some((name) => name.startsWith('.') && climbs(name));
      });
    expect(sins.map((file) => file.path)).toEqual([]);
  });
});
