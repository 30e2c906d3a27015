import type { FileContents, FileRow, FilesRequest, FilesView, ImageRow } from '../../generated';
import { described, type Placed, placed } from './derive';
import { placeOf } from './things';

/** A file of the twin: where, how large, of what. */
interface File {
  path: string;
  bytes: number;
  from: Placed;
}

const most = 5_000;
const made = new Map<string, File[]>();
const endings: Record<string, string> = { pypi: 'py', npm: 'js', deb: 'so', apk: 'so', golang: 'go' };

/** Every file of an image, made once. */
function filesOf(row: ImageRow): File[] {
  const known = made.get(row.id);
  if (known) return known;
  const seen = new Set<string>();
  const files = placed(described(row)).flatMap((from) =>
    spread(from).filter(({ path }) => {
      const key = `${from.layer} ${path}`;
      return !seen.has(key) && seen.add(key);
    }),
  );
  made.set(row.id, files);
  return files;
}

function spread(from: Placed): File[] {
  const { path, bytes, files, ecosystem } = from.thing;
  if (files <= 1) return [{ path, bytes: Math.round(bytes), from }];
  const ending = endings[ecosystem ?? ''] ?? 'dat';
  return Array.from({ length: files }, (_, at) => {
    const folder = files > 40 ? `/part-${Math.floor(at / 40)}` : '';
    return { path: `${path}${folder}/file-${at}.${ending}`, bytes: Math.round(bytes / files), from };
  });
}

const clean = (path: string) => path.replace(/^\/+|\/+$/g, '');

/** The files one sees: of one layer, or of the image as seen from inside. */
function inView(row: ImageRow, layer: number | null): File[] {
  return filesOf(row).filter(({ from }) => (layer === null ? !from.thing.hidden : from.layer === layer));
}

export function view(row: ImageRow, { layer, folder, find }: FilesRequest): FilesView {
  const files = inView(row, layer);
  const under = folder ? `${clean(decodeURI(folder))}/` : '';
  const below = files.filter(({ path }) => clean(path).startsWith(under));
  if (find) {
    const wanted = find.toLowerCase();
    const found = below.filter(({ path }) => path.toLowerCase().includes(wanted));
    found.sort((a, b) => b.bytes - a.bytes);
    return {
      rows: found.slice(0, most).map((file) => fileRow(file, clean(file.path), layer)),
      more: Math.max(0, found.length - most),
    };
  }
  const folders = new Map<string, File[]>();
  const own: FileRow[] = [];
  for (const file of below) {
    const rest = clean(file.path).slice(under.length);
    const slash = rest.indexOf('/');
    if (slash < 0) own.push(fileRow(file, rest, layer));
    else {
      const name = rest.slice(0, slash);
      folders.set(name, [...(folders.get(name) ?? []).slice(-1), file]);
      sizes.set(name, (sizes.get(name) ?? 0) + file.bytes);
    }
  }
  const rows = [...folders].map(([name, [file]]) => folderRow(under, name, file, sizes.get(name) ?? 0));
  sizes.clear();
  const byName = (a: FileRow, b: FileRow) => a.name.localeCompare(b.name);
  return { rows: [...rows.sort(byName), ...own.sort(byName)], more: 0 };
}

const sizes = new Map<string, number>();

function folderRow(under: string, name: string, file: File | undefined, bytes: number): FileRow {
  return {
    name,
    path: encodeURI(`${under}${name}`),
    kind: 'directory',
    bytes,
    mode: 'rwxr-xr-x',
    owner: '0:0',
    link: null,
    layer: file?.from.layer ?? 0,
    state: 'added',
    place: null,
    package: null,
    hiddenBy: null,
  };
}

function fileRow({ path, bytes, from }: File, name: string, layer: number | null): FileRow {
  const { thing } = from;
  return {
    name,
    path: encodeURI(clean(path)),
    kind: 'file',
    bytes,
    mode: path.includes('/bin/') ? 'rwxr-xr-x' : thing.secret ? 'rw-------' : 'rw-r--r--',
    owner: '0:0',
    link: null,
    layer: from.layer,
    state: layer === null ? 'kept' : thing.as === 'changedConfig' ? 'changed' : 'added',
    place: placeOf(thing),
    package: thing.ecosystem ? `${thing.name} ${thing.version}` : null,
    hiddenBy: thing.hidden?.by ?? null,
  };
}

export function contents(row: ImageRow, layer: number | null, path: string, reveal: boolean): FileContents {
  const wanted = clean(decodeURI(path));
  const file = filesOf(row).find(
    (one) => clean(one.path) === wanted && (layer === null || one.from.layer === layer),
  );
  if (!file)
    throw {
      code: 'image.gone',
      facts: { image: row.names[0] ?? row.id },
      raw: `${path}: no such file`,
      actions: [],
    };
  const { text = null, secret = false } = file.from.thing;
  const invented = /\.(py|js|go)$/.test(file.path) ? `// ${file.path}\n` : null;
  return { bytes: file.bytes, text: secret && !reveal ? null : (text ?? invented), cut: false, secret };
}
