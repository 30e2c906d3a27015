import { format, t } from '$lib/i18n';
import type { ImageSettings, Inside, ItemView, Part } from '$lib/ipc';
import { type Region, remediesOf } from './contents';

/** One or two plain sentences about each part. */
export function legendOf(inside: Inside, partly: boolean): Record<Region, string> {
  const words = t().inside.legend;
  const items = (part: Part) => inside.parts.find((one) => one.part === part)?.items ?? [];
  const saved = remediesOf(inside)[0];
  const smaller = saved ? words.smaller(format.percent(saved.bytes / (inside.bytes || 1))) : '';
  return {
    code: partly ? words.unread : codeWords(items('code')),
    runtime: partly ? words.unread : runtimeWords(items('runtime')),
    system: systemWords(inside, items('system')),
    settings: words.settings(settingsWords(inside.settings)),
    leftovers: [words.leftovers, smaller].filter(Boolean).join(' '),
    hidden: words.hidden(inside.waste.count),
  };
}

function codeWords(items: readonly ItemView[]): string {
  const words = t().inside.legend;
  if (!items.length) return words.noCode;
  const libraries = items.filter((item) => item.kind === 'library');
  const own = items.filter((item) => item.kind !== 'library' && item.kind !== 'others');
  const files = own.reduce((sum, item) => sum + item.files, 0);
  const largest = libraries.length > 2 ? libraries.slice(0, 2).map((item) => item.name) : [];
  const unknown = own.filter((item) => item.kind === 'unknownProgram').length;
  return words.code(files, libraries.length, format.list(largest), unknown);
}

function runtimeWords(items: readonly ItemView[]): string {
  const words = t().inside.legend;
  const names = items.slice(0, 2).map((item) => [item.name, item.version].filter(Boolean).join(' '));
  return names.length ? words.runtime(format.list(names)) : words.noRuntime;
}

function systemWords(inside: Inside, items: readonly ItemView[]): string {
  const words = t().inside.legend;
  if (!inside.os && !items.length) return words.noSystem;
  const packages = items.filter((item) => item.kind === 'package').length;
  const made = items.filter((item) => item.kind === 'generated').reduce((sum, item) => sum + item.bytes, 0);
  const base = words.system(inside.os?.name ?? words.tools, packages);
  return made ? `${base} ${words.made(format.bytes(made))}` : base;
}

function settingsWords(settings: ImageSettings): string {
  const words = t().inside.legend;
  const ports = settings.ports.map((port) => port.replace(/\/tcp$/, ''));
  const parts = [
    settings.command.length || settings.entrypoint.length ? words.command : words.noCommand,
    settings.env.length ? words.env(settings.env.length) : '',
    ports.length ? words.ports(ports.length, format.list(ports)) : '',
    settings.healthcheck ? words.health : words.noHealth,
  ];
  return parts.filter(Boolean).join(', ');
}
